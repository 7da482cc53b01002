import {
  type ExportFile,
  exportOfRecovered,
  type OpenedWork,
  type RecoveredItem,
  type RecoveredItems,
  type RecoveredSecret,
} from "../client/index.ts";
import { choose } from "./choose.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { fieldsOf } from "./fields.ts";
import { columns, counted, printable } from "./output.ts";

/** What `--json` shows of recovered items. Members are only ever added. */

const recoveredShape = (item: RecoveredItem) => ({
  id: item.id,
  kind: item.kind,
  title: item.title,
  folder: item.folder,
  trashedAt: item.trashedAt?.toISOString() ?? null,
  from: item.from,
});

const secretShape = (item: RecoveredSecret) => ({
  ...recoveredShape(item),
  fields: fieldsOf(item.fields),
  notes: item.notes,
  tags: item.tags,
});

/** Lists items without secrets, and says what could not be read. */
export function answerItems({ out }: Context, all: RecoveredItems, more: Readonly<Record<string, unknown>> = {}): void {
  const shares = all.items.some(({ from }) => from.kind === "SHARE");
  out.answer({ ...more, items: all.items.map(recoveredShape), unread: all.unread, refused: all.refused }, () =>
    columns(all.items.map((item) => [item.id, ...(shares ? [placeOf(item)] : []), ...rowOf(item)])),
  );
}

const rowOf = (item: RecoveredItem): string[] => [
  item.folder.map((name) => printable(name)).join("/"),
  printable(item.kind),
  printable(item.title),
  item.trashedAt === null ? "" : "was in the trash",
];

const placeOf = ({ from }: RecoveredItem): string =>
  from.kind === "PROFILE" ? "profile" : printable(from.name ?? `share ${from.vault}`);

/** Tells of what is left out because it does not hold, or nobody here opens it; the command ends with PARTLY then. */
export function noteUnread({ out, surroundings }: Context, { unread, refused, last }: RecoveredItems): void {
  for (const { backup, code, check } of refused)
    out.note(
      code === "BACKUP_SEALED"
        ? `Backup ${backup} is left out: no key that is here opens it.`
        : `Backup ${backup} is left out: it is not what was signed (${check ?? code}). Look for another one: sealgraph backup list`,
    );
  if (unread.length > 0)
    out.note(`${counted(unread.length, "record")} left out: damaged, or not as it was signed. --json names them.`);
  if (Object.values(last).includes(false))
    out.note("The profile was changed after this backup, before its owner was removed: this is not how it stood last.");
  if (unread.length + refused.length > 0) surroundings.endWith(exitCode.PARTLY);
}

/** The item that a person means, by title or id, or `vault/id` where two vaults have one. Throws NOT_FOUND, AMBIGUOUS. */
export const findRecovered = (items: readonly RecoveredItem[], reference: string): RecoveredItem =>
  choose(
    {
      what: "item",
      lookAt: "Titles are as they stood in the backup: list them first.",
      of: ({ title, id, from }) => [title, `${from.vault}/${id}`],
      shown: (item) => `${item.from.vault}/…  ${placeOf(item)}  ${item.folder.join("/")}  ${item.kind}  ${item.title}`,
    },
    reference,
    items,
  );

/** One item with its secrets. */
export function answerSecret({ out }: Context, item: RecoveredSecret): void {
  out.answer(secretShape(item), () => [
    `${printable(item.title)}  (${printable(item.kind)})`,
    ...columns(fieldsOf(item.fields).map(({ name, value }) => [`  ${printable(name)}`, printable(value)])),
    ...(item.notes === "" ? [] : [printable(item.notes, true)]),
  ]);
}

/** These items in the form of an export, which `sealgraph import` reads. */
export async function recoveredExport(work: OpenedWork, items: readonly RecoveredItem[]): Promise<ExportFile> {
  const secrets: RecoveredSecret[] = [];
  for (const item of items) secrets.push(await work.show(item));
  return exportOfRecovered(secrets, Date.now());
}
