/** A business share whose key the company's recovery group is to have (PROTOCOL §4.14). */
import { wrapKeyFor } from "../../../crypto/client/key-wrap.ts";
import { makeEntrustInShare } from "../../../crypto/client/share-link.ts";
import { entrustedOf } from "../../../crypto/roster-state.ts";
import { draftDue, signerIn } from "../../shares/draft-due.ts";
import { keyIn } from "../../shares/draft-wraps.ts";
import { allowed, goOn, type ShareDrafting, stateIn } from "../../shares/drafting.ts";
import { recoveryGround } from "../ground.ts";
import { recoveryKeyOf } from "./public-key.ts";

/** Entrusts the key in force of a share, where that was not done: of the next epoch where one is due, which begins with it. */
export async function draftEntrust(drafting: ShareDrafting): Promise<void> {
  const { core, open } = drafting;
  await draftDue(drafting);
  const ground = recoveryGround(open.held);
  const state = stateIn(drafting);
  if (ground === null || typeof ground === "string" || entrustedOf(state)) return;
  const publicKey = await recoveryKeyOf(core, ground);
  const { epoch, key } = keyIn(drafting);
  const { group } = ground.setting;
  const wrap = wrapKeyFor(publicKey, { roster: drafting.id, epoch, user: group }, key);
  const to = { group, groupSeq: ground.state.head.seq, groupEpoch: ground.epoch.epoch };
  goOn(
    drafting,
    allowed(() => makeEntrustInShare(state, drafting.basis, signerIn(drafting), { to, wrap })),
  );
  drafting.recoveryWrap = wrap;
}
