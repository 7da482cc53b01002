import type { EventGroup } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findWebhook } from "../find-webhook.ts";
import { demandStaffMay } from "../may.ts";
import type { YesOption } from "../options.ts";
import { printable } from "../output.ts";
import { agreeToLabels, noteUnknownLabels } from "../partner-labels.ts";
import { withPartner } from "../partner-open.ts";
import { type ScopeOptions, scopeOf } from "../partner-scope.ts";
import { linesOf } from "../show-webhook.ts";

interface CreateOptions extends GlobalOptions, ScopeOptions, YesOption {
  readonly groups: readonly EventGroup[];
}

interface UpdateOptions extends GlobalOptions {
  readonly url?: string;
  readonly name?: string;
  readonly groups?: readonly EventGroup[];
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly takeOver?: boolean;
}

export const create = (context: Context, options: CreateOptions, name: string, url: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines");
    const companies = await scopeOf(client, options);
    if (companies.scope === "LABELS") await noteUnknownLabels(context, client, companies.labels);
    const reach = await agreeToLabels(context, client, companies, { whom: "It", yes: options.yes });
    const made = await client.partner.webhooks.create({
      name,
      url,
      groups: options.groups,
      ...(companies.scope !== "ALL" && { companies }),
    });
    context.out.answer({ ...made, ...(await reach()) }, () => made.secret);
    context.out.note(
      "It is shown this once. The receiver verifies each message by it, after Standard Webhooks. Try it: sealgraph partner webhook test",
    );
  });

export const update = (context: Context, options: UpdateOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { url, name, groups: its, pause, resume, takeOver } = options;
    if ([url, name, its, pause, resume, takeOver].every((each) => each === undefined))
      throw new CommandFailure(
        exitCode.USAGE,
        "MISSING_VALUE",
        "What shall be otherwise?",
        "--url, --name, --groups, --pause, --resume or --take-over.",
      );
    const hook = await findWebhook(client, reference);
    await client.partner.webhooks.update(hook.webhook, {
      ...(url !== undefined && { url }),
      ...(name !== undefined && { name }),
      ...(its && { groups: its }),
      ...((pause || resume) && { active: resume === true }),
      ...(takeOver && { takeOver: true }),
    });
    const now = (await client.partner.webhooks.list()).find(({ webhook }) => webhook === hook.webhook) ?? hook;
    context.out.answer(now, () => linesOf(context, now).slice(0, -1));
  });

export const rotate = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines");
    const hook = await findWebhook(client, reference);
    await context.ask.agreement(
      `Give ${printable(hook.name)} a new secret? The present one signs as well for a day, and then no more.`,
      yes,
    );
    const { secret } = await client.partner.webhooks.rotate(hook.webhook);
    context.out.answer({ webhook: hook.webhook, secret }, () => secret);
  });

export const remove = (context: Context, { yes }: GlobalOptions & YesOption, reference: string) =>
  withPartner(context, async (client) => {
    await demandStaffMay(client, "machines.end");
    const hook = await findWebhook(client, reference);
    await context.ask.agreement(
      `Nothing is sent to ${printable(hook.url)} any more, and what was given up is forgotten. Delete it?`,
      yes,
    );
    await client.partner.webhooks.delete(hook.webhook);
    context.out.answer({ webhook: hook.webhook }, () => `${printable(hook.name)} is gone.`);
  });
