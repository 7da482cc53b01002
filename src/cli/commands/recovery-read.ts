import type { Command } from "commander";
import {
  type ExportFile,
  openRecoveredFile,
  type RecoveredPlace,
  type RecoveredSecret,
  SealgraphError,
} from "../../client/index.ts";
import { readItemBody } from "../../client/items/view.ts";
import { askFileCode, type CodeOptions } from "../ask-recovery-code.ts";
import { openSource } from "../backup-source.ts";
import { type Context, does, example } from "../context.ts";
import { collect } from "../share-options.ts";
import { checkWorkFile, showWork, type WorkOptions } from "../show-work.ts";

/** `recovery read`. */
export function addRecoveryReadCommand(recovery: Command): void {
  const command = recovery
    .command("read")
    .description("Open a file that sealgraph recovery take wrote, by its own code. Needs no server and no account.")
    .argument("<file>", "what sealgraph recovery take --file wrote; - for standard input")
    .option("--item <item>", "show this one with its secrets, by title or id")
    .option("--file <file>", "write all items as JSON, NOT encrypted, that sealgraph import reads (mode 0600)")
    .option("--force", "write over a file that is there")
    .option("--code-file <file>", "the file's code from this file, instead of typing it", collect);
  example(
    does(command, read),
    "sealgraph recovery read chris.recovered",
    "sealgraph recovery read chris.recovered --item 'Supplier login'",
  );
}

async function read(context: Context, options: WorkOptions & CodeOptions, file: string): Promise<void> {
  await checkWorkFile(options);
  const source = await openSource(context, file);
  const text = await openRecoveredFile(() => askFileCode(context, options), source);
  const items = itemsIn(text);
  const work = {
    items: async () => ({ items, unread: [], refused: [], last: {} }),
    show: async ({ id }: RecoveredPlace) => {
      const found = items.find((item) => item.id === id);
      if (found === undefined) throw new SealgraphError("NOT_FOUND");
      return found;
    },
  };
  await showWork(context, options, work, { opened: file });
}

/** What was sealed is an export of ours, as whoever had the code made it. */
const itemsIn = (text: string): RecoveredSecret[] =>
  (JSON.parse(text) as ExportFile).profiles.flatMap(({ items }) =>
    items.map(({ id, folder, body }) => {
      const { kind, title, fields, notes, tags, favorite } = readItemBody(body);
      const from = { backup: "", vault: "", kind: "PROFILE", name: null } as const;
      return { id, folder, kind, title, fields, notes, tags, favorite, body, trashedAt: null, from };
    }),
  );
