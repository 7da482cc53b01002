import type { Command } from "commander";
import { aboutImport, importInto } from "../../client/import/index.ts";
import type { ImportProgress, ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { addFileOptions, type FileOptions, withImportFile } from "../import-file.ts";
import { type ImportReport, importLines, importReport } from "../import-report.ts";
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
      "Import the export file of another password manager, or our own. Doing it again makes no doubles, and goes on where it was cut short. Of our own each profile goes into the same one, unless --profile says otherwise.",
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

const run = (context: Context, options: ImportOptions, path: string): Promise<void> =>
  withImportFile(context, path, options, async (read) => {
    const about = aboutImport(read);
    if (options.dryRun) return say(context, importReport(about, { dryRun: true, added: 0, known: 0, folders: 0 }));
    await withChanges(context, async (client) => {
      const { profile } = options;
      const under = (options.folder ?? "").split("/").filter((name) => name.trim() !== "");
      const progress = makeProgress(context, "Importing");
      const target = {
        ...(profile && { profile }),
        under,
        onProgress: ({ done, ...rest }: ImportProgress) => progress.show(done, about.items, rest),
      };
      const done = await importInto(client, read, target).finally(progress.end);
      say(context, importReport(about, { dryRun: false, ...done }));
    });
  });

function say(context: Context, report: ImportReport): void {
  context.out.answer(report, () => importLines(report, context.out.locale));
  if (report.skipped.length > 0) context.surroundings.endWith(exitCode.PARTLY);
}
