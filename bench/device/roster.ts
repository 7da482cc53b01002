import { extendChain } from "../../src/client/vault/chain.ts";
import { verifySignature } from "../../src/crypto/signature.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { measureHere } from "../child.ts";
import { makeRoster } from "../seed/roster.ts";

/** One side of `roster-5000`: the SDK's verification of a chain, or the signatures of its authors and nothing else. */
const [side = "", count = ""] = process.argv.slice(2);
const links = makeRoster(Number(count));
const sequenced = links.map((signed, seq) => ({ seq, signed }));
const opened = links.map((signed) => openSignedLink(signed));

function ours(): void {
  const { states } = extendChain(null, sequenced);
  if (states.length !== links.length) throw new Error("the chain is another one");
}

function baseline(): void {
  for (const { bytes, signatures, link } of opened) {
    const [first] = signatures;
    if (!first || !verifySignature("link", bytes, first, link.author.key)) throw new Error("a signature does not hold");
  }
}

measureHere(async () => {
  const started = performance.now();
  (side === "ours" ? ours : baseline)();
  return performance.now() - started;
});
