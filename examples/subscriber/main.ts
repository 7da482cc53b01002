import { Command, InvalidArgumentError, Option } from "commander";
import { readCursor, WrongFile, writeCursor } from "./cursor-file.ts";
import { Ended } from "./ends.ts";
import { follow } from "./feed.ts";
import type { EventGroup } from "./generated.ts";
import { toFile, toStream } from "./lines.ts";

const groups = ["AUDIT", "POLICY", "READINESS", "SHARES"] as const satisfies readonly EventGroup[];

interface Options {
  readonly server: string;
  readonly cursorFile: string;
  readonly file?: string;
  readonly group?: readonly EventGroup[];
  readonly company?: readonly string[];
  readonly from: "oldest" | "now";
}

const program: Command = new Command("subscriber")
  .description(
    "What happens in a partner's companies, as lines of JSON, as it happens. SEALGRAPH_TOKEN holds a service account's token with the scope read-events.",
  )
  .addOption(new Option("--server <url>", "the server").env("SEALGRAPH_SERVER").default("http://localhost:4000"))
  .option("--cursor-file <file>", "where it is kept up to where everything was done", "subscriber.cursor")
  .option("--file <file>", "append to this file, each event once; else to standard output, each at least once")
  .option("--group <groups>", `${groups.map((each) => each.toLowerCase()).join(", ")}; comma list`, readGroups)
  .option("--company <ids>", "only of these, comma list", (text: string) => text.split(","))
  .addOption(new Option("--from <moment>", "where there is no cursor yet").choices(["oldest", "now"]).default("oldest"))
  .addHelpText(
    "after",
    "\nExit codes: 0 stopped by a signal, 1 something failed here: start it again, 2 wrong use,\n" +
      "3 the token is good no more, 4 the server refuses what is asked: 3 and 4 are for a person.",
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

/** On the way to another machine, whoever listens would have the token. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
}

function readGroups(text: string): readonly EventGroup[] {
  return text.split(",").map((each) => {
    const found = groups.find((group) => group === each.toUpperCase());
    if (found === undefined) throw new InvalidArgumentError("It is none of these.");
    return found;
  });
}

const options = program.opts<Options>();
const { server, cursorFile, from } = options;
const token = process.env.SEALGRAPH_TOKEN;
const say = (text: string) => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);
if (!token)
  program.error(
    "SEALGRAPH_TOKEN is not set: sealgraph partner service-account create --scopes read-events prints one.",
    {
      exitCode: 2,
    },
  );
if (!isSafe(server))
  program.error("--server is an address with https; with http alone on this machine: the token goes there.", {
    exitCode: 2,
  });

// What is in hand is finished; a second signal ends it where it is, as it may at any time.
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());

try {
  const file = options.file === undefined ? null : await toFile(options.file);
  const deed = file ?? toStream(process.stdout);
  const news = follow(
    { server, token },
    {
      after: await readCursor(cursorFile),
      from,
      groups: options.group ?? null,
      companies: options.company ?? null,
      signal: ending.signal,
      random: Math.random,
      onPause: (why, milliseconds) => say(`${why.message} Goes on in ${(milliseconds / 1_000).toFixed(1)} s.`),
    },
  );
  for await (const { events, cursor } of news) {
    await deed(events);
    // Behind the deed, never before it: whatever ends the process in between, the deed is done again and not left out.
    await writeCursor(cursorFile, cursor);
  }
  await file?.close();
  // A socket that is on its way is not waited for: what was told is written.
  process.exit(0);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof WrongFile) return 2;
  if (!(error instanceof Ended)) return 1;
  return error.kind === "TOKEN" ? 3 : 4;
}
