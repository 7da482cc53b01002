import { outsideBase, shareGround, tenantLinkOf } from "../../../src/client/vault/share-chain.ts";
import { compareBytes, equalBytes } from "../../../src/crypto/bytes.ts";
import { deriveAnswerId } from "../../../src/crypto/client/answer-id.ts";
import { deriveCopyId } from "../../../src/crypto/client/copy-id.ts";
import { encodeEntry, entryType, parseEntry } from "../../../src/crypto/client/entry.ts";
import { checkKeyCommitment } from "../../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../../src/crypto/client/group.ts";
import { unwrapKey } from "../../../src/crypto/client/key-wrap.ts";
import { openShareName } from "../../../src/crypto/client/share.ts";
import { ProtocolError } from "../../../src/crypto/errors.ts";
import { sealedHash } from "../../../src/crypto/hash.ts";
import { asHash, asId, asSymmetricKey, asXWingSeed, type Id } from "../../../src/crypto/keys.ts";
import { encodeLink } from "../../../src/crypto/link.ts";
import { openSignedManifest } from "../../../src/crypto/manifest.ts";
import { checkReached, type Outside } from "../../../src/crypto/outside.ts";
import { applyGenesis, applyLink, checkCut } from "../../../src/crypto/roster.ts";
import {
  epochDue,
  findGroup,
  findMember,
  isActive,
  type RosterState,
  stateRoot,
} from "../../../src/crypto/roster-state.ts";
import {
  dueByTenant,
  type GroupAt,
  guestsInForce,
  membersInForce,
  noGroups,
  shareDue,
  standingIn,
} from "../../../src/crypto/share.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { encodeState, parseState } from "../../../src/crypto/state-encoding.ts";
import { groupClass, type ShareGroup } from "../../../src/crypto/state-entries.ts";
import { checkManifest, checkNotCut, checkSuccessor } from "../../../src/crypto/successor.ts";
import type { Given, Runs } from "../given.ts";
import { plainState, rosterRuns, statesOf, vaultHeadOf } from "./rosters.ts";
import { vaultRuns } from "./vaults.ts";

/** What a share's chain is read by besides itself: its company, and the groups that it has or had. */
export function shareBasis(given: Given) {
  const tenants = statesOf(given.allBytes("tenantLinks"));
  const tenantAt = (seq: number) => tenants[seq] ?? null;
  const groups = given.list("groups").map((its) => groupStates(its.allBytes("links"), tenantAt));
  const isEveryone = (group: Id) => tenants.some((tenant) => findGroup(tenant, group)?.class === groupClass.EVERYONE);
  const chainOf = (group: Id) =>
    isEveryone(group) ? tenants : groups.find(([first]) => equalBytes((first as RosterState).head.id, group));
  const groupAt: GroupAt = (group, seq) => chainOf(group)?.[seq] ?? null;
  const groupNow = ({ group }: ShareGroup) => chainOf(group)?.at(-1) ?? null;
  return { tenantAt, newest: tenants[tenants.length - 1] as RosterState, groupAt, groupNow };
}

/** The states of a share's chain, each link by company and groups as it names them. */
export function shareStates(
  links: readonly Uint8Array[],
  { tenantAt, groupAt }: Pick<ReturnType<typeof shareBasis>, "tenantAt" | "groupAt">,
): RosterState[] {
  const states: RosterState[] = [];
  for (const link of links) {
    const [before, tenant] = [states.at(-1), tenantAt(openSignedLink(link).link.tenantHead?.seq ?? 0)];
    states.push(before ? applyLink(before, link, tenant, openSignedLink, groupAt) : applyGenesis(link, tenant));
  }
  return states;
}

/** What a guest was told of a share. */
const outsideOf = (its: Given): Outside => ({
  kind: null,
  tenant: its.bytes("tenant", asId),
  genesis: its.bytes("genesis"),
  seq: its.uint("seq"),
  hash: its.bytes("hash"),
});

/** The states of a share's chain as a guest reads it. */
function statesOutside(links: readonly Uint8Array[], outside: Outside): RosterState[] {
  const states: RosterState[] = [];
  for (const link of links) {
    const before = states.at(-1);
    states.push(before ? applyLink(before, link, outside) : applyGenesis(link, outside));
  }
  checkReached(outside, (states[states.length - 1] as RosterState).head);
  return states;
}

/** Reads a share's chain as a guest does, and holds a cut as above. */
function runOutside(given: Given): unknown {
  const states = statesOutside(given.allBytes("links"), outsideOf(given.within("outside")));
  const state = states[states.length - 1] as RosterState;
  const links = given.allBytes("links");
  const { link } = openSignedLink(links[links.length - 1] as Uint8Array);
  if (given.has("vaultHead")) checkCut(link, vaultHeadOf(given.within("vaultHead")), states[states.length - 2]);
  return { link, state: plainState(state), root: stateRoot(state), due: epochDue(state) };
}

/** Reads a share's chain, holds the cut of its last link against the vault's head where one is given, and says who is in it. */
export function runShare(given: Given): unknown {
  const basis = shareBasis(given);
  const links = given.allBytes("links");
  const states = shareStates(links, basis);
  const state = states[states.length - 1] as RosterState;
  const newest = links[links.length - 1] as Uint8Array;
  const { link, signatures } = openSignedLink(newest);
  if (!equalBytes(encodeSignedLink(encodeLink(link), signatures), newest)) throw new Error("encoding");
  if (given.has("vaultHead")) checkCut(link, vaultHeadOf(given.within("vaultHead")), states[states.length - 2]);
  if (!equalBytes(stateRoot(parseState(encodeState(state))), stateRoot(state))) throw new Error("encoding");
  const recipients = [...membersInForce(state, basis.newest), ...guestsInForce(state)].map(({ user }) => user);
  const due = shareDue(state, basis.newest, basis.groupNow);
  return { link, state: plainState(state), root: stateRoot(state), due, recipients: recipients.sort(compareBytes) };
}

