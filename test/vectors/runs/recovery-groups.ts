import { compareBytes } from "../../../src/crypto/bytes.ts";
import { checkEntrustedTo, entrustedDue } from "../../../src/crypto/entrust.ts";
import { groupDue } from "../../../src/crypto/group.ts";
import type { Id } from "../../../src/crypto/keys.ts";
import { operation } from "../../../src/crypto/link.ts";
import { custodiansOf, recoveryRecipientsOf, takesInRecovery } from "../../../src/crypto/recovery.ts";
import { applyGenesis, applyLink } from "../../../src/crypto/roster.ts";
import { type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import type { Given, Runs } from "../given.ts";
import { plainState, rosterRuns } from "./rosters.ts";
import { groupStates, runShare, shareBasis, shareRuns, shareStates } from "./shares.ts";

const last = <T>(list: readonly T[]): T => list[list.length - 1] as T;

/** Reads a recovery group's chain in its company's, and says whom its next epoch is for and who keeps it. */
function runRecovery(given: Given): unknown {
  const { tenantAt, newest } = shareBasis(given);
  const links = given.allBytes("links");
  const states = groupStates(links, tenantAt);
  const state = last(states);
  const { link } = openSignedLink(last(links));
  const before = states[states.length - 2];
  const ids = (list: readonly { readonly id: Id }[]) => list.map(({ id }) => id).sort(compareBytes);
  return {
    link,
    state: plainState(state),
    root: stateRoot(state),
    due: groupDue(state, newest),
    takes: before !== undefined && takesInRecovery(link, before, tenantAt(link.tenantHead?.seq ?? 0) as RosterState),
    recipients: ids(recoveryRecipientsOf(state, newest)),
    custodians: ids(custodiansOf(state, newest).map(({ user }) => ({ id: user }))),
  };
}

/** Reads a profile's chain, and asks of each key that was entrusted whether the company wants it there. */
function runEntrust(given: Given): unknown {
  const { tenantAt, newest, groupAt } = shareBasis(given);
  const [genesis, ...links] = given.allBytes("links") as [Uint8Array, ...Uint8Array[]];
  let state = applyGenesis(genesis);
  for (const signed of links) {
    const { link } = openSignedLink(signed);
    state = applyLink(state, signed);
    if (link.operation !== operation.ENTRUST) continue;
    checkEntrustedTo(link.subject, tenantAt(link.tenantHead?.seq ?? 0) as RosterState, groupAt);
  }
  const { link } = openSignedLink(last([genesis, ...links]));
  return { link, state: plainState(state), root: stateRoot(state), due: entrustedDue(state, newest, nowOf(given)) };
}

/** Reads a share's chain, and says whether what is entrusted of it is so to another than it would be now. */
function runEntrustInShare(given: Given): unknown {
  const basis = shareBasis(given);
  const state = last(shareStates(given.allBytes("links"), basis));
  return { ...(runShare(given) as object), entrustedDue: entrustedDue(state, basis.newest, nowOf(given)) };
}

const nowOf = (given: Given) => {
  const { tenantAt } = shareBasis(given);
  const chains = given.list("groups").map((its) => groupStates(its.allBytes("links"), tenantAt));
  return (group: Id) => chains.map(last).find(({ head }) => compareBytes(head.id, group) === 0) ?? null;
};

export const recoveryGroupRuns: Runs = {
  "link-recovery": runRecovery,
  "link-switch": (given) => rosterRuns["link-tenant"]?.(given),
  "link-entrust": runEntrust,
  "link-entrust-share": runEntrustInShare,
  "link-entrust-guest": (given) => shareRuns["link-guest"]?.(given),
  "recovery-state": (given) => rosterRuns["roster-state"]?.(given),
};
