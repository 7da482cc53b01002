import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Outside } from "../../crypto/outside.ts";
import { applyGenesis, applyLink } from "../../crypto/roster.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { type GroupAt, noGroups } from "../../crypto/share.ts";
import { openSignedLink, readSignedLink } from "../../crypto/signed-link.ts";

/** A roster as verified: every signed link, and the state after each, by seq. */
export interface Chain {
  readonly links: readonly Uint8Array[];
  readonly states: readonly RosterState[];
}

export interface SequencedLink {
  readonly seq: number;
  readonly signed: Uint8Array;
}

/** The state in force. */
export function newestState(chain: Chain): RosterState {
  return chain.states[chain.states.length - 1] as RosterState;
}

/** The link at a seq, named; null where this chain has none. */
export function linkAt(chain: Chain, seq: number): ChainHead | null {
  return chain.states[seq]?.head ?? null;
}

/** What links are checked by besides the chain itself. */
export interface Ground {
  /** Of a group or a share: the tenant's state at the head that a link names; of a share also what a guest has in its place. */
  readonly tenantAt?: (signed: Uint8Array) => RosterState | Outside | null;
  /** Of a share: the states of groups. */
  readonly groupAt?: GroupAt;
  /** Whether this device verified their signatures before, and kept them sealed since (PROTOCOL §4.7). */
  readonly kept?: boolean;
}

/**
 * The chain with more links, each checked against the state before it (PROTOCOL §4.7). Links that are known already
 * must be the same ones; without new ones it is the same chain. Throws BROKEN_CHAIN on a gap or on another link at the same
 * height, or what `applyLink` throws.
 */
export function extendChain(
  known: Chain | null,
  more: Iterable<SequencedLink>,
  { tenantAt = () => null, groupAt = noGroups, kept = false }: Ground = {},
): Chain {
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
    const [before, tenant] = [states.at(-1), tenantAt(signed)];
    const read = kept ? readSignedLink : openSignedLink;
    states.push(
      before === undefined ? applyGenesis(signed, tenant, read) : applyLink(before, signed, tenant, read, groupAt),
    );
    links.push(signed);
  }
  if (links.length === 0) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  return known && links.length === known.links.length ? known : { links, states };
}
