import { type Command, InvalidArgumentError, Option } from "commander";
import { type EventGroup, eventGroups, type PartnerEvent, SealgraphError } from "../../client/index.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { does, example } from "../context.ts";
import { readCursor, writeCursor } from "../cursor-file.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { findCompany } from "../partner-companies.ts";
import { withPartner } from "../partner-open.ts";
import { collect } from "../share-options.ts";

interface FeedOptions extends GlobalOptions {
  readonly after?: string;
  readonly cursorFile?: string;
  readonly follow?: boolean;
  readonly company?: readonly string[];
  readonly group?: readonly EventGroup[];
}

/** `partner events` and `partner audit`: lines of JSON, for programs. */
export function addPartnerFeedCommands(partner: Command): void {
  const withCursor = (command: Command): Command =>
    command
      .option("--after <cursor>", "only what is behind it; each line has one")
      .addOption(
        new Option(
          "--cursor-file <file>",
          "begin behind the cursor in this file, and keep it there: run again, it goes on where it was",
        ).conflicts("after"),
      )
      .option("--follow", "wait for more, until Ctrl-C");
  const events = withCursor(
    partner
      .command("events")
      .description("What happens in your companies, as lines of JSON: ids and numbers, never a name.")
      .option("--group <groups>", `${eventGroups.map((each) => each.toLowerCase()).join(", ")}; comma list`, groups)
      .option("--company <company>", "only of this one; can be given more than once", collect),
  );
  example(
    does(events, follow),
    "sealgraph partner events --cursor-file events.cursor",
    "sealgraph partner events --group policy,readiness --follow",
  );
  const audit = withCursor(
    partner
      .command("audit")
      .description("The log of one company, as lines of JSON.")
      .argument("<company>", "name, reference or id"),
  );
  example(
    does(audit, (context: Context, options: FeedOptions, company: string) =>
      follow(context, { ...options, company: [company], group: ["AUDIT"] }),
    ),
    "sealgraph partner audit 'Babbage & Co.' --cursor-file babbage.cursor",
  );
}

function groups(text: string): readonly EventGroup[] {
  return text.split(",").map((each) => {
    const found = eventGroups.find((group) => group === each.trim().toUpperCase());
    if (found === undefined)
      throw new InvalidArgumentError(`It is ${eventGroups.map((one) => one.toLowerCase()).join(", ")}.`);
    return found;
  });
}

const follow = (context: Context, { after, cursorFile, follow: waits, company = [], group }: FeedOptions) =>
  withPartner(context, async (client) => {
    const { surroundings } = context;
    const from = after ?? (cursorFile === undefined ? null : await readCursor(cursorFile));
    const companies: string[] = [];
    for (const each of company) companies.push((await findCompany(client, each)).tenant);
    const ending = new AbortController();
    const listenNoMore = surroundings.onInterrupt(() => ending.abort());
    try {
      const events = client.partner.feed({
        signal: ending.signal,
        ...(from !== null && { after: from }),
        ...(group && { groups: group }),
        ...(companies.length > 0 && { companies }),
        ...(waits && { follow: true }),
        // After the lines: told twice is better than never.
        ...(cursorFile !== undefined && { onPosition: (cursor: string) => writeCursor(cursorFile, cursor) }),
      });
      for await (const event of events) surroundings.stdout.write(`${JSON.stringify(shapeOf(event))}\n`);
    } catch (error) {
      sayWrongCursor(error);
    } finally {
      listenNoMore();
    }
  });

const shapeOf = ({ at, ...event }: PartnerEvent) => ({ ...event, at: at.toISOString() });

function sayWrongCursor(error: unknown): never {
  if (!(error instanceof SealgraphError) || error.details.serverCode !== "INVALID_CURSOR") throw error;
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    "This cursor is not of this partner's events.",
    "Copy it whole; or leave it out, to begin with the oldest that is kept.",
  );
}
