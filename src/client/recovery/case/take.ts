/** Giving back what was recovered: into a share that its new owner has, or into a file. */
import { findMember, isActive } from "../../../crypto/roster-state.ts";
import { role } from "../../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../../crypto/uuid.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { importRows } from "../../items/import.ts";
import { actInShare } from "../../shares/act.ts";
import { createShare } from "../../shares/create.ts";
import { openShare } from "../../shares/keys.ts";
import { addRecipients, leaveShare, newRole } from "../../shares/manage.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { newestState } from "../../vault/chain.ts";
import type { OnCaseProgress, Recovered, RecoveryDestination } from "../cases.ts";
import type { PickedItem } from "./work.ts";

type ToShare = Extract<RecoveryDestination, { readonly name: string }>;

/** Characters of a folder's name at most. */
const longestName = 1_000;

/**
 * Seals items into a business share of their own, in their folders. Ids follow from where an item was: what an earlier call had
 * brought is passed over. Once all of it is there the destination owns it, and who recovered leaves.
 */
export async function takeIntoShare(
  core: Core,
  picked: readonly PickedItem[],
  { name, user, share: begun }: ToShare,
  onProgress: OnCaseProgress = () => {},
): Promise<Recovered> {
  const destination = user === undefined || user === formatUuid(opened(core).user) ? null : user;
  if (destination !== null) await checkDestination(core, destination);
  const share = begun ?? (await createShare(core, { name, scope: "BUSINESS" }));
  if (begun !== undefined) await openBegun(core, share);
  const rows = picked.map(({ id, from, folder, body }) => ({
    key: `${from.vault} ${id}`,
    folders: folder.map(nameOf),
    body,
  }));
  const { added, skipped } = await importRows({ core, kind: { share } }, rows, {
    source: "organisation backup",
    onProgress: ({ done }) => onProgress(done, rows.length),
  });
  if (destination !== null) await handOver(core, share, destination);
  return { share, taken: added, skipped };
}

/** Before anything is made: who is to have it is of the company, and active. */
async function checkDestination(core: Core, user: string): Promise<void> {
  await fetchNow(core);
  const { tenant } = opened(core).held;
  const member = tenant === null ? undefined : findMember(newestState(tenant), idIn(user));
  if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
  if (!isActive(member)) throw new SealgraphError("PERSON_SUSPENDED");
}

function idIn(user: string) {
  try {
    return parseUuid(user);
  } catch {
    throw new SealgraphError("NOT_FOUND", { part: "user" });
  }
}

async function openBegun(core: Core, share: string): Promise<void> {
  await fetchNow(core);
  await openShare(core, share);
}

/** A folder whose name was not read, or is none, still holds together what was in it. */
const nameOf = (name: string): string => name.trim().slice(0, longestName).trim() || "—";

async function handOver(core: Core, share: string, user: string): Promise<void> {
  const chain = opened(core).held.shares.get(share)?.chain;
  const member = chain && findMember(newestState(chain), idIn(user));
  if (!member) await addRecipients(core, share, [{ user, permission: "OWNER" }]);
  else if (member.role !== role.OWNER) await actInShare(core, share, newRole(user, "OWNER"));
  await leaveShare(core, share);
}
