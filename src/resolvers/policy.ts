import { Arg, Ctx, FieldResolver, Int, Resolver } from "type-graphql";
import { readDocuments, readOwnDocuments, readOwnPolicies, readPoliciesOf } from "../domain/policy/read.ts";
import { settingOf, showBinding, showDocument } from "../domain/policy/show.ts";
import { type PolicyTrial as Trial, tryPolicies } from "../domain/policy/try.ts";
import {
  BindingPolicies,
  PolicyDocument,
  PolicyDocumentConnection,
  PolicyScope,
  PolicyTrial,
} from "../schema/policy.ts";
import { Bytes, Uuid } from "../schema/scalars.ts";
import { Tenant } from "../schema/tenant.ts";
import { User } from "../schema/user.ts";
import type { Context } from "./context.ts";
import { mapConnection } from "./map-connection.ts";

export const trialFace = (trial: Trial) => ({
  ...trial,
  setting: trial.setting && settingOf(trial.setting),
  touched: trial.touched.map((each) => ({
    user: each.user,
    settings: each.settings.map(settingOf),
    before: showBinding(each.before),
    after: showBinding(each.after),
  })),
});

@Resolver(() => User)
export class OwnPolicyResolver {
  @FieldResolver(() => BindingPolicies)
  async policies(@Ctx() { request }: Context) {
    return showBinding(await readOwnPolicies(request));
  }

  @FieldResolver(() => [PolicyDocument])
  async policyDocuments(@Ctx() { request }: Context) {
    return (await readOwnDocuments(request)).map(showDocument);
  }
}

@Resolver(() => Tenant)
export class PolicyResolver {
  @FieldResolver(() => PolicyDocumentConnection)
  async policyDocuments(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return mapConnection(await readDocuments(request, { first: first ?? 50, after }), showDocument);
  }

  @FieldResolver(() => BindingPolicies, { nullable: true })
  async policiesOf(@Arg("user", () => Uuid) user: string, @Ctx() { request }: Context) {
    const policies = await readPoliciesOf(request, user);
    return policies && showBinding(policies);
  }

  @FieldResolver(() => PolicyTrial)
  async tryPolicies(
    @Arg("scope", () => PolicyScope) scope: PolicyScope,
    @Arg("id", () => Uuid, { nullable: true }) id: string | null,
    @Arg("document", () => Bytes, { nullable: true }) document: Uint8Array | null,
    @Arg("after", () => Uuid, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    const trial = await tryPolicies(request, {
      scope,
      id: id ?? null,
      document: document ?? null,
      after: after ?? null,
    });
    return trialFace(trial);
  }
}
