import { SealgraphError } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findWebhook } from "../find-webhook.ts";
import { counted } from "../output.ts";
import { withPartner } from "../partner-open.ts";
import { answeredInWords } from "../show-webhook.ts";

export const test = (context: Context, _: GlobalOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { webhook } = await findWebhook(client, reference);
    const { failure, status } = await client.partner.webhooks.test(webhook);
    context.out.answer({ webhook, failure, status }, () =>
      failure === null ? `It arrived (${status}).` : `It did not arrive: ${answeredInWords(failure, status)}.`,
    );
    if (failure !== null) context.surroundings.endWith(exitCode.REFUSED);
  });

export const replay = (
  context: Context,
  { after }: GlobalOptions & { readonly after?: string },
  reference: string,
  letter?: string,
) =>
  withPartner(context, async (client) => {
    const hook = await findWebhook(client, reference);
    if (after !== undefined) {
      await client.partner.webhooks.replay(hook.webhook, { after }).catch(sayWrongCursor);
      return context.out.answer({ webhook: hook.webhook, after }, () => "All that happened since is sent again.");
    }
    const letters = hook.deadLetters.filter((each) => letter === undefined || each.letter.startsWith(letter));
    if (letters.length === 0)
      throw new CommandFailure(
        exitCode.NOT_FOUND,
        "NOT_FOUND",
        "Nothing of it was given up.",
        "sealgraph partner webhook list shows what was.",
      );
    for (const each of letters) await client.partner.webhooks.replay(hook.webhook, { letter: each.letter });
    context.out.answer(
      { webhook: hook.webhook, letters: letters.map((each) => each.letter) },
      () => `${counted(letters.length, "batch", "batches")} will be sent again, before anything else.`,
    );
  });

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  const sentence = "This cursor is not of this partner's events.";
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    sentence,
    "sealgraph partner events shows them, one a line.",
  );
}
