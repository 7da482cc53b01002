import { equalBytes } from "./bytes.ts";
import { withMarks } from "./marks.ts";
import { listEntries, type StateEntries, switchAwaiting } from "./roster-state.ts";
import { entryType, type Member, role, type StateEntry } from "./state-entries.ts";

/** What lapses when something is taken from a member: its role or status, its keys, its place (PROTOCOL §4.4). */
export function lapsedWith(before: StateEntries, { user, role: its }: Member): StateEntry[] {
  const said = switchAwaiting(before);
  const awaiting: StateEntry[] = [
    ...listEntries(before, entryType.AWAITING).filter(
      (each) => equalBytes(each.author, user) || equalBytes(each.user, user),
    ),
    ...(said && equalBytes(said.author, user) ? [said] : []),
  ];
  if (its !== role.ADMINISTRATOR && its !== role.OWNER) return awaiting;
  const invitations = listEntries(before, entryType.INVITATION).filter((each) => equalBytes(each.author, user));
  return [...awaiting, ...withMarks(before, invitations)];
}
