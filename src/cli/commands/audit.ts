import { constants, createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type AuditKind,
  auditKinds,
  type Client,
  type LogEntry,
  type LogFormat,
  type LogPosition,
  logHeader,
  logLine,
  positionInLine,
  SealgraphError,
  verifyLogLines,
} from "../../client/index.ts";
import { choose } from "../choose.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { isDay } from "../is-day.ts";
import { withKeys } from "../open.ts";
import { type YesOption, yesOption } from "../options.ts";
import { columns, counted, printable } from "../output.ts";
import { partnerNames } from "../partner-names.ts";
import { makeProgress } from "../progress.ts";

interface ListOptions extends GlobalOptions {
  readonly kind?: readonly AuditKind[];
  readonly actor?: string;
  readonly user?: string;
  readonly origin?: "server" | "client";
  readonly from?: Date;
  readonly until?: Date;
  readonly first: number;
  readonly after?: string;
}

interface ExportOptions extends GlobalOptions {
  readonly file: string;
  readonly format: LogFormat;
}

interface VerifyOptions extends GlobalOptions {
  readonly file?: string;
  readonly new?: boolean;
}

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

const list = (context: Context, options: ListOptions) =>
  withKeys(context, async (client) => {
    const people = await client.company.people();
    const former = await client.company.formerPeople();
    const calledOf = ({ user, name, address }: Named) => name ?? address ?? user;
    const nameOf = new Map([
      ...former.map((each) => [each.user, `${calledOf(each)} (has left)`] as const),
      ...people.map((each) => [each.user, calledOf(each)] as const),
    ]);
    const idOf = (who: string | undefined) => (who === undefined ? undefined : named([...people, ...former], who).user);
    const { kind: kinds, from, until, first, after } = options;
    const origin = options.origin && origins[options.origin];
    const actor = idOf(options.actor);
    const user = idOf(options.user);
    const filter = {
      ...(kinds && { kinds }),
      ...(actor && { actor }),
      ...(user && { user }),
      ...(origin && { origin }),
      ...(from && { from }),
      ...(until && { until }),
    };
    const { entries, next } = await client.company.audit
      .list({ first, after: after ?? null, filter })
      .catch(sayWrongCursor);
    const called = context.out.json ? (id: string) => id : await namesFor(client, entries, nameOf);
    context.out.answer({ entries, next }, () => {
      if (entries.length === 0)
        return "Nothing of that kind stands in the log. What was done a moment ago comes within seconds.";
      return columns(entries.map((entry) => rowOf(entry, called)));
    });
    if (next !== null) context.out.note(`There is more: --after ${next}`);
  });

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  const sentence = "The text after --after is none that a list of this company's log ended with.";
  throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", sentence, "Copy it whole, or leave --after out.");
}

const origins = { server: "SERVER", client: "CLIENT" } as const;

type Called = (id: string, entry: LogEntry) => string;

/** Members by name; of others whose they are, where a partner's staff acted: their names, as far as the roster tells. */
async function namesFor(
  client: Client,
  entries: readonly LogEntry[],
  nameOf: ReadonlyMap<string, string>,
): Promise<Called> {
  const isStrange = ({ actor, user, surface }: LogEntry) =>
    surface === "SERVICE" || [actor, user].some((id) => id !== null && !nameOf.has(id));
  if (!entries.some(isStrange)) return (id) => printable(nameOf.get(id) ?? id);
  const { links } = await client.company.roster({ names: true });
  const { staff, ofDesk, at: whoseAt } = await partnerNames(client, links);
  return (id, { actor, surface, at }) => {
    const [its, ofTheirs] = [nameOf.get(id), staff.get(id)];
    const known = its ?? (ofTheirs?.name ? `${ofTheirs.name}, of ${ofDesk(ofTheirs.desk)}` : undefined);
    const acts = id === actor;
    if (acts && surface === "SERVICE") return `a program that ${printable(known ?? id)} keeps`;
    if (known !== undefined) return printable(known);
    if (ofTheirs) return `somebody of ${ofDesk(ofTheirs.desk)} (${id})`;
    return acts && surface === "PARTNER" ? `somebody of ${whoseAt(at)} (${id})` : id;
  };
}

