import { type Command, InvalidArgumentError, Option } from "commander";
import { type AuditKind, auditKinds } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { isDay } from "../is-day.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns } from "../output.ts";
import { exportLog } from "./audit-export.ts";
import { list } from "./audit-list.ts";
import { verify } from "./audit-verify.ts";

/** `audit`. */
export function addAuditCommands(program: Command): void {
  const audit = program
    .command("audit")
    .description("What was done in the company: ids and numbers, no names and no secrets. For administrators.");
  const listing = audit
    .command("list")
    .description("Entries of the log, the oldest first.")
    .option("--kind <kinds...>", "of these kinds; audit kinds lists them", kind)
    .option("--actor <who>", "by whom: name, address or id")
    .option("--user <who>", "about whom: name, address or id")
    .addOption(
      new Option("--origin <origin>", "what the server saw, or what clients say of items").choices([
        "server",
        "client",
      ]),
    )
    .option("--from <time>", "at this time, or later: 2026-01-31 or 2026-01-31T12:00Z", time)
    .option("--until <time>", "before this time", time)
    .option("--first <number>", "how many, 1 to 500", number, 50)
    .option("--after <cursor>", "goes on where a list before it ended");
  example(does(listing, list), "sealgraph audit list --user bob@example.com --from 2026-01-01");
  example(
    does(audit.command("kinds").description("Every kind of entry, and what it means."), kinds),
    "sealgraph audit kinds",
  );
  const exporting = audit
    .command("export")
    .description("Write the whole log to a file (mode 0600), verified. One that was cut goes on where it stopped.")
    .requiredOption("--file <file>", "where to; one of an export before is gone on with")
    .addOption(new Option("--format <format>", "lines of JSON, or a table").choices(["jsonl", "csv"]).default("jsonl"));
  example(does(exporting, exportLog), "sealgraph audit export --file log.jsonl");
  const verifying = audit
    .command("verify")
    .description(
      "Check that nothing of the log was changed, dropped or swapped: all of it, and against what this device saw.",
    )
    .option("--new", "only what is new since this device last looked, which is fast")
    .option("--file <file>", "a file of lines of JSON that was exported, instead of the server's; needs no server");
  example(does(verifying, verify), "sealgraph audit verify");
  const forgetting = audit
    .command("forget")
    .description(
      "Let go of what this device has seen of the log, when the operator restored the server from an old copy.",
    )
    .addOption(yesOption());
  example(does(forgetting, forget), "sealgraph audit forget");
}

const kinds = async (context: Context) =>
  context.out.answer(auditKinds, () => columns(Object.entries(auditKinds).map(([name, text]) => [name, text])));

const forget = (context: Context, { yes }: GlobalOptions & YesOption) =>
  withKeys(context, async (client) => {
    const why = "Do this only when the operator says that the server was restored: else this is how a log is replaced.";
    await context.ask.agreement(`${why} Forget what this device has seen of the log?`, yes);
    const known = await client.company.audit.forget();
    context.out.answer(known, () =>
      known.hash === null
        ? "This device had seen nothing of the log."
        : [
            `It had seen the log up to revision ${known.revision}, hash ${known.hash}`,
            "Write that down: whoever exported the log up to there can still prove it.",
          ],
    );
  });

function kind(text: string, before: readonly AuditKind[] = []): readonly AuditKind[] {
  const wanted = text.toUpperCase().replaceAll("-", "_");
  if (!(wanted in auditKinds)) throw new InvalidArgumentError("That is no kind: sealgraph audit kinds lists them.");
  return [...before, wanted as AuditKind];
}

function time(text: string): Date {
  const at = new Date(text);
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (day === undefined || Number.isNaN(at.getTime()) || !isDay(day))
    throw new InvalidArgumentError("Write a time as 2026-01-31 or 2026-01-31T12:00:00Z.");
  return at;
}

function number(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 500) throw new InvalidArgumentError("It is 1 to 500.");
  return value;
}
