import type { Client, ShareAct, SharePlan, ShareRecipient } from "../client/index.ts";
import { titleOf } from "./commands/group.ts";
import type { Context } from "./context.ts";
import { counted, printable } from "./output.ts";

/** What users and groups are called, by id. */
export type NamesById = (id: string) => string;

/** @param share whose guests are named as well. */
export async function namesById(client: Client, share?: string): Promise<NamesById> {
  const people = await client.company.people();
  const groups = await client.company.groups.list();
  const { recipients } = share === undefined ? { recipients: [] } : await client.shares.get(share);
  const names = new Map<string, string>([
    ...recipients.map((each) => [each.user ?? "", nameIn(each)] as const),
    ...people.map(({ user, name, address }) => [user, printable(name ?? address ?? user)] as const),
    ...groups.map((group) => [group.group, titleOf(group)] as const),
  ]);
  return (id) => names.get(id) ?? id;
}

/** As `namesById`, of those too who have left, and of a partner's staff: for administrators, in the portal. */
export async function namesOfAll(client: Client): Promise<NamesById> {
  const names = await namesById(client);
  const staff = new Map(
    (await client.company.desks.list()).flatMap((desk) =>
      desk.staff.map(({ user, name, address }) => [
        user,
        `${printable(name ?? address ?? user)}, of ${printable(desk.partner ?? "a partner")}`,
      ]),
    ),
  );
  const former = new Map(
    (await client.company.formerPeople()).map(({ user, name, address }) => [user, printable(name ?? address ?? user)]),
  );
  return (id) => (former.has(id) ? `${former.get(id)} (has left)` : (staff.get(id) ?? names(id)));
}

const nameIn = ({ user, name, address, left }: ShareRecipient): string =>
  `${printable(name ?? address ?? user ?? "")}${left ? " (has left the company)" : ""}`;

/** Says what an act would do, for `--dry-run`. */
export async function answerPlan({ out }: Context, client: Client, act: ShareAct): Promise<void> {
  const plan = await client.shares.plan(act);
  const names = await namesById(client, act.act === "CREATE" ? undefined : act.share);
  const end = act.act === "CLOSE" ? ["  the share ended, for everybody"] : [];
  out.answer({ ...plan, done: false }, () => [...planInWords(plan, names), ...end]);
}

function planInWords({ links, newKey, wrapsFor, waiting, moved, toChange }: SharePlan, names: NamesById): string[] {
  const called = (ids: readonly string[]) => ids.map(names).join(", ");
  return [
    "Nothing was done. This would be:",
    ...(links.length > 0 ? [`  ${counted(links.length, "link")} signed: ${links.join(", ")}`] : []),
    ...(newKey ? ["  a new key made"] : []),
    ...(wrapsFor.length > 0 ? [`  the key given to: ${called(wrapsFor)}`] : []),
    ...(waiting.length > 0 ? [`  the key not given yet to: ${called(waiting)}`] : []),
    ...(moved > 0 ? [`  ${counted(moved, "item or folder", "items and folders")} moved`] : []),
    ...(toChange > 0 ? [`  ${counted(toChange, "item")} known to whoever goes, to be changed`] : []),
  ];
}

/** Tells of those whom nobody can give the key yet. */
export async function noteWaiting({ out }: Context, client: Client, waiting: readonly string[]): Promise<void> {
  if (waiting.length === 0) return;
  const names = await namesById(client);
  out.note(
    `${waiting.map(names).join(", ")}: ${waiting.length === 1 ? "waits" : "wait"} for the key. It is handed over when a device of somebody who has it syncs.`,
  );
}