function rowOf(entry: LogEntry, called: Called): string[] {
  const name = (id: string) => called(id, entry);
  const subject = [
    entry.user && entry.user !== entry.actor ? `about ${name(entry.user)}` : "",
    entry.device && entry.device !== entry.actorDevice ? `device ${entry.device}` : "",
    entry.group ? `group ${entry.group}` : "",
    entry.vault ? `vault ${entry.vault}` : "",
    entry.amount !== null ? `amount ${entry.amount}` : "",
  ];
  return [
    String(entry.revision),
    entry.at.toISOString(),
    printable(entry.kind),
    entry.actor ? `by ${name(entry.actor)}` : "",
    entry.origin === "CLIENT" ? "as a client says" : "",
    subject.filter(Boolean).join(", "),
  ];
}

interface Named {
  readonly user: string;
  readonly name: string | null;
  readonly address: string | null;
}

/** A person of the company, or who has left it, found as everywhere; anybody's id else: whoever was deleted is in the log still. */
function named(people: readonly Named[], who: string): { readonly user: string } {
  const id = who.toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return { user: id };
  const names = ({ name, address }: Named) => [name, address].filter((each): each is string => each !== null);
  const shown = ({ address, name }: Named) => address ?? name ?? "";
  const among = people.map((person) => ({ ...person, id: person.user }));
  return choose({ what: "person", of: names, shown, whole: true }, who, among);
}

const kinds = async (context: Context) =>
  context.out.answer(auditKinds, () => columns(Object.entries(auditKinds).map(([name, text]) => [name, text])));

const exportLog = (context: Context, { file, format }: ExportOptions) =>
  withKeys(context, async (client) => {
    const { out, surroundings } = context;
    const target = await openExport(file, format);
    const progress = makeProgress(context, "Entries");
    let interrupted = false;
    const listenNoMore = surroundings.onInterrupt(() => {
      interrupted = true;
    });
    try {
      const from = target.position ?? (await begin(client, target.handle, format));
      let [position, entries, left] = [from, 0, 0];
      for await (const portion of client.company.audit.read(from)) {
        await target.handle.appendFile(`${portion.entries.map((entry) => logLine(format, entry)).join("\n")}\n`);
        position = portion.position;
        entries += portion.entries.length;
        left = portion.head - position.revision;
        progress.show(entries, entries + left);
        if (interrupted) break;
      }
      await target.handle.sync();
      progress.end();
      out.answer({ file, entries, from, to: position, left }, () => [
        `${counted(entries, "entry", "entries")} written to ${file}, verified, behind revision ${from.revision}.`,
        ...(position.hash ? [`It ends at revision ${position.revision}, hash ${position.hash}`] : []),
      ]);
      if (left === 0) return;
      out.note(`${counted(left, "entry is", "entries are")} missing still: the same command goes on from there.`);
      surroundings.endWith(exitCode.INTERRUPTED);
    } finally {
      listenNoMore();
      progress.end();
      await target.handle.close();
    }
  });

async function begin(client: Client, handle: FileHandle, format: LogFormat): Promise<LogPosition> {
  const from = await client.company.audit.beginning();
  const { tenant } = await client.company.view();
  await handle.appendFile(`${logHeader(format, tenant, from)}\n`);
  return from;
}

