/** Shares of other companies, on the side of their guests: joining, and leaving (PROTOCOL §4.12). */
import { equalBytes } from "../../../crypto/bytes.ts";
import { deriveContactWords } from "../../../crypto/client/contact-words.ts";
import { entryType, type ShareAnswer, shareAnswer } from "../../../crypto/client/entry.ts";
import { makeJoinOfShare } from "../../../crypto/client/guest-link.ts";
import { deriveVisitId } from "../../../crypto/client/visit-id.ts";
import { asHash, type Id } from "../../../crypto/keys.ts";
import type { Outside } from "../../../crypto/outside.ts";
import { deriveXWingPublicKey } from "../../../crypto/sodium.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { patiently } from "../../account/patiently.ts";
import { writeEntry } from "../../account/seal-entry.ts";
import { call } from "../../account/session.ts";
import { type Core, inTurn, type Open, opened, vaultOf } from "../../core.ts";
import { SealgraphError, ServerCaught } from "../../errors.ts";
import { makeDeed } from "../../sync/commit.ts";
import { commitNow } from "../../sync/commit-now.ts";
import type { Change } from "../../sync/deed.ts";
import { fetchVisit } from "../../sync/fetch.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { isUnknown } from "../../sync/is-unknown.ts";
import { writeLink } from "../../transport/commit-operations.ts";
import { joinShareOperation, shareInvitationRefused } from "../../transport/guest-operations.ts";
import { newestState } from "../../vault/chain.ts";
import { scopeOf } from "../../vault/held.ts";
import { takenIds } from "../../vault/share-id.ts";
import { visitsIn } from "../../vault/visited.ts";
import { openShare } from "../keys.ts";
import { placementIn } from "../placement.ts";
import { baseOf } from "../rights.ts";
import { checkSameShare, laterPin } from "../same-share.ts";
import { type VerifiedShareInvitation, verifyShareInvitation } from "./visit-invitation.ts";

/** How often the roster of a share moves while somebody joins. */
const mostRounds = 10;

/** Becomes a guest by an invitation, and gives the share's id. What is pinned is noted first: then every device follows it. */
export async function joinShare(core: Core, text: string, folder: string | null): Promise<string> {
  await fetchNow(core);
  const invitation = await verifyShareInvitation(core, text);
  const { share, id, chain, outside } = invitation;
  checkNew(core, share);
  const { shares, pins } = opened(core).held;
  const noted = pins?.visits.get(share)?.entry ?? null;
  checkSameShare(chain, outside, { chain: shares.get(share)?.chain ?? null, noted });
  await commitNow(core, (open) => {
    const account = vaultOf(open, "ACCOUNT");
    const entry = writeVisit(open, id, laterPin(outside, noted), shareAnswer.ACCEPTED);
    const placed = folder === null ? [] : [placementIn(core, open, scopeOf(chain), share, folder)];
    return makeDeed(core, [{ vault: account.vault, changes: [entry], epochStart: null }, ...placed]);
  });
  try {
    await join(core, text, invitation);
  } catch (error) {
    // Where nobody knows whether it was taken, the next sync finds out.
    if (!isUnknown(error)) await forgetVisit(core, share);
    throw error;
  }
  await inTurn(core, () => fetchVisit(core, share));
  await openShare(core, share);
  core.onJoined?.();
  return share;
}

/** Whoever founds a share chooses its id: it is to stand in no other's place. */
function checkNew(core: Core, share: string): void {
  const open = opened(core);
  const { pins, shares } = open.held;
  if (pins === null) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const known = shares.get(share);
  if (takenIds(open.held, pins, baseOf(open).tenant)(share)) throw new SealgraphError("INVITATION_UNFIT");
  // Who left by another device has it here still.
  const isIn = known && (known.visit === null || (!known.lost && visitsIn(pins).includes(share)));
  if (isIn) throw new SealgraphError("ALREADY_MEMBER");
}

async function join(core: Core, text: string, first: VerifiedShareInvitation): Promise<void> {
  let invitation = first;
  // The same at the same height, however often it is signed.
  const time = core.around.now();
  for (let round = 0; round < mostRounds; round++) {
    const { user, own } = opened(core);
    const { chain, outside, pair } = invitation;
    const by = {
      user,
      signing: own.signing,
      xwingKeyHash: own.xwingKeyHash,
      invitation: pair,
      time,
    };
    const link = makeJoinOfShare(newestState(chain), outside, by);
    const input = { tenant: formatUuid(outside.tenant), link: writeLink(link.signed) };
    const answer = await patiently(core.around, () => call(core, joinShareOperation, { input }));
    if ("hash" in answer) {
      if (!equalBytes(answer.hash, link.hash)) throw new ServerCaught("MISMATCH", null);
      return;
    }
    if (answer.refusal !== "STALE_ROSTER") throw shareInvitationRefused(answer.refusal);
    invitation = await verifyShareInvitation(core, text);
  }
  throw new SealgraphError("BUSY");
}

/** The change that notes a visit, or that it is over (PROTOCOL §3.6). */
function writeVisit(open: Open, share: Id, { tenant, genesis, seq, hash }: Outside, answer: ShareAnswer): Change {
  const entry = { type: entryType.VISIT, share, tenant, genesis: asHash(genesis), seq, hash: asHash(hash), answer };
  return writeEntry(open, vaultOf(open, "ACCOUNT"), deriveVisitId(share), entry);
}

/** Notes that the user visits a share no more: no device follows it. */
export async function forgetVisit(core: Core, share: string): Promise<void> {
  if (!visitsIn(opened(core).held.pins).includes(share)) return;
  await commitNow(core, (open) => {
    const entry = open.held.pins?.visits.get(share)?.entry;
    if (entry === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
    const gone = writeEntry(open, vaultOf(open, "ACCOUNT"), deriveVisitId(entry.share), {
      ...entry,
      answer: shareAnswer.DECLINED,
    });
    return makeDeed(core, [{ vault: vaultOf(open, "ACCOUNT").vault, changes: [gone], epochStart: null }]);
  });
}

/** Notes of shares of a company which the user was a guest in that they are not any more: a member of it is put in anew. */
export async function forgetFormerVisits(core: Core, tenant: Id): Promise<void> {
  const { pins, shares } = opened(core).held;
  for (const share of visitsIn(pins)) {
    const noted = pins?.visits.get(share)?.entry;
    if (noted && equalBytes(noted.tenant, tenant) && shares.get(share)?.lost) await forgetVisit(core, share);
  }
}

/** Six words of the keys of the account (PROTOCOL §4.12). */
export function ownWords(core: Core): readonly string[] {
  const { user, own, keys } = opened(core);
  const xwingKey = deriveXWingPublicKey(keys.xwingSeed);
  return deriveContactWords({ user, signingKey: own.signing.publicKey, xwingKey });
}
