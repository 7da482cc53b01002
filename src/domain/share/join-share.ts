import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import { asXWingPublicKey } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import type { SignedLinkInput } from "../commit/input.ts";
import { type ParsedLink, parseSignedLink } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { loadBoundActor } from "../policy/bound-user-rows.ts";
import { listDocumentsBindingActor } from "../policy/rows.ts";
import { bindUser, readSaid } from "../policy/sources.ts";
import { topicOf } from "../topics.ts";
import { inMovingTransaction, type OpeningTransaction } from "../transaction.ts";
import { enterShare, type Join } from "./enter-share.ts";
import {
  type ShareInvitationRefusal,
  type ShareInvitationRefused,
  shareInvitationRefused,
} from "./guest-invitation.ts";
import {
  describeJoiner,
  type EnteredInvitation,
  enterByShareInvitation,
  findShareLink,
  type JoinerRow,
  visitShare,
} from "./invitation-rows.ts";
import type { ShareHead } from "./settle-change.ts";

export interface JoinShareInput {
  readonly tenant: string;
  readonly link: SignedLinkInput;
}

export interface ShareJoined {
  readonly __typename: "ShareJoined";
  readonly head: ShareHead;
}

/**
 * Makes the caller a guest of a share of another company, by an invitation for their address (PROTOCOL §4.12). Sent again, it is
 * answered as before.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `READ_ONLY`, `VAULT_RESTORING`, `RATE_LIMITED`.
 */
export async function joinShare(
  request: Request,
  input: JoinShareInput,
): Promise<ShareJoined | ShareInvitationRefused> {
  const tenant = parseId<TenantId>(input.tenant, "tenant");
  const join = parseSignedLink(input.link);
  if (!isJoinOfShare(join)) throw new Failure("INVALID_PROOF", undefined, { reason: "WRONG_ROSTER" });
  await takeAttempts(request, [["invitation peer", request.peer, attempts.invitationPerPeer]]);
  const refusal = await inMovingTransaction(request, (tx) => settleJoin(tx, tenant, join));
  if (refusal !== "JOINED" && refusal !== "BEFORE") return shareInvitationRefused(refusal);
  const { roster, hash, link } = join;
  if (refusal === "JOINED") request.house.doorbell.ring([topicOf(tenant, roster)]);
  return { __typename: "ShareJoined", head: { roster, seq: link.seq, hash } };
}

const isJoinOfShare = (parsed: ParsedLink): parsed is Join =>
  parsed.link.kind === rosterKind.SHARE && parsed.link.operation === operation.JOIN;

async function settleJoin(
  tx: OpeningTransaction,
  tenant: TenantId,
  join: Join,
): Promise<ShareInvitationRefusal | "JOINED" | "BEFORE"> {
  const { link, roster: share } = join;
  const [[joiner], [bound], documents] = await tx.run(
    describeJoiner(tenant, share),
    loadBoundActor(),
    listDocumentsBindingActor(),
  );
  const home = tx.actor;
  if (!joiner) throw new Failure("NOT_FOUND");
  proving(() => checkJoiner(join, parseUuid(home.user), joiner));
  if (joiner.isGuest) return (await isRepeated(tx, join)) ? "BEFORE" : "GONE";
  const [[invitation]] = await tx.run(enterByShareInvitation(share, link.subject.key, tx.now));
  const policies = bindUser(
    readSaid(documents),
    home.tenant,
    bound ?? { user: home.user, groups: "", administrator: false },
  );
  const refusal = refusalOf(tenant, invitation, joiner, policies.disableSharing.value);
  if (refusal || !invitation) return refusal ?? "GONE";
  if (joiner.closed) throw new Failure("READ_ONLY");
  return enterShare(tx, { tenant, join, joiner, invitation });
}

/** The link is the caller's, and states the keys that their account has. Throws WRONG_AUTHOR, WRONG_KEYS. */
function checkJoiner({ link: { author, subject } }: Join, user: Uint8Array, joiner: JoinerRow): void {
  if (!equalBytes(author.user, user)) throw new ProtocolError("WRONG_AUTHOR", "link");
  const same =
    equalBytes(subject.signingKey, joiner.signingKey) &&
    equalBytes(subject.xwingKeyHash, publicKeyHash(asXWingPublicKey(joiner.encryptionKey)));
  if (!same) throw new ProtocolError("WRONG_KEYS", "link");
}

/** Of what there is no invitation for nothing else is said. */
function refusalOf(
  tenant: TenantId,
  invitation: EnteredInvitation | undefined,
  { address, isOwn, hasNamesake, visits }: JoinerRow,
  sharingDisabled: boolean,
): ShareInvitationRefusal | null {
  if (invitation?.tenant !== tenant) return "GONE";
  if (invitation.address !== address) return "OTHER_ADDRESS";
  if (invitation.expired) return "EXPIRED";
  if (isOwn) return "OWN_COMPANY";
  if (hasNamesake) return "GONE";
  if (sharingDisabled) return "SHARING_DISABLED";
  return visits >= bounds.visitsPerUser ? "VISITS_TAKEN" : null;
}

/** Whether this very link made the caller the guest that they are. */
async function isRepeated(tx: OpeningTransaction, { link, roster, hash }: Join): Promise<boolean> {
  const [, [found]] = await tx.run(visitShare(roster), findShareLink(roster, link.seq));
  return found !== undefined && equalBytes(found.hash, hash);
}
