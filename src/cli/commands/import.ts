import type { Command } from "commander";
import { importRowOf, type OwnExport } from "../../client/import/index.ts";
import type { ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { makeFolders } from "../empty-folders.ts";
import { exitCode } from "../exit-code.ts";
import { addFileOptions, type FileOptions, readImportFile } from "../import-file.ts";
import { type Done, type ImportReport, importLines, importReport, ownReport } from "../import-report.ts";
import { withChanges } from "../open.ts";
import { profileOption } from "../options.ts";
import { makeProgress } from "../progress.ts";

interface ImportOptions extends GlobalOptions, FileOptions {
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
    .argument("<file>", "what another product exported, as listed below, or what sealgraph export wrote")
    .addOption(profileOption("both").default(undefined, "personal"))
    .option("--folder <path>", "put everything under this folder, which is made where it is missing")
    .option("--dry-run", "only say what would be imported and what would not");
  addFileOptions(command);
  example(
    does(command, run),
    "sealgraph import bitwarden_export.json --profile business",
    "sealgraph import passwords.csv --dry-run",
    "sealgraph import company.kdbx --key-file company.keyx",
  );
}

async function run(context: Context, options: ImportOptions, path: string): Promise<void> {
  const read = await readImportFile(context, path, options);
  if ("own" in read) return runOwn(context, options, read.own);
  const { file } = read;
  const profile = options.profile ?? "PERSONAL";
  const answer = (done: Done) => say(context, importReport(file, done));
  if (options.dryRun) return answer({ dryRun: true, added: 0, known: 0, folders: 0 });
  await withChanges(context, async (client) => {
    const under = (options.folder ?? "").split("/").filter((name) => name !== "");
    const rows = file.items.map((item) => importRowOf(item, under));
    const progress = makeProgress(context, "Importing");
    try {
      const { added, skipped, folders } = await client.profile(profile).import(rows, {
        source: file.source,
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
  const answer = (done: Done) => say(context, ownReport(own, done));
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

function say(context: Context, report: ImportReport): void {
  context.out.answer(report, () => importLines(report));
  if (report.skipped.length > 0) context.surroundings.endWith(exitCode.PARTLY);
}
