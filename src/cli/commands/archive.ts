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
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { type FileOptions, withImportFile } from "../import-file.ts";
import { counted, moment } from "../output.ts";
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
    context.out.answer(shape, () => [
      `The archive is whole: ${counted(shape.items, "item")}, exported at ${moment(opened.exportedAt)}.`,
      ...shape.profiles.map(({ kind, items }) => `  ${kind.toLowerCase()}: ${counted(items, "item")}`),
    ]);
  });

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
  });
}

async function writeAll({ out }: Context, opened: OpenArchive, file: string, force?: boolean): Promise<void> {
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
  out.answer({ file, ...shape }, () => `${counted(shape.items, "item")} written to ${file}.`);
  out.note("It is NOT encrypted: whoever reads it has every password. Delete it when it is not needed.");
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
