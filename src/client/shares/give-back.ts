/** Wraps of a share's key that open nothing: once they are given back, whoever has the key can deliver another (PROTOCOL §4.8). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { sealedHash } from "../../crypto/hash.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { hasFailed, isPassing } from "../transport/refusal.ts";
import { type OwnWrapAnswer, refuseShareWrapOperation } from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import { visitOf } from "../vault/held.ts";

/** Gives each back once, however often it is shown. What the server does not take of it is trouble and no failure. */
export async function giveBack(core: Core, share: string, broken: readonly OwnWrapAnswer[]): Promise<void> {
  const open = opened(core);
  const { givenBack } = open.shareKeys;
  for (const { epoch, recipient, wrap } of broken) {
    const mark = [share, epoch, recipient, encodeBase64url(sealedHash(wrap))].join();
    if (givenBack.has(mark) || (recipient === formatUuid(open.user) && !hasKeysInForce(open))) continue;
    givenBack.add(mark);
    try {
      await call(core, refuseShareWrapOperation, { input: { share, epoch, recipient } }, visitOf(open.held, share));
    } catch (error) {
      if (!(error instanceof SealgraphError)) throw error;
      if (isPassing(error) || hasFailed(error)) givenBack.delete(mark);
      core.events.emit("trouble", error);
    }
  }
}

/** Whether own keys are the company's: what was wrapped for newer ones, which another device made, opens once they are here. */
function hasKeysInForce({ held, user, own }: Open): boolean {
  const stated = held.tenant && findMember(newestState(held.tenant), user);
  return stated != null && equalBytes(stated.xwingKeyHash, own.xwingKeyHash);
}
