import { setTimeout as sleep } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type AuditKind,
  auditKinds,
  type Client,
  type EventGroup,
  eventGroups,
  SealgraphError,
} from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { foreignCursor, readCursor, writeCursor } from "../cursor-file.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findCompany } from "../partner-companies.ts";
import { withPartner } from "../partner-open.ts";
import { collect } from "../share-options.ts";

interface StreamOptions extends GlobalOptions {
  readonly after?: string;
  readonly cursorFile?: string;
  readonly follow?: boolean;
}

interface EventOptions extends StreamOptions {
  readonly company?: readonly string[];
  readonly group?: readonly EventGroup[];
}

interface AuditOptions extends StreamOptions {
  readonly kind?: readonly AuditKind[];
}

/** Where a stream begins, until when it goes on, and whom it tells how far it is. */
interface Reading {
  readonly after: string | undefined;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly onPosition: (cursor: string) => Promise<void>;
}

/** `partner events` and `partner audit`: lines of JSON, for programs. */
export function addPartnerFeedCommands(partner: Command): void {
  const stream = (command: Command): Command =>
    command
      .option("--after <cursor>", "only what is behind it")
      .addOption(
        new Option(
          "--cursor-file <file>",
          "begin behind the cursor in this file, and keep it there: run again, it goes on where it was",
        ).conflicts("after"),
      )
      .option("--follow", "wait for more, until Ctrl-C");
  const events = stream(
    partner
      .command("events")
      .description("What happens in your companies, as lines of JSON: ids and numbers, never a name.")
      .option("--group <groups>", `${eventGroups.map((each) => each.toLowerCase()).join(", ")}; comma list`, groups)
      .option("--company <company>", "only of this one; can be given more than once", collect),
  );
  example(
    does(events, tellEvents),
    "sealgraph partner events --cursor-file events.cursor",
    "sealgraph partner events --group policy,readiness --follow",
  );
  const audit = stream(
    partner
      .command("audit")
      .description("The log of one company, as lines of JSON, whole entries. Its own administrators verify it.")
      .argument("<company>", "name, reference or id")
      .option("--kind <kinds...>", "only of these kinds; sealgraph audit kinds lists them", kind),
  );
  example(does(audit, tellLog), "sealgraph partner audit 'Babbage & Co.' --cursor-file babbage.cursor");
}

function groups(text: string): readonly EventGroup[] {
  return text.split(",").map((each) => {
    const found = eventGroups.find((group) => group === each.trim().toUpperCase());
    if (found === undefined)
      throw new InvalidArgumentError(`It is ${eventGroups.map((one) => one.toLowerCase()).join(", ")}.`);
    return found;
  });
}

function kind(text: string, before: readonly AuditKind[] = []): readonly AuditKind[] {
  const wanted = text.toUpperCase().replaceAll("-", "_");
  if (!(wanted in auditKinds)) throw new InvalidArgumentError("That is no kind: sealgraph audit kinds lists them.");
  return [...before, wanted as AuditKind];
}

const tellEvents = (context: Context, options: EventOptions) =>
  withPartner(context, async (client) => {
    const companies: string[] = [];
    for (const each of options.company ?? []) companies.push((await findCompany(client, each)).tenant);
    const { group } = options;
    await tell(context, options, ({ after, ...reading }) =>
      client.partner.feed({
        ...reading,
        ...(after !== undefined && { after }),
        ...(group && { groups: group }),
        ...(companies.length > 0 && { companies }),
      }),
    );
  });

const tellLog = (context: Context, options: AuditOptions, reference: string) =>
  withPartner(context, async (client) => {
    const { tenant } = await findCompany(client, reference);
    await tell(context, options, (reading) => logOf(client, tenant, options.kind, reading));
  });

/** How often a log is looked at that is followed, in milliseconds: entries are placed within seconds. */
const pause = 5_000;

async function* logOf(
  client: Client,
  company: string,
  kinds: readonly AuditKind[] | undefined,
  { after: from, follow, signal, onPosition }: Reading,
) {
  for (let after = from; !signal.aborted; ) {
    const asked = { first: 500, ...(kinds && { kinds }), ...(after !== undefined && { after }) };
    const { entries, next, end } = await client.partner.audit(company, asked);
    yield* entries;
    after = end ?? after;
    if (end !== null) await onPosition(end);
    if (next !== null) continue;
    if (!follow) return;
    await sleep(pause, undefined, { signal }).catch(() => {});
  }
}

/** Writes a line of each; where the cursor is kept, after the lines: told twice is better than never. */
async function tell(
  { surroundings }: Context,
  { after, cursorFile, follow = false }: StreamOptions,
  open: (reading: Reading) => AsyncIterable<object>,
): Promise<void> {
  const from = after ?? (cursorFile === undefined ? null : await readCursor(cursorFile));
  const ending = new AbortController();
  const listenNoMore = surroundings.onInterrupt(() => ending.abort());
  const onPosition = async (cursor: string) => {
    if (cursorFile !== undefined) await writeCursor(cursorFile, cursor);
  };
  try {
    const lines = open({ after: from ?? undefined, follow, signal: ending.signal, onPosition });
    for await (const line of lines) surroundings.stdout.write(`${JSON.stringify(line)}\n`);
  } catch (error) {
    sayWrongCursor(error, cursorFile);
  } finally {
    listenNoMore();
  }
}

function sayWrongCursor(error: unknown, file: string | undefined): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  if (file !== undefined) throw foreignCursor(file);
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    "This cursor is not of what is asked for.",
    "Copy it whole; or leave it out, to begin with the oldest that is kept.",
  );
}
