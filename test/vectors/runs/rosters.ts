import { equalBytes } from "../../../src/crypto/bytes.ts";
import { cutRoot } from "../../../src/crypto/cut.ts";
import { asHash, asId } from "../../../src/crypto/keys.ts";
import { encodeLink } from "../../../src/crypto/link.ts";
import { applyGenesis, applyLink, checkCut, checkSameKeys, checkTenantHead } from "../../../src/crypto/roster.ts";
import { epochDue, type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { encodeState, parseState } from "../../../src/crypto/state-encoding.ts";
import type { Given, Runs } from "../given.ts";

export const rosterRuns: Runs = {
  "link-tenant-genesis": runChain,
  "link-profile-genesis": runChain,
  "link-own-keys": runChain,
  "link-new-epoch": runChain,

  "roster-state": (given) => {
    const bytes = given.bytes("state");
    const state = parseState(bytes);
    if (!equalBytes(encodeState(state), bytes)) throw new Error("encoding");
    return { state, root: stateRoot(state), due: epochDue(state) };
  },

  cut: (given) => ({
    cut: cutRoot(
      given.list("heads").map((head) => ({
        vault: head.bytes("vault", asId),
        revision: head.uint("revision"),
        hash: head.bytes("hash", asHash),
      })),
    ),
  }),
};

/** Reads a chain from its genesis on, and compares what a chain alone does not say where the vector gives it. */
function runChain(given: Given): unknown {
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
    const head = given.within("vaultHead");
    checkCut(opened.link, {
      vault: head.bytes("vault", asId),
      revision: head.uint("revision"),
      hash: head.bytes("hash", asHash),
    });
  }
  return { link: opened.link, state, root: stateRoot(state), due: epochDue(state), encoded: encodeState(state) };
}

export function stateAfter(chain: readonly Uint8Array[]): RosterState {
  const [genesis, ...links] = chain;
  return links.reduce(applyLink, applyGenesis(genesis as Uint8Array));
}