/** The file of an export, new (0600), or as one before left it: half a line at its end is taken off, and written again. */
async function openExport(
  file: string,
  format: LogFormat,
): Promise<{ readonly handle: FileHandle; readonly position: LogPosition | null }> {
  let handle: FileHandle;
  try {
    handle = await open(file, "ax+", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      return open(file, constants.O_RDWR | constants.O_NOFOLLOW);
    });
  } catch (error) {
    throw badFile(`The log cannot be written to ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
  try {
    await demandExport(handle, format);
    const { last, end } = await lastLine(handle);
    const position = last === null ? null : positionInLine(format, last);
    await handle.truncate(position === null ? 0 : end);
    return { handle: await reopened(handle, file), position };
  } catch {
    await handle.close();
    throw badFile(
      `${file} is no export of a log in this format, or is damaged at its end.`,
      "Name another file, or say the format of this one: --format.",
    );
  }
}

/** Takes what begins as an export does, cut or not: nothing else is ever written to. */
async function demandExport(handle: FileHandle, format: LogFormat): Promise<void> {
  const begun = logHeader(format, "", { revision: 0, hash: null }).slice(0, 40);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(begun.length), 0, begun.length, 0);
  if (!begun.startsWith(buffer.toString("latin1", 0, bytesRead))) throw new Error("no export");
}

/** For appending alone. */
async function reopened(handle: FileHandle, file: string): Promise<FileHandle> {
  await handle.chmod(0o600);
  await handle.close();
  return open(file, "a");
}

/** The last line of a file that is whole, and where it ends. Lines of a log are far shorter than what is read of it. */
async function lastLine(handle: FileHandle): Promise<{ readonly last: string | null; readonly end: number }> {
  const { size } = await handle.stat();
  const length = Math.min(size, 65_536);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const end = buffer.lastIndexOf(0x0a) + 1;
  const lines = buffer.subarray(0, end).toString("utf8").split("\n");
  return { last: lines.at(-2) ?? null, end: end === 0 ? 0 : size - length + end };
}

const badFile = (sentence: string, hint = "Name another file.") =>
  new CommandFailure(exitCode.BAD_FILE, "BAD_EXPORT_FILE", sentence, hint);

async function verify(context: Context, { file, new: onlyNew }: VerifyOptions): Promise<void> {
  if (file !== undefined) return verifyFile(context, file);
  return withKeys(context, async (client) => {
    const progress = makeProgress(context, "Entries");
    const checked = await client.company.audit
      .verify({ whole: onlyNew !== true, onProgress: progress.show })
      .finally(progress.end);
    context.out.answer(checked, () => [
      `${counted(checked.entries, "entry", "entries")} verified, behind revision ${checked.from.revision}. Nothing was changed, dropped or swapped.`,
      ...(checked.unseen > 0
        ? [`${counted(checked.unseen, "entry", "entries")} had their time before this device saw them.`]
        : []),
      ...(checked.to.hash ? [`Revision ${checked.to.revision}, hash ${checked.to.hash}`] : []),
      "Whoever of the company sees the same hash at the same revision has the same log.",
    ]);
  });
}

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

async function verifyFile(context: Context, file: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    const { tenant, from, to, entries } = await verifyLogLines(lines);
    context.out.answer({ tenant, from, to, entries }, () => [
      `${counted(entries, "entry", "entries")} verified, behind revision ${from.revision}. Nothing was changed, dropped or swapped.`,
      ...(to.hash ? [`Revision ${to.revision}, hash ${to.hash}`] : []),
      "Compare that with sealgraph audit verify: a file does not show what was cut off at its end.",
    ]);
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") throw badFile(`${file} cannot be read (${code}).`);
    const where = /line \d+/.exec(message)?.[0] ?? "its beginning";
    throw new CommandFailure(
      exitCode.BAD_FILE,
      code === "BROKEN_CHAIN" ? "BROKEN_LOG" : "BAD_LOG_FILE",
      code === "BROKEN_CHAIN"
        ? `The log in ${file} does not hold from ${where} on: an entry was changed, dropped or swapped.`
        : `${file} is no exported log in lines of JSON: ${where} is not one of its lines.`,
      code === "BROKEN_CHAIN"
        ? "Keep the file, and export the log anew to compare."
        : "Name a file of sealgraph audit export.",
    );
  } finally {
    lines.close();
  }
}

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
