/** What has to be signed before anything is written: whose time is over is taken out, and the next epoch begins (PROTOCOL §4.11). */
import { makeVaultKey, sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeShareEpoch, type ShareSigner } from "../../crypto/client/share-link.ts";
import { entrustedDue } from "../../crypto/entrust.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { entrustedOf, epochDue, findGroup, listEntries } from "../../crypto/roster-state.ts";
import { shareDue } from "../../crypto/share.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import { draftAct } from "./draft-act.ts";
import { keyIn } from "./draft-wraps.ts";
import { allowed, goOn, type ShareDrafting, stateIn } from "./drafting.ts";
import { groupNow, noRight, wayToWrite } from "./rights.ts";
import { mostWraps, wrapFor, wrappableFor } from "./wraps.ts";

/** Whether nothing may be written before the next epoch: somebody's time is over, or they ceased to be a recipient. */
export function isDue(drafting: ShareDrafting): boolean {
  const { state, basis, open, outside } = drafting;
  if (state === null) return false;
  // Of groups and company a guest is told nothing: the server says it.
  if (outside) return epochDue(state);
  if (overIn(drafting).length > 0 || shareDue(state, basis.tenant, ({ group }) => groupNow(open, group))) return true;
  return entrustedDue(state, basis.tenant, (group) => groupNow(open, group));
}

/** Whether a commit goes with it: an epoch is due, and the user can begin it; or it has begun; or a key is entrusted. */
export function beginsEpoch(drafting: ShareDrafting): boolean {
  const { open, share, keys, signer, epochKey, recoveryWrap, outside } = drafting;
  if (epochKey || recoveryWrap) return true;
  if (outside) return false;
  const state = stateIn(drafting);
  if (!open.held.vaults.has(share) || !isDue(drafting)) return false;
  return keys.has(state.epoch?.epoch ?? 0) && wayToWrite(open, state, signer.time) !== undefined;
}

/** Whose time is over, and was given no more by what was drafted. */
const overIn = ({ state, over, signer }: ShareDrafting): Id[] =>
  (state ? listEntries(state, entryType.EXPIRY) : []).flatMap(({ recipient, time }) =>
    time <= signer.time && over.has(formatUuid(recipient)) ? [recipient] : [],
  );

/** How many one commit takes out: it brings 8 links at most, and may be about two shares. The next takes out more. */
const mostOver = 3;

/**
 * Takes out whose time is over, and begins the next epoch with a wrap for everybody, where that is due. Throws FORBIDDEN for
 * whoever does not write, KEY_DUE for a guest, who begins none, KEY_PENDING without the key before.
 */
export async function draftDue(drafting: ShareDrafting): Promise<void> {
  if (!isDue(drafting)) return;
  if (drafting.outside) throw new SealgraphError("KEY_DUE");
  const by = signerIn(drafting);
  for (const recipient of overIn(drafting).slice(0, mostOver)) {
    draftAct(drafting, { operation: operation.REMOVE, subject: { recipient } }, { cuts: true, by });
  }
  await draftEpoch(drafting, by);
}

/** The signer, by the way in which they write. Throws FORBIDDEN. */
export function signerIn(drafting: ShareDrafting): ShareSigner {
  const { open, signer } = drafting;
  const way = wayToWrite(open, stateIn(drafting), signer.time);
  if (way === undefined) throw noRight();
  return way.via ? { ...signer, via: way.via } : signer;
}

/** The next epoch names where the recovery group is that the one in force is entrusted to: throws VAULT_FROZEN where it is not shown. */
function refuseUnseen(drafting: ShareDrafting): void {
  const group = entrustedOf(stateIn(drafting))?.group;
  if (!group || !findGroup(drafting.basis.tenant, group) || groupNow(drafting.open, group)) return;
  throw new SealgraphError("VAULT_FROZEN", { part: "recovery group" }, "The company's recovery group is not shown.");
}

async function draftEpoch(drafting: ShareDrafting, by: ShareSigner): Promise<void> {
  const { core, open, id, basis } = drafting;
  refuseUnseen(drafting);
  const before = keyIn(drafting);
  const [epoch, key] = [before.epoch + 1, makeVaultKey()];
  const recipients = wrappableFor(open, stateIn(drafting)).slice(0, mostWraps);
  const { set, wires } = await wrapFor(core, id, { epoch, key }, recipients);
  const seqOf = (group: Id) => groupNow(open, group)?.head.seq ?? 0;
  goOn(
    drafting,
    allowed(() => makeShareEpoch(stateIn(drafting), basis, by, { key, wraps: set, seqOf })),
  );
  drafting.keys.set(epoch, key);
  drafting.epochKey = { epoch, previousKey: sealPreviousKey(key, { vault: id, epoch }, before.key) };
  // Wraps of the epoch before are nobody's any more.
  drafting.wraps.clear();
  for (const wire of wires) drafting.wraps.set(wire.recipient, wire);
}
