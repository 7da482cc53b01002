import type { Command } from "commander";
import type { Backup, BackupSkip } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { findAnybody } from "../find-person.ts";
import { withKeys } from "../open.ts";
import { columns, counted, moment, printable } from "../output.ts";
import { backupShape } from "../recoveries.ts";
import { type NamesById, namesOfAll } from "../share-plan.ts";
import { addBackupFileCommands } from "./backup-file.ts";

/** `backup` and its commands. */
export function addBackupCommands(program: Command): void {
  const backup = program
    .command("backup")
    .description("Sealed copies of business profiles and shares of the company. Opening one is a recovery.");
  const who = "address, name or id; of whoever has gone, too";
  const listing = backup
    .command("list")
    .description("The backups that there are, of somebody's or of all, the newest first.")
    .argument("[user]", who);
  example(does(listing, list), "sealgraph backup list chris@example.com");
  const taking = backup
    .command("now")
    .description("Take backups of somebody's now, of what changed since the last.")
    .argument("<user>", who);
  example(does(taking, takeNow), "sealgraph backup now chris@example.com");
  addBackupFileCommands(backup);
}

const list = (context: Context, _: GlobalOptions, who?: string) =>
  withKeys(context, async (client) => {
    const user = who === undefined ? undefined : (await findAnybody(client, who)).user;
    const backups = await client.recovery.backups(user);
    const names = await namesOfAll(client);
    if (backups.length === 0) context.out.note("There is no backup: sealgraph recovery status --people says why.");
    context.out.answer(backups.map(backupShape), () => columns(backups.map((each) => rowOf(each, names))));
  });

const rowOf = (backup: Backup, names: NamesById): string[] => [
  backup.id,
  moment(backup.takenAt),
  `${backup.kind === "PROFILE" ? "business profile" : "share"} of ${backup.owners.map(names).join(", ")}`,
  counted(backup.records, "record"),
  `${Math.ceil(backup.bytes / 1024)} KiB`,
  [
    !backup.openable && "for a recovery group of before",
    backup.keptUntil !== null && `kept until ${moment(backup.keptUntil)}`,
  ]
    .filter(Boolean)
    .join(", "),
];

const takeNow = (context: Context, _: GlobalOptions, who: string) =>
  withKeys(context, async (client) => {
    const { out } = context;
    const { user, name } = await findAnybody(client, who);
    const { taken, skipped } = await client.recovery.takeBackups(user);
    out.answer({ taken: taken.map(backupShape), skipped }, () => [
      `${counted(taken.length, "backup")} taken of what ${printable(name ?? user)} has.`,
    ]);
    for (const { vault, reason } of skipped)
      out.note(out.called(reason === "UNCHANGED" ? skips[reason] : `Vault ${vault}: ${skips[reason]}`));
  });

const skips: Readonly<Record<BackupSkip, string>> = {
  UNCHANGED: "One has not changed since its last backup, which stands for it.",
  NOT_ENTRUSTED:
    "its key is not handed over to the recovery group. A device of somebody who writes in it does that as it syncs; nobody else can.",
  POLICY:
    "no policy says that it is backed up, or its user has left the company. What there is of it stays for its time.",
  PLAN: "the company's plan has no backups. What is there stays.",
  DAMAGED: "what the server has of it is not what was signed: no backup is made of that. Tell whoever runs the server.",
  OTHER_CHAIN: "it is not the vault that the backups of this id are of. Tell whoever runs the server.",
  RESTORING: "the server was restored, and what is missing of it has to be brought first: sealgraph sync",
};
