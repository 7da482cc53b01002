import { type Command, Option } from "commander";
import {
  type Client,
  type ExportFile,
  encodeBitwarden,
  encodeCsv,
  encodeExport,
  type ProfileKind,
  sealArchive,
} from "../../client/index.ts";
import { say } from "../../words/index.ts";
import { type ArchiveOptions, addArchiveOptions, chooseArchiveKey } from "../archive-key.ts";
import { checkArchive } from "../archive-written.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { openKeysAnew, withAccount } from "../open.ts";
import { profileOption } from "../options.ts";
import { isThere } from "../private-file.ts";
import { profilesOf } from "../vaults.ts";
import { whyNotWritten } from "../why-not-written.ts";
import { writeStream } from "../write-stream.ts";

const formats = ["json", "bitwarden-json", "csv", "archive"] as const;
type Format = (typeof formats)[number];

interface ExportOptions extends GlobalOptions, ArchiveOptions {
  readonly profile?: ProfileKind;
  readonly format: Format;
  readonly file?: string;
  readonly force?: boolean;
}

/** `export`. */
export function addExportCommand(program: Command): void {
  const command = program
    .command("export")
    .description(
      "Write everything that is not in the trash. Only an archive is encrypted: json, bitwarden-json and csv are NOT. At a terminal it asks for the account's password.",
    )
    .addOption(profileOption("both"))
    .addOption(
      new Option(
        "--format <format>",
        "json and archive hold all there is, csv is for people, bitwarden-json for Bitwarden",
      )
        .choices([...formats])
        .default("json"),
    )
    .option("--file <file>", "to a file that is not there yet (mode 0600) instead of standard output")
    .option("--force", "write over a file that is there");
  addArchiveOptions(command);
  example(
    does(command, run),
    "sealgraph export --format archive --file /media/stick/sealgraph.archive",
    "sealgraph export --file /media/stick/sealgraph.json",
    "sealgraph export --format bitwarden-json --profile personal --file bitwarden.json",
  );
}

const run = (context: Context, options: ExportOptions) =>
  withAccount(context, async (client) => {
    await checkOptions(options);
    await openKeysAnew(context, client);
    const { content, items, unreadable } = await gather(context, client, options);
    if (options.format === "archive") return writeArchive(context, options, content, { items, unreadable });
    const { file, format, force } = options;
    const text = encoded(content, format);
    if (file === undefined)
      return context.out.answer(format === "json" ? content : { format, content: text }, () => text.trimEnd());
    await write(file, [text], force);
    const { out } = context;
    out.answer({ file, items, unreadable }, () => say(out.locale, "cli.report.written", { count: items, file }));
    out.note(say(out.locale, "cli.report.notEncrypted"));
    if (format === "csv") out.note(say(out.locale, "cli.report.spreadsheet"));
  });

/** Throws INVALID_INPUT, and BAD_EXPORT_FILE for a file that is there. */
async function checkOptions({ profile, format, file, force }: ExportOptions): Promise<void> {
  if (format === "archive" && file === undefined)
    throw new CommandFailure(exitCode.USAGE, "INVALID_INPUT", "An archive is written to a file.", "Name it: --file");
  if (format === "bitwarden-json" && profile === undefined)
    throw new CommandFailure(
      exitCode.USAGE,
      "INVALID_INPUT",
      "Bitwarden has no profiles: each is a file of its own.",
      "Say --profile personal, and then --profile business.",
    );
  if (file !== undefined && !force && (await isThere(file))) throw cannotWrite(file, "EEXIST");
}

async function gather({ out }: Context, client: Client, { profile }: ExportOptions) {
  const profiles = await Promise.all(profilesOf(client, profile).map((each) => each.export()));
  profiles.sort((a, b) => (a.kind > b.kind ? -1 : 1));
  if ((await client.shares.list()).length > 0) out.note(say(out.locale, "cli.report.withoutShares"));
  const unreadable = profiles.reduce((sum, each) => sum + each.unreadable.length, 0);
  if (unreadable > 0) out.note(say(out.locale, "cli.report.unreadable", { count: unreadable }));
  const content: ExportFile = { format: "sealgraph-export", version: 1, profiles };
  return { content, unreadable, items: profiles.reduce((sum, each) => sum + each.items.length, 0) };
}

function encoded(content: ExportFile, format: Format): string {
  if (format === "csv") return encodeCsv(content);
  const [profile] = content.profiles;
  return format === "bitwarden-json" && profile ? encodeBitwarden(profile) : encodeExport(content);
}

async function writeArchive(
  context: Context,
  options: ExportOptions,
  content: ExportFile,
  counts: { readonly items: number; readonly unreadable: number },
): Promise<void> {
  const { out } = context;
  const { file = "", force } = options;
  const key = await chooseArchiveKey(context, options);
  await write(file, sealArchive(content, key), force, (written) => checkArchive(written, key, counts.items));
  const written = say(out.locale, "cli.report.sealed", { count: counts.items, file });
  if ("code" in key) {
    out.note(say(out.locale, "cli.report.code", { written }));
    out.answer({ file, ...counts, code: key.code }, () => key.code);
    out.note(say(out.locale, "cli.report.keepApart"));
  } else out.answer({ file, ...counts }, () => say(out.locale, "cli.report.password", { written }));
  out.note(say(out.locale, "cli.report.openAgain", { file }));
}

async function write(
  file: string,
  content: Iterable<string> | AsyncIterable<Uint8Array>,
  force: boolean | undefined,
  check?: (written: string) => Promise<void>,
): Promise<void> {
  try {
    await writeStream(file, content, force, check);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : cannotWrite(file, code ?? "");
  }
}

const cannotWrite = (file: string, code: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_EXPORT_FILE",
    `The export cannot be written to ${file}: ${whyNotWritten(code)}.`,
    "Name another file, or say --force.",
  );
