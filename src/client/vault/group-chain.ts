import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { rosterKind } from "../../crypto/link.ts";
import { applyGenesis, applyLink } from "../../crypto/roster.ts";
import { findGroup, type RosterState } from "../../crypto/roster-state.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { type Chain, newestState, type SequencedLink } from "./chain.ts";

/**
 * The chain of a group with more links, each checked by what the company states at the head that it names (PROTOCOL §4.4);
 * the genesis is the one that the company names. Throws ProtocolError.
 */
export function extendGroupChain(known: Chain | null, more: Iterable<SequencedLink>, tenant: Chain): Chain {
  const links = [...(known?.links ?? [])];
  const states = [...(known?.states ?? [])];
  for (const { seq, signed } of more) {
    if (seq > links.length) throw new ProtocolError("BROKEN_CHAIN", "a link is left out");
    if (seq < links.length) {
      if (!equalBytes(links[seq] as Uint8Array, signed)) {
        throw new ProtocolError("BROKEN_CHAIN", "another link at the same height");
      }
      continue;
    }
    const at = stateNamed(signed, tenant);
    const before = states.at(-1);
    states.push(before === undefined ? applyGenesis(signed, at) : applyLink(before, signed, at));
    links.push(signed);
  }
  const chain = { links, states };
  if (links.length === 0) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  if (known === null) checkNamed(newestState(chain), tenant);
  return known && links.length === known.links.length ? known : chain;
}

/** The company as it stands at the head that a link names; what is not on its chain, `applyLink` refuses. */
function stateNamed(signed: Uint8Array, tenant: Chain): RosterState | null {
  return tenant.states[openSignedLink(signed).link.tenantHead?.seq ?? -1] ?? null;
}

/** A group that has ended since was named once. */
function checkNamed({ kind, head, genesis }: RosterState, tenant: Chain): void {
  const named = tenant.states.map((state) => findGroup(state, head.id)).find((entry) => entry !== undefined);
  if (kind !== rosterKind.GROUP || named === undefined || !equalBytes(named.genesis, genesis)) {
    throw new ProtocolError("WRONG_ROSTER", "group");
  }
}
