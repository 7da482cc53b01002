/** What is signed in the roster of a share, link by link, on the newest that is known (PROTOCOL §4.11). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { makeVaultKey, sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeLeaveAsGuest, makeOwnKeysAsGuest } from "../../crypto/client/guest-link.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { sealShareName } from "../../crypto/client/share.ts";
import {
  type ShareAct as LinkAct,
  makeOwnKeysInShare,
  makeShareEpoch,
  makeShareLink,
  type ShareBasis,
  type ShareSigner,
} from "../../crypto/client/share-link.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import { entrustedDue } from "../../crypto/entrust.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id, SigningPair, SymmetricKey } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import type { Outside } from "../../crypto/outside.ts";
import { entrustedOf, epochDue, findGroup, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { shareDue } from "../../crypto/share.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { marksOf } from "../sync/marks.ts";
import type { ShareWrapWire } from "../transport/commit-operations.ts";
import type { PersonTextWire } from "../transport/company-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { type HeldShare, type NewestKey, type SealedName, visitOf } from "../vault/held.ts";
import { checkGroupsReach } from "../vault/noted.ts";
import { isDeclined } from "./declined.ts";
import { recipientsOver } from "./over.ts";
import { baseOf, groupNow, noRight, wayToWrite } from "./rights.ts";
import { mostWraps, type Recipient, wrapFor, wrappableFor } from "./wraps.ts";

/** What was signed so far, and what it leads to. */
export interface ShareDrafting {
  readonly core: Core;
  readonly open: Open;
  readonly share: string;
  readonly id: Id;
  /** Null before the genesis of one that is founded. */
  state: RosterState | null;
  readonly basis: ShareBasis;
  /** How all that it rests on stood when it was begun. */
  readonly rests: string;
  readonly signer: ShareSigner;
  /** Of the vault; null before its first commit. */
  readonly head: VaultHead | null;
  /** Whose time is over. */
  readonly over: ReadonlySet<string>;
  readonly links: MadeLink[];
  /** By recipient. */
  readonly wraps: Map<string, ShareWrapWire>;
  /** Keys by epoch, as far as they are here: those of epochs that it begins included. */
  readonly keys: Map<number, SymmetricKey>;
  name: SealedName | null;
  /** Whom the invitations among the links are for. */
  readonly persons: PersonTextWire[];
  /** For whoever is a guest in it: by what its roster is read. Then nothing is signed by `basis`. */
  readonly outside: Outside | null;
  /** Of an epoch that it begins: the key before, sealed. */
  epochKey: { readonly epoch: number; readonly previousKey: Uint8Array } | null;
  /** The wrap for the recovery group that a link of it names: it goes with a commit (PROTOCOL §4.14). */
  recoveryWrap: Uint8Array | null;
}

/** Has links signed; called again, on what is newest then, where others were faster. */
export type DraftShare = (drafting: ShareDrafting) => Promise<void> | void;

