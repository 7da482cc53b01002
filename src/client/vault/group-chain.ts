import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { rosterKind } from "../../crypto/link.ts";
import { checkpointsOf, findGroup, type RosterState, switchInForce } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { type Chain, extendChain, newestState, type SequencedLink } from "./chain.ts";

/**
 * The chain of a group with more links, each checked by what the company states at the head that it names (PROTOCOL §4.4);
 * the genesis is the one that the company names. Throws ProtocolError.
 */
export function extendGroupChain(known: Chain | null, more: Iterable<SequencedLink>, tenant: Chain): Chain {
  const chain = followGroup(known, more, tenant);
  checkThroughCheckpoint(chain, tenant);
  return chain;
}

/** The same, wherever a checkpoint that came since says the group is: for what was taken before. */
export function followGroup(known: Chain | null, more: Iterable<SequencedLink>, tenant: Chain, kept = false): Chain {
  const chain = extendChain(known, more, { tenantAt: (signed) => stateNamed(signed, tenant), kept });
  if (known === null) checkNamed(newestState(chain), tenant);
  return chain;
}

/**
 * A group's chain runs through every head that was ever stated of it, and behind none of them a link rests on the company as it
 * was before: so who lost a right signs nothing more by it, also with somebody's help who states another head (PROTOCOL §4.7). That of the recovery group runs through the head
 * that the switch in force names as well (PROTOCOL §4.13). Throws WENT_BACK where the chain does not reach it yet,
 * BROKEN_CHAIN where it is another one, AFTER_CUT for what came behind a checkpoint.
 */
export function checkThroughCheckpoint({ states }: Chain, tenant: Chain): void {
  const [first] = states;
  if (first === undefined) return;
  const company = newestState(tenant);
  const setting = switchInForce(company)?.setting;
  if (setting && equalBytes(setting.group, first.head.id)) checkHas(states, setting);
  for (const checkpoint of checkpointsOf(company, first.head.id)) {
    checkHas(states, checkpoint);
    const next = states[checkpoint.seq + 1];
    if (next && (next.tenantHead?.seq ?? 0) < checkpoint.tenantSeq) throw new ProtocolError("AFTER_CUT", "group");
  }
}

function checkHas(states: Chain["states"], { seq, hash }: Pick<ChainHead, "seq" | "hash">): void {
  const stated = states[seq];
  if (stated === undefined) throw new ProtocolError("WENT_BACK", "group");
  if (!equalBytes(stated.head.hash, hash)) throw new ProtocolError("BROKEN_CHAIN", "group");
}

/** The company as it stands at the head that a link names; what is not on its chain, `applyLink` refuses. */
function stateNamed(signed: Uint8Array, tenant: Chain): RosterState | null {
  return tenant.states[readSignedLink(signed).link.tenantHead?.seq ?? -1] ?? null;
}

/** A group that has ended since was named once. */
function checkNamed({ kind, class: its, head, genesis }: RosterState, tenant: Chain): void {
  const named = tenant.states.map((state) => findGroup(state, head.id)).find((entry) => entry !== undefined);
  const same = named !== undefined && named.class === its && equalBytes(named.genesis, genesis);
  if (kind !== rosterKind.GROUP || !same) throw new ProtocolError("WRONG_ROSTER", "group");
}
