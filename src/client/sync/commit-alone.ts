/** What a client commits by itself in one of its own vaults: that it was done shows in the roster, and doing it twice does nothing. */
import { equalBytes } from "../../crypto/bytes.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { commitOperation } from "../transport/commit-operations.ts";
import type { Deed } from "./deed.ts";
import { fetchAll } from "./fetch.ts";
import { checkMoved, marksOf, refuseSecond } from "./marks.ts";
import { signDeed } from "./sign.ts";

const mostRounds = 10;

/**
 * Has a deed done in the roster of an own vault, by no outbox: it is made again on what is held then until there is nothing left
 * of it. To be called in turn. Throws POLICY_DENIED, LIMIT_EXCEEDED, BUSY, SERVER_CAUGHT, and what `call` throws.
 *
 * @param make the deed; null: it is done.
 */
export async function commitAlone(core: Core, vault: string, make: (open: Open) => Deed | null): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const open = opened(core);
    const deed = open.held.frozen.has(vault) ? null : make(open);
    if (deed === null) return;
    const vaults = deed.vaults.map((each) => each.vault);
    const before = marksOf(open, vaults);
    refuseSecond(open, vault);
    const signed = signDeed(open, deed, core.around.now());
    const answer = await patiently(core.around, () => call(core, commitOperation, { input: signed.wire }));
    if (answer.type === "Committed") {
      for (const [each, hash] of signed.hashes) {
        const head = answer.heads.find((answered) => answered.vault === each);
        if (!head || !equalBytes(head.hash, hash)) throw new ServerCaught("MISMATCH", null);
      }
    }
    if (answer.type === "PolicyDenied") throw new SealgraphError("POLICY_DENIED", { policy: answer.policy });
    if (answer.type === "LimitExceeded")
      throw new SealgraphError("LIMIT_EXCEEDED", { limit: answer.limit, maximum: answer.maximum });
    await fetchAll(core);
    checkMoved(open, vaults, before, [vault]);
  }
  throw new SealgraphError("BUSY");
}
