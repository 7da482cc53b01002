import type { Command } from "commander";
import {
  type BackupFileView,
  type CheckedBackupFile,
  type Client,
  checkBackupFile,
  openBackupFile,
  SealgraphError,
} from "../../client/index.ts";
import { askRecoveryCode, type CodeOptions, codeFileOption } from "../ask-recovery-code.ts";
import { openSource } from "../backup-source.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { withKeys } from "../open.ts";
import { counted, moment, printable } from "../output.ts";
import { makeProgress, type Progress } from "../progress.ts";
import { cannotWrite, checkWorkFile, showWork, type WorkOptions } from "../show-work.ts";
import { writeStream } from "../write-stream.ts";

interface OpenOptions extends WorkOptions, Pick<CodeOptions, "codeFile"> {
  readonly byKey?: boolean;
}

/** `backup export check open`. */
export function addBackupFileCommands(backup: Command): void {
  const exporting = backup
    .command("export")
    .description("Write a backup to a file, sealed as it is: for custodians, where no approvals are asked for.")
    .argument("<backup>", "id, as sealgraph backup list shows it")
    .option("--file <file>", "to a file that is not there yet (mode 0600) instead of standard output")
    .option("--force", "write over a file that is there");
  example(
    does(exporting, exportOne),
    "sealgraph backup export 91ab02c4-… --file chris.backup",
    "sealgraph backup export 91ab02c4-… | gpg --sign > chris.backup.gpg",
  );
  const file = "what sealgraph backup export wrote; - for standard input";
  const checking = backup
    .command("check")
    .description("Say whether an exported backup is whole. Needs no server, no account and no code.")
    .argument("<file>", file);
  example(does(checking, check), "sealgraph backup check chris.backup");
  const opening = backup
    .command("open")
    .description("Open an exported backup by the recovery code. Needs no server and no account.")
    .argument("<file>", file)
    .option("--item <item>", "show this one with its secrets, by title or id")
    .option("--file <file>", "write all items as JSON, NOT encrypted, that sealgraph import reads (mode 0600)")
    .option("--force", "write over a file that is there")
    .option(
      "--by-key",
      "by the key of the account here, of whoever exported the file or was a custodian then, instead of the code",
    )
    .option(...codeFileOption);
  example(
    does(opening, open),
    "sealgraph backup open chris.backup",
    "sealgraph backup open chris.backup --item 'Supplier login'",
    "sealgraph backup open chris.backup --code-file /media/stick/code.txt --file chris.json",
  );
}

const exportOne = (context: Context, options: WorkOptions, backup: string) =>
  withKeys(context, async (client) => {
    const { out, surroundings } = context;
    const { file, force } = options;
    await checkWorkFile(options);
    const progress = makeProgress(context, "Records");
    const lines = exported(client, backup, progress);
    try {
      if (file === undefined) {
        for await (const line of lines) surroundings.stdout.write(line);
        return;
      }
      await writeStream(file, lines, force).catch((error: NodeJS.ErrnoException) => {
        throw error.syscall ? cannotWrite(file, error.code ?? "") : error;
      });
    } finally {
      progress.end();
    }
    out.answer({ backup, file }, () => `The backup is written to ${file}, sealed.`);
    out.note(
      `Whether it is whole: sealgraph backup check ${file}. The recovery code opens it, and your own key (--by-key): no other custodian's.`,
    );
  });

/** Its lines; where they are not handed out, says why that may be. */
async function* exported(client: Client, backup: string, { show }: Progress): AsyncGenerator<string> {
  try {
    yield* client.recovery.exportBackup(backup, { onProgress: show });
  } catch (error) {
    if (!(error instanceof SealgraphError) || error.code !== "FORBIDDEN") throw error;
    throw new CommandFailure(
      exitCode.REFUSED,
      "FORBIDDEN",
      "A backup leaves by itself only where the company asks for no approvals and no waiting hours, and to those in the recovery group.",
      "sealgraph recovery open asks for it; what is in it is written by sealgraph recovery take --file.",
    );
  }
}

async function check(context: Context, _: GlobalOptions, file: string): Promise<void> {
  const checked = await checkBackupFile(await openSource(context, file));
  const { intact, damaged } = checked;
  context.out.answer(fileShape(checked), () => [soundness(checked), ...aboutFile(checked)]);
  if (!intact || damaged > 0) context.surroundings.endWith(exitCode.PARTLY);
}

function soundness({ intact, records, damaged }: CheckedBackupFile): string {
  const all = counted(records, "record");
  if (damaged > 0)
    return `The file has changed since it was written: ${damaged} of ${all} cannot be read. The others are as they were signed, and open.`;
  if (intact) return `The file is whole: ${all}, as signed.`;
  return `The file has changed since it was written, or was cut at its end: copy it again. Of ${all} each is there as it was signed, and opens.`;
}

const fileShape = ({ company, backup, kind, takenAt, owners, intact, records, damaged }: CheckedBackupFile) => ({
  company,
  backup,
  kind,
  takenAt: takenAt.toISOString(),
  owners,
  intact,
  records,
  damaged,
});

const aboutFile = ({ company, backup, kind, takenAt, owners }: CheckedBackupFile): string[] => [
  `Backup ${backup} of ${kind === "PROFILE" ? "the business profile" : "a share"} of ${owners.map(nameOf).join(", ")}, as it was at ${moment(takenAt)}.`,
  company.known
    ? `Company ${company.tenant}: the one that this device knows.`
    : `Company ${company.tenant}, whose roster begins with ${inEights(company.genesis)}: nobody here vouches for that. Compare it with what stands on the sheet of the recovery code.`,
];

/** As on the sheet. */
const inEights = (hash: string): string => hash.replace(/(.{8})(?=.)/g, "$1 ");

const nameOf = ({ user, name, address }: CheckedBackupFile["owners"][number]): string =>
  name === null ? user : `${printable(name)}${address === null ? "" : ` (${printable(address)})`}`;

async function open(context: Context, options: OpenOptions, file: string): Promise<void> {
  await checkWorkFile(options);
  const source = await openSource(context, file);
  const show = (view: BackupFileView) => {
    for (const line of aboutFile(view)) context.out.note(line);
    return showWork(context, options, view, fileShape(view));
  };
  if (options.byKey) return withKeys(context, async (client) => show(await client.recovery.openFile(source)));
  return show(await openBackupFile(source, { code: () => askRecoveryCode(context, options) }));
}
