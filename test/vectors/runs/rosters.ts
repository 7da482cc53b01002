import { compareBytes, equalBytes } from "../../../src/crypto/bytes.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import { groupDue, recipientsOf } from "../../../src/crypto/group.ts";
import { asHash, asId } from "../../../src/crypto/keys.ts";
import { encodeLink } from "../../../src/crypto/link.ts";
import { applyGenesis, applyLink, checkCut, checkSameKeys, checkTenantHead } from "../../../src/crypto/roster.ts";
import { epochDue, type RosterState, sortedEntries, stateRoot } from "../../../src/crypto/roster-state.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { encodeState, parseState } from "../../../src/crypto/state-encoding.ts";
import { entryType, type StateEntry } from "../../../src/crypto/state-entries.ts";
import type { Given, Runs } from "../given.ts";

export const rosterRuns: Runs = {
  "link-tenant-genesis": runChain,
  "link-profile-genesis": runChain,
  "link-own-keys": runChain,
  "link-new-epoch": runChain,

  "link-tenant": runChain,
  "link-move": runChain,
  "link-policy": runChain,
  "link-group": runGroup,

  "roster-state": (given) => {
    const bytes = given.bytes("state");
    const state = parseState(bytes);
    if (!equalBytes(encodeState(state), bytes)) throw new Error("encoding");
    return { state: plainState(state), root: stateRoot(state), due: epochDue(state) };
  },

  cut: (given) => ({
    cut: cutRoot(given.list("heads").map(vaultHeadOf)),
  }),
};

/** Reads a chain from its genesis on, and compares what a chain alone does not say where the vector gives it. */
export function runChain(given: Given): unknown {
  const chain = given.allBytes("links");
  const state = stateAfter(chain);
  const opened = openSignedLink(chain[chain.length - 1] as Uint8Array);
  if (
    !equalBytes(encodeSignedLink(encodeLink(opened.link), opened.signatures), chain[chain.length - 1] as Uint8Array)
  ) {
    throw new Error("encoding");
  }
  if (given.has("tenantLinks")) {
    const tenant = stateAfter(given.allBytes("tenantLinks"));
    checkTenantHead(state, tenant.head);
    checkSameKeys(tenant, state);
  }
  if (given.has("vaultHead")) {
    checkCut(opened.link, vaultHeadOf(given.within("vaultHead")));
  }
  return {
    link: opened.link,
    state: plainState(state),
    root: stateRoot(state),
    due: epochDue(state),
    encoded: encodeState(state),
  };
}

/** Reads a group's chain in its company's: each link by what the company states at the head that it names. */
export function runGroup(given: Given): unknown {
  const tenants = statesOf(given.allBytes("tenantLinks"));
  const at = (signed: Uint8Array) => tenants[openSignedLink(signed).link.tenantHead?.seq ?? 0] as RosterState;
  const [genesis, ...links] = given.allBytes("links") as [Uint8Array, ...Uint8Array[]];
  const state = links.reduce((known, link) => applyLink(known, link, at(link)), applyGenesis(genesis, at(genesis)));
  const newest = tenants[tenants.length - 1] as RosterState;
  const recipients = recipientsOf(state, newest)
    .map(({ user }) => user)
    .sort(compareBytes);
  return { state: plainState(state), root: stateRoot(state), due: groupDue(state, newest), recipients };
}

export const vaultHeadOf = (head: Given) => ({
  vault: head.bytes("vault", asId),
  revision: head.uint("revision"),
  hash: head.bytes("hash", asHash),
});

export function statesOf([genesis, ...links]: readonly Uint8Array[]): RosterState[] {
  const states = [applyGenesis(genesis as Uint8Array)];
  for (const link of links) states.push(applyLink(states[states.length - 1] as RosterState, link));
  return states;
}

/** A state as plain lists, by type; what a roster has none of is left out, but for the three that are always there. */
export function plainState(state: RosterState): object {
  const { tree: _, keys: __, members: ___, desks: ____, checkpoints: _____, foundedAt: ______, epoch, ...rest } = state;
  const untyped = ({ type: __, ...entry }: StateEntry) => entry;
  const others = {
    invitations: sortedOf(state, entryType.INVITATION).map(untyped),
    awaiting: sortedOf(state, entryType.AWAITING).map(untyped),
    names: sortedOf(state, entryType.NAME).map(untyped),
    groups: sortedOf(state, entryType.GROUP).map(untyped),
    policies: sortedOf(state, entryType.POLICY).map(untyped),
    shareGroups: sortedOf(state, entryType.SHARE_GROUP).map(untyped),
    expiries: sortedOf(state, entryType.EXPIRY).map(untyped),
    formerGroups: sortedOf(state, entryType.FORMER_GROUP).map(untyped),
    ends: sortedOf(state, entryType.ENDED).map(untyped),
    guests: sortedOf(state, entryType.GUEST).map(untyped),
    switches: sortedOf(state, entryType.SWITCH).map(untyped),
    codes: sortedOf(state, entryType.CODE).map(untyped),
    entrusted: sortedOf(state, entryType.ENTRUSTED).map(untyped),
    desks: sortedOf(state, entryType.DESK).map(untyped),
    staff: sortedOf(state, entryType.STAFF).map(untyped),
    formerStaff: sortedOf(state, entryType.FORMER_STAFF).map(untyped),
    breakGlasses: sortedOf(state, entryType.BREAK_GLASS).map(untyped),
    marks: sortedOf(state, entryType.MARK).map(untyped),
  };
  return {
    ...rest,
    members: sortedOf(state, entryType.MEMBER).map(untyped),
    formerWriters: sortedOf(state, entryType.FORMER).map(untyped),
    epoch: epoch && untyped(epoch),
    ...Object.fromEntries(Object.entries(others).filter(([, list]) => list.length > 0)),
  };
}

const sortedOf = (state: RosterState, type: StateEntry["type"]) =>
  sortedEntries(state).filter((entry) => entry.type === type);

export function stateAfter(chain: readonly Uint8Array[]): RosterState {
  const [genesis, ...links] = chain;
  return links.reduce((state, link) => applyLink(state, link), applyGenesis(genesis as Uint8Array));
}
