import type { Command } from "commander";
import type { Importable, OpenArchive } from "../../client/import/index.ts";
import {
  type ExportedItem,
  type ExportedProfile,
  encodeExport,
  type RecoveredPlace,
  type RecoveredSecret,
  SealgraphError,
} from "../../client/index.ts";
import { readItemBody } from "../../client/items/view.ts";
import { say } from "../../words/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type FileOptions, withImportFile } from "../import-file.ts";
import { skippedLines } from "../import-report.ts";
import { moment } from "../output.ts";
import { collect } from "../share-options.ts";
import { cannotWrite, checkWorkFile, showWork, type WorkOptions } from "../show-work.ts";
import { writeStream } from "../write-stream.ts";

type Secret = Pick<FileOptions, "codeFile" | "filePasswordStdin">;

/** `archive open check`. */
export function addArchiveCommands(program: Command): void {
  const archive = program
    .command("archive")
    .description("What sealgraph export --format archive wrote. Needs no server and no account.");
  const file = "an archive";
  const opening = withSecret(archive.command("open"))
    .description("Show what is in an archive, by its password or its code.")
    .argument("<file>", file)
    .option("--item <item>", "show this one with its secrets, by title or id")
    .option("--file <file>", "write all items as JSON, NOT encrypted, that sealgraph import reads (mode 0600)")
    .option("--force", "write over a file that is there");
  example(
    does(opening, open),
    "sealgraph archive open sealgraph.archive",
    "sealgraph archive open sealgraph.archive --item 'Supplier login'",
  );
  const checking = withSecret(archive.command("check"))
    .description("Read an archive to its end, and say whether it is whole.")
    .argument("<file>", file);
  example(does(checking, check), "sealgraph archive check sealgraph.archive");
}

const withSecret = (command: Command): Command =>
  command
    .option("--code-file <file>", "the archive's code from this file, instead of typing it", collect)
    .option("--file-password-stdin", "read the archive's password from the first line of standard input");

const withArchive = (
  context: Context,
  path: string,
  options: Secret,
  work: (opened: OpenArchive) => Promise<void>,
): Promise<void> => withImportFile(context, path, options, (read) => work(archiveIn(read)));

function archiveIn(read: Importable): OpenArchive {
  if ("exportedAt" in read) return read;
  throw new CommandFailure(
    exitCode.BAD_FILE,
    "NO_ARCHIVE",
    "This is no archive.",
    "sealgraph import --dry-run says what it is.",
  );
}

const shapeOf = ({ exportedAt, profiles, skipped }: OpenArchive) => ({
  exportedAt: exportedAt.toISOString(),
  items: profiles.reduce((sum, { count }) => sum + count, 0),
  profiles: profiles.map(({ kind, count, kinds }) => ({ kind, items: count, kinds })),
  unreadable: skipped.length,
});

const check = (context: Context, options: GlobalOptions & Secret, path: string): Promise<void> =>
  withArchive(context, path, options, async (opened) => {
    const shape = shapeOf(opened);
    const { locale } = context.out;
    context.out.answer(shape, () => [
      say(locale, "cli.report.whole", { items: shape.items, at: moment(opened.exportedAt) }),
      ...shape.profiles.map(({ kind, items }) => `  ${say(locale, profileWords[kind], { count: items })}`),
    ]);
    tellSkipped(context, opened);
  });

const profileWords = { PERSONAL: "cli.report.PERSONAL", BUSINESS: "cli.report.BUSINESS" } as const;

/** Says which items are none that a vault takes, where the answer does not; the command ends with PARTLY then. */
function tellSkipped({ out, surroundings }: Context, { skipped }: OpenArchive): void {
  if (skipped.length === 0) return;
  out.note(skippedLines(skipped, "entry", out.locale).join("\n"));
  surroundings.endWith(exitCode.PARTLY);
}

async function open(context: Context, options: WorkOptions & Secret, path: string): Promise<void> {
  await checkWorkFile(options);
  await withArchive(context, path, options, async (opened) => {
    const { file, force } = options;
    if (file !== undefined) return writeAll(context, opened, file, force);
    const items = await itemsIn(opened);
    const work = {
      items: async () => ({ items, unread: [], refused: [], last: {} }),
      show: async ({ id }: RecoveredPlace) => {
        const found = items.find((item) => item.id === id);
        if (found === undefined) throw new SealgraphError("NOT_FOUND");
        return found;
      },
    };
    await showWork(context, options, work, { opened: path, ...shapeOf(opened) });
    if (options.item === undefined) tellSkipped(context, opened);
  });
}

async function writeAll(context: Context, opened: OpenArchive, file: string, force?: boolean): Promise<void> {
  const { out } = context;
  const profiles: ExportedProfile[] = [];
  for (const { kind, folders, rows } of opened.profiles) {
    const items: ExportedItem[] = [];
    for await (const { key, folders: folder = [], body } of rows()) items.push({ id: key, folder, body });
    profiles.push({ kind, folders, items, unreadable: [] });
  }
  await writeStream(file, [encodeExport({ format: "sealgraph-export", version: 1, profiles })], force).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.syscall === undefined ? error : cannotWrite(file, error.code ?? "");
    },
  );
  const shape = shapeOf(opened);
  out.answer({ file, ...shape }, () => say(out.locale, "cli.report.written", { count: shape.items, file }));
  out.note(say(out.locale, "cli.report.notEncrypted"));
  tellSkipped(context, opened);
}

async function itemsIn({ profiles }: OpenArchive): Promise<RecoveredSecret[]> {
  const items: RecoveredSecret[] = [];
  for (const { kind: profile, rows } of profiles)
    for await (const { id = "", folders: folder = [], body } of rows()) {
      const { kind, title, fields, notes, tags, favorite } = readItemBody(body);
      const from = { backup: "", vault: profile, kind: "PROFILE", name: null } as const;
      items.push({ id, folder, kind, title, fields, notes, tags, favorite, body, trashedAt: null, from });
    }
  return items;
}
