import type { Command } from "commander";
import { type ExportFile, encodeExport, type ProfileKind } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { openKeysAnew, withAccount } from "../open.ts";
import { profileOption } from "../options.ts";
import { counted } from "../output.ts";
import { isThere, writePrivateFile } from "../private-file.ts";
import { profilesOf } from "../vaults.ts";

interface ExportOptions extends GlobalOptions {
  readonly profile?: ProfileKind;
  readonly file?: string;
  readonly force?: boolean;
}

/** `export`. */
export function addExportCommand(program: Command): void {
  const command = program
    .command("export")
    .description(
      "Write everything that is not in the trash as JSON, NOT encrypted. At a terminal it asks for the password.",
    )
    .addOption(profileOption("both"))
    .option("--file <file>", "to a file that is not there yet (mode 0600) instead of standard output")
    .option("--force", "write over a file that is there");
  example(does(command, run), "sealgraph export --file /media/stick/sealgraph.json");
}

const run = (context: Context, { profile, file, force }: ExportOptions) =>
  withAccount(context, async (client) => {
    if (file !== undefined && !force && (await isThere(file))) throw cannotWrite(file, "EEXIST");
    await openKeysAnew(context, client);
    const profiles = await Promise.all(profilesOf(client, profile).map((each) => each.export()));
    profiles.sort((a, b) => (a.kind > b.kind ? -1 : 1));
    const content: ExportFile = { format: "sealgraph-export", version: 1, profiles };
    if ((await client.shares.list()).length > 0) context.out.note("What is in shares is not in it.");
    const unreadable = profiles.reduce((sum, each) => sum + each.unreadable.length, 0);
    if (unreadable > 0) context.out.note(`${counted(unreadable, "item")} left out: this version cannot read them.`);
    if (file === undefined) return context.out.answer(content, () => encodeExport(content).trimEnd());
    await write(file, encodeExport(content), force);
    const items = profiles.reduce((sum, each) => sum + each.items.length, 0);
    context.out.answer({ file, items, unreadable }, () => `${counted(items, "item")} written to ${file}.`);
    context.out.note("It is NOT encrypted: whoever reads it has every password. Delete it when it is not needed.");
  });

async function write(file: string, content: string, force: boolean | undefined): Promise<void> {
  try {
    await writePrivateFile(file, content, force);
  } catch (error) {
    throw cannotWrite(file, (error as NodeJS.ErrnoException).code ?? "");
  }
}

const cannotWrite = (file: string, code: string) =>
  new CommandFailure(
    exitCode.BAD_FILE,
    "BAD_EXPORT_FILE",
    `The export cannot be written to ${file} (${code}).`,
    "Name another file, or say --force.",
  );
