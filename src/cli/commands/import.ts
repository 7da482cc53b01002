import { type Command, Option } from "commander";
import {
  type ImportFile,
  type ImportFormat,
  importFormats,
  importRowOf,
  type OwnExport,
  remarkReasons,
  skipReasons,
} from "../../client/import/index.ts";
import type { ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { makeFolders } from "../empty-folders.ts";
import { exitCode } from "../exit-code.ts";
import { readImportFile } from "../import-file.ts";
import { withChanges } from "../open.ts";
import { profileOption } from "../options.ts";
import { counted } from "../output.ts";
import { makeProgress } from "../progress.ts";

interface ImportOptions extends GlobalOptions {
  readonly format?: ImportFormat;
  readonly profile?: ProfileKind;
  readonly folder?: string;
  readonly dryRun?: boolean;
}

/** `import`. */
export function addImportCommand(program: Command): void {
  const command = program
    .command("import")
    .description(
      "Import the export file of another password manager, or our own. Doing it again makes no doubles. Of our own each profile goes into the same one, unless --profile says otherwise.",
    )
    .argument(
      "<file>",
      "Bitwarden JSON (not encrypted) or CSV, the CSV of Chrome or Edge, or what sealgraph export wrote",
    )
    .addOption(new Option("--format <format>", "instead of telling it by the content").choices([...importFormats]))
    .addOption(profileOption("both").default(undefined, "personal"))
    .option("--folder <path>", "put everything under this folder, which is made where it is missing")
    .option("--dry-run", "only say what would be imported and what would not");
  example(
    does(command, run),
    "sealgraph import bitwarden_export.json --profile business",
    "sealgraph import passwords.csv --dry-run",
  );
}

async function run(context: Context, options: ImportOptions, path: string): Promise<void> {
  const read = await readImportFile(path, options.format);
  if ("own" in read) return runOwn(context, options, read.own);
  const { file } = read;
  const profile = options.profile ?? "PERSONAL";
  const answer = (done: Done) => {
    const report = reportOf(file, done);
    context.out.answer(report, () => lines(report));
    if (report.skipped.length > 0) context.surroundings.endWith(exitCode.PARTLY);
  };
  if (options.dryRun) return answer({ dryRun: true, added: 0, known: 0, folders: 0 });
  await withChanges(context, async (client) => {
    const under = (options.folder ?? "").split("/").filter((name) => name !== "");
    const rows = file.items.map((item) => importRowOf(item, under));
    const progress = makeProgress(context, "Importing");
    try {
      const { added, skipped, folders } = await client.profile(profile).import(rows, {
        source: file.format,
        onProgress: ({ done, total }) => progress.show(done, total ?? rows.length),
      });
      const empty = file.folders.map((path) => [...under, ...path]);
      const more = await makeFolders(client, profile, empty);
      progress.end();
      answer({ dryRun: false, added, known: skipped, folders: folders + more });
    } finally {
      progress.end();
    }
  });
}

/** What `export` wrote: an item that is here by its own id is here already. */
async function runOwn(context: Context, options: ImportOptions, own: OwnExport): Promise<void> {
  const under = (options.folder ?? "").split("/").filter((name) => name !== "");
  const all = own.profiles.flatMap(({ rows }) => rows);
  const file: ImportFile = { ...ownFile, items: [], skipped: own.skipped };
  const answer = (done: Done) => {
    const report = { ...reportOf(file, done), format: "sealgraph-json", read: all.length };
    context.out.answer(report, () => lines(report));
    if (report.skipped.length > 0) context.surroundings.endWith(exitCode.PARTLY);
  };
  if (options.dryRun) return answer({ dryRun: true, added: 0, known: 0, folders: 0 });
  await withChanges(context, async (client) => {
    const total = { added: 0, known: 0, folders: 0 };
    const progress = makeProgress(context, "Importing");
    let before = 0;
    try {
      for (const { kind, folders, rows } of own.profiles) {
        const profile = options.profile ?? kind;
        const here = new Set((await client.profile(profile).items().list()).map(({ id }) => id));
        const news = rows.filter(({ key }) => !here.has(key));
        const placed = news.map((row) => ({ ...row, folders: [...under, ...(row.folders ?? [])] }));
        const done = await client.profile(profile).import(placed, {
          source: "sealgraph-json",
          onProgress: ({ done }) => progress.show(before + done, all.length),
        });
        before += rows.length;
        total.added += done.added;
        total.known += done.skipped + rows.length - news.length;
        total.folders += done.folders;
        total.folders += await makeFolders(
          client,
          profile,
          folders.map((path) => [...under, ...path]),
        );
      }
      progress.end();
      answer({ dryRun: false, ...total });
    } finally {
      progress.end();
    }
  });
}

const ownFile = {
  format: "bitwarden-json",
  encoding: "utf-8",
  organisation: false,
  unit: "entry",
  folders: [],
  remarks: [],
} as const;

interface Done {
  readonly dryRun: boolean;
  readonly added: number;
  /** Imported before. */
  readonly known: number;
  /** Folders that were made. */
  readonly folders: number;
}

const reportOf = (file: ImportFile, done: Done) => ({
  format: file.format,
  encoding: file.encoding,
  organisation: file.organisation,
  read: file.items.length,
  ...done,
  unit: file.unit,
  skipped: file.skipped,
  remarks: file.remarks,
});

type Report = Omit<ReturnType<typeof reportOf>, "format"> & { readonly format: string };

const mostLines = 20;

function lines(report: Report): string[] {
  const { read, added, known, folders, dryRun, unit, skipped, remarks, encoding } = report;
  const first = dryRun
    ? `${counted(read, "item")} would be imported (${report.format}).`
    : `Imported: ${counted(added, "item")} and ${counted(folders, "folder")} (${report.format}). Here already: ${known}.`;
  const listed = <T>(list: readonly T[], line: (one: T) => string) => [
    ...list.slice(0, mostLines).map(line),
    ...(list.length > mostLines ? [`  … and ${list.length - mostLines} more; --json lists all.`] : []),
  ];
  return [
    first,
    ...(read + skipped.length === 0 ? ["The file holds no entries, only what comes before them: export again."] : []),
    ...(encoding === "windows-1252" ? ["The file is no UTF-8: it was read as Windows-1252 (Latin-1)."] : []),
    ...(report.organisation ? ["It is the export of an organisation: its collections became folders."] : []),
    ...(skipped.length === 0 ? [] : [`Left out: ${counted(skipped.length, "entry", "entries")}.`]),
    ...listed(skipped, ({ position, reason }) => `  ${unit} ${position}: ${skipReasons[reason]}`),
    ...listed(remarks, ({ position, reason }) => `  ${unit} ${position}: ${remarkReasons[reason]}`),
  ];
}
