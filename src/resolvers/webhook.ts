import { Arg, Ctx, FieldResolver, Mutation, Resolver } from "type-graphql";
import { readServiceAccounts } from "../domain/machine/service-account.ts";
import { testWebhook } from "../domain/webhook/test.ts";
import {
  createWebhook,
  deleteWebhook,
  readWebhooks,
  replayWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from "../domain/webhook/webhook.ts";
import { ServiceAccount } from "../schema/machine.ts";
import { Partner } from "../schema/partner.ts";
import {
  CreateWebhookInput,
  CreateWebhookResult,
  DeleteWebhookPayload,
  ReplayWebhookInput,
  UpdateWebhookInput,
  UpdateWebhookResult,
  Webhook,
  WebhookCreated,
  WebhookInput,
  WebhookTested,
  WebhookUpdated,
} from "../schema/webhook.ts";
import type { Context } from "./context.ts";

@Resolver()
export class WebhookResolver {
  @Mutation(() => CreateWebhookResult)
  createWebhook(@Arg("input", () => CreateWebhookInput) input: CreateWebhookInput, @Ctx() { request }: Context) {
    return createWebhook(request, input);
  }

  @Mutation(() => UpdateWebhookResult)
  updateWebhook(@Arg("input", () => UpdateWebhookInput) input: UpdateWebhookInput, @Ctx() { request }: Context) {
    return updateWebhook(request, input);
  }

  @Mutation(() => WebhookCreated)
  rotateWebhookSecret(@Arg("input", () => WebhookInput) input: WebhookInput, @Ctx() { request }: Context) {
    return rotateWebhookSecret(request, input);
  }

  @Mutation(() => WebhookTested)
  testWebhook(@Arg("input", () => WebhookInput) input: WebhookInput, @Ctx() { request }: Context) {
    return testWebhook(request, input);
  }

  @Mutation(() => WebhookUpdated)
  replayWebhook(@Arg("input", () => ReplayWebhookInput) input: ReplayWebhookInput, @Ctx() { request }: Context) {
    return replayWebhook(request, input);
  }

  @Mutation(() => DeleteWebhookPayload)
  deleteWebhook(@Arg("input", () => WebhookInput) input: WebhookInput, @Ctx() { request }: Context) {
    return deleteWebhook(request, input);
  }
}

@Resolver(() => Partner)
export class PartnerMachineResolver {
  @FieldResolver(() => [Webhook])
  webhooks(@Ctx() { request }: Context) {
    return readWebhooks(request);
  }

  @FieldResolver(() => [ServiceAccount])
  serviceAccounts(@Ctx() { request }: Context) {
    return readServiceAccounts(request);
  }
}