export const groupStates = (
  [genesis, ...links]: readonly Uint8Array[],
  tenantAt: (seq: number) => RosterState | null,
) => {
  const at = (signed: Uint8Array) => tenantAt(openSignedLink(signed).link.tenantHead?.seq ?? 0);
  const states = [applyGenesis(genesis as Uint8Array, at(genesis as Uint8Array))];
  for (const link of links) states.push(applyLink(states[states.length - 1] as RosterState, link, at(link)));
  return states;
};

/** Checks a manifest of a share as a reader does, who holds company and groups. */
function checkInShare(given: Given): unknown {
  const basis = shareBasis(given);
  const roster = shareStates(given.allBytes("links"), basis).at(-1) as RosterState;
  const next = openSignedManifest(given.bytes("signed"));
  const known = given.has("known") ? openSignedManifest(given.bytes("known")) : null;
  const tenant = basis.tenantAt(next.manifest.tenantHead.seq);
  const keyOf = (user: Id) => {
    const member = tenant ? findMember(tenant, user) : undefined;
    return isActive(member) ? member.signingKey : null;
  };
  const ground = {
    roster,
    tenantLink: tenant?.head ?? null,
    root: given.bytes("root", asHash),
    count: given.uint("count"),
    ...(!given.has("alone") && { share: { keyOf, groupAt: tenant ? standingIn(tenant, basis.groupAt) : noGroups } }),
  };
  if (given.has("newest")) {
    checkNotCut(shareStates(given.allBytes("newest"), basis).at(-1) as RosterState, next.manifest, next.hash);
  }
  if (given.raw("successor") === true) {
    checkSuccessor(known, next.manifest, { ...ground, skipHash: given.bytesOrNull("skipHash", asHash) });
  } else checkManifest(known?.manifest ?? null, next.manifest, ground);
  if (tenant && dueByTenant(roster, tenant)) throw new ProtocolError("DUE_EPOCH", "tenant");
  return { hash: next.hash };
}

/** Checks a manifest of a share as a guest does. */
function checkOutside(given: Given): unknown {
  const outside = outsideOf(given.within("outside"));
  const roster = statesOutside(given.allBytes("links"), outside).at(-1) as RosterState;
  const next = openSignedManifest(given.bytes("signed"));
  const known = given.has("known") ? openSignedManifest(given.bytes("known")).manifest : null;
  const tenantLink = tenantLinkOf(next.manifest, null);
  const records = { root: given.bytes("root", asHash), count: given.uint("count") };
  if (given.has("newest")) {
    const newest = statesOutside(given.allBytes("newest"), outside).at(-1) as RosterState;
    checkNotCut(newest, next.manifest, next.hash);
  }
  checkManifest(known, next.manifest, {
    roster,
    tenantLink,
    share: shareGround(next.manifest, roster, outsideBase(outside)),
    ...records,
  });
  return { hash: next.hash };
}

export const shareRuns: Runs = {
  "link-share": runShare,
  "link-guest": (given) => (given.has("outside") ? runOutside(given) : runShare(given)),
  "share-state": (given) => rosterRuns["roster-state"]?.(given),
  "manifest-share": (given) => vaultRuns.manifest?.(given),
  "manifest-share-check": checkInShare,
  "manifest-guest-check": (given) => (given.has("outside") ? checkOutside(given) : checkInShare(given)),

  "share-name": (given) => {
    const place = { share: given.bytes("share", asId), epoch: given.uint("epoch") };
    const envelope = given.bytes("envelope");
    return { name: openShareName(given.bytes("key", asSymmetricKey), place, envelope), hash: sealedHash(envelope) };
  },

  "share-wrap": (given) => {
    const [roster, epoch] = [given.bytes("share", asId), given.uint("epoch")];
    const user = given.bytes("recipient", asId);
    const seed = given.has("secret")
      ? deriveGroupSeed(given.bytes("secret", asSymmetricKey), user, given.uint("groupEpoch"))
      : given.bytes("xwingSeed", asXWingSeed);
    const key = unwrapKey(seed, { roster, epoch, user }, given.bytes("wrap"));
    checkKeyCommitment(key, roster, { epoch, commitment: given.bytes("commitment", asHash) });
    return { key };
  },

  "share-answer": (given) => {
    const bytes = given.bytes("bytes");
    const entry = parseEntry(bytes);
    if (!equalBytes(encodeEntry(entry), bytes)) throw new Error("encoding");
    if (entry.type !== entryType.SHARE_ANSWER) return entry;
    return { ...entry, record: deriveAnswerId(entry.share) };
  },

  "linked-copy": (given) => {
    const bytes = given.bytes("bytes");
    const entry = parseEntry(bytes);
    if (!equalBytes(encodeEntry(entry), bytes)) throw new Error("encoding");
    if (entry.type !== entryType.LINKED_COPY) return entry;
    return { ...entry, record: deriveCopyId(entry.share, entry.copy) };
  },
};