/** Begins to draft in a share that is held. Throws NOT_FOUND, ACCESS_LOST, VAULT_FROZEN and SERVER_CAUGHT, also for a group of it. */
export async function draftIn(
  core: Core,
  share: string,
  more: Partial<Pick<ShareDrafting, "head">> = {},
): Promise<ShareDrafting> {
  const isVisited = visitOf(opened(core).held, share) !== null;
  // Whose time is over, a guest takes nobody out for.
  const over = isVisited ? new Set<string>() : await recipientsOver(core, share);
  const open = opened(core);
  const held = open.held.shares.get(share);
  if (held === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
  if (held.lost && !isDeclined(open.held.pins, held)) throw new SealgraphError("ACCESS_LOST");
  if (open.held.frozen.has(share)) throw new SealgraphError("VAULT_FROZEN");
  if (!isVisited) checkGroupsReach(open.held, newestState(held.chain));
  const vault = open.held.vaults.get(share);
  const head = vault?.head ? { vault: held.id, revision: vault.head.manifest.revision, hash: vault.head.hash } : null;
  return { ...emptyDrafting(core, open, share, held), head, over, ...more };
}

/** Begins to draft, as an administrator, in a share that is not held. */
export function draftElsewhere(core: Core, share: string, chain: Chain, head: VaultHead): ShareDrafting {
  const drafting = emptyDrafting(core, opened(core), share, { chain, keys: new Map(), visit: null });
  return { ...drafting, head, signer: { ...drafting.signer, asAdministrator: true } };
}

/** Begins to draft a share that is to be founded. */
export const draftNew = (core: Core, share: string): ShareDrafting => emptyDrafting(core, opened(core), share, null);

function emptyDrafting(
  core: Core,
  open: Open,
  share: string,
  held: Pick<HeldShare, "chain" | "keys" | "visit"> | null,
): ShareDrafting {
  const base = baseOf(open);
  return {
    core,
    open,
    share,
    id: parseUuid(share),
    state: held && newestState(held.chain),
    rests: marksOf(open, [share]),
    basis: { tenant: newestState(base.tenant), groupAt: base.groupAt },
    signer: { user: open.user, signing: open.own.signing, time: core.around.now() },
    head: null,
    over: new Set(),
    links: [],
    wraps: new Map(),
    keys: new Map(held?.keys),
    name: null,
    persons: [],
    outside: held?.visit ?? null,
    epochKey: null,
    recoveryWrap: null,
  };
}

/** The share as it stands after what was drafted. */
export function stateIn({ state }: ShareDrafting): RosterState {
  if (state === null) throw new SealgraphError("NOT_FOUND", { part: "share" });
  return state;
}

export function goOn(drafting: ShareDrafting, link: MadeLink): void {
  drafting.links.push(link);
  drafting.state = link.state;
}

/**
 * Signs what is done to a share's recipients. Throws FORBIDDEN where the roster gives no right to it.
 *
 * @param cuts whether it takes writing or a key from somebody.
 */
export function draftAct(drafting: ShareDrafting, act: LinkAct, { cuts = false, by = drafting.signer } = {}): void {
  const { basis, head } = drafting;
  goOn(
    drafting,
    allowed(() => makeShareLink(stateIn(drafting), basis, by, act, cuts ? head : null)),
  );
}

/** The signer's new keys, by the pair that the share still names. A guest is to be verified again by it. */
export function draftOwnKeys(drafting: ShareDrafting, former: SigningPair, xwingKeyHash: Hash): void {
  const { basis, head, signer, outside } = drafting;
  const by = { user: signer.user, signing: former, time: signer.time, new: signer.signing, xwingKeyHash };
  const state = stateIn(drafting);
  goOn(
    drafting,
    allowed(() =>
      outside ? makeOwnKeysAsGuest(state, outside, by, head) : makeOwnKeysInShare(state, basis, by, head),
    ),
  );
}

/** That the signer goes, by name. */
export function draftLeave(drafting: ShareDrafting): void {
  const { outside, head, signer } = drafting;
  if (outside) {
    goOn(
      drafting,
      allowed(() => makeLeaveAsGuest(stateIn(drafting), outside, signer, head)),
    );
    return;
  }
  draftAct(drafting, { operation: operation.LEAVE, subject: { user: signer.user } }, { cuts: true });
}

/** Whom the invitation is for that was signed last. */
export function draftText(drafting: ShareDrafting, text: Omit<PersonTextWire, "seq">): void {
  drafting.persons.push({ ...text, seq: stateIn(drafting).head.seq });
}

/**
 * Names the share, under the key in force: under the next where that is due, which begins with it. Throws KEY_PENDING, and FORBIDDEN
 * for whoever cannot begin it.
 */
export async function draftName(drafting: ShareDrafting, name: string): Promise<void> {
  if (beginsEpoch(drafting)) await draftDue(drafting);
  if (isDue(drafting)) throw noRight();
  const { epoch, key } = keyIn(drafting);
  const envelope = sealShareName(key, { share: drafting.id, epoch }, name);
  draftAct(drafting, { operation: operation.NAME, subject: { name: sealedHash(envelope) } });
  drafting.name = { epoch, envelope };
}

/** The key in force. Throws KEY_PENDING where it was not handed to this user yet. */
export function keyIn(drafting: ShareDrafting): NewestKey {
  const epoch = stateIn(drafting).epoch?.epoch ?? 0;
  const key = drafting.keys.get(epoch);
  if (key === undefined) throw new SealgraphError("KEY_PENDING", { part: "share" });
  return { epoch, key };
}

/** Has the key in force wrapped for these, as far as one deed has room. What a link names already stays the very wrap that it names. */
export async function draftWraps(drafting: ShareDrafting, recipients: readonly Recipient[]): Promise<void> {
  const room = mostWraps - drafting.wraps.size;
  const { epoch, key } = keyIn(drafting);
  const lacking = recipients.filter(({ id }) => drafting.wraps.get(formatUuid(id))?.epoch !== epoch);
  const { wires } = await wrapFor(drafting.core, drafting.id, { epoch, key }, lacking.slice(0, room));
  for (const wire of wires) drafting.wraps.set(wire.recipient, wire);
}

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

/** Wraps as they are sent, and the name. */
export const wireOfShare = ({ wraps, name, recoveryWrap }: ShareDrafting) => ({
  wraps: [...wraps.values()],
  ...(name && { name: encodeBase64url(name.envelope) }),
  ...(recoveryWrap && { recoveryWrap: encodeBase64url(recoveryWrap) }),
});

/** What nobody would take is not sent. */
export function allowed<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const refused = error instanceof ProtocolError && ["NOT_ALLOWED", "WRONG_AUTHOR"].includes(error.code);
    if (refused) throw noRight();
    throw error;
  }
}
