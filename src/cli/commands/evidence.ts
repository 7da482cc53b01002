import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { Evidence } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { columns } from "../output.ts";

interface ExportOptions extends GlobalOptions {
  readonly out?: string;
}

/** `evidence` and its commands. */
export function addEvidenceCommands(program: Command): void {
  const evidence = program.command("evidence").description("What was kept when the server was caught.");
  const listCommand = evidence.command("list").description("List what was kept.");
  example(does(listCommand, list), "sealgraph evidence list");
  const exportCommand = evidence
    .command("export")
    .description("Write evidence as JSON, for others to check. It holds signed structures and no secrets.")
    .argument("[id]", "one of the list; all without it")
    .option("--out <file>", "a new file (mode 0600); standard output without it");
  example(does(exportCommand, exportEvidence), "sealgraph evidence export --out evidence.json");
  const thawCommand = evidence
    .command("thaw")
    .description("Fetch a frozen vault or roster again from its beginning, and check all of it.")
    .argument("<vault>", "its id, as sealgraph evidence list shows it in the last column");
  example(does(thawCommand, thaw), "sealgraph evidence thaw 01890a5d-ac96-774b-bcce-b302099a8057");
}

const list = (context: Context) =>
  withKeys(context, async (client) => {
    const all = client.evidence.list();
    context.out.answer(all, () => (all.length === 0 ? "None: the server was never caught." : columns(all.map(rowOf))));
  });

const rowOf = ({ id, at, kind, check, roster }: Evidence): string[] => [
  id,
  at.toISOString(),
  kind === "RESET" ? "abandoned by this account" : check,
  roster,
];

const exportEvidence = (context: Context, { out: file }: ExportOptions, id?: string) =>
  withKeys(context, async (client) => {
    const exported = client.evidence.export(id);
    const text = `${JSON.stringify(exported, null, 2)}\n`;
    if (file === undefined) return context.out.answer(exported, () => text);
    try {
      await writeFile(file, text, { mode: 0o600, flag: "wx" });
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      throw new CommandFailure(
        exitCode.BAD_FILE,
        "FILE_UNWRITABLE",
        `${file} cannot be written (${code}).`,
        "Name a new file.",
      );
    }
    context.out.answer({ file }, () => `Written to ${file}.`);
  });

const thaw = (context: Context, _: GlobalOptions, vault: string) =>
  withKeys(context, async (client) => {
    await client.evidence.thaw(vault);
    context.out.answer({ vault, frozen: false }, () => "Fetched again, and everything holds.");
  });
