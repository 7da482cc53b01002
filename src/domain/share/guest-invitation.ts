import { createHash } from "node:crypto";
import { verifyShareInvitationProof } from "../../crypto/invitation-proof.ts";
import { asSignature } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { VaultId } from "../../ids.ts";
import { isFirst, takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import type { LinkRow } from "../sync/page.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import { beforeSessionInSnapshot } from "../transaction.ts";
import { listIntroduced, type PersonRow } from "./guest-rows.ts";
import { type EnteredInvitation, enterByShareInvitation, listShareLinks } from "./invitation-rows.ts";

export type ShareInvitationRefusal =
  | "GONE"
  | "EXPIRED"
  | "OTHER_ADDRESS"
  | "STALE_ROSTER"
  | "OWN_COMPANY"
  | "SHARING_DISABLED"
  | "VISITS_TAKEN";
export interface ShareInvitationRefused {
  readonly __typename: "ShareInvitationRefused";
  readonly refusal: ShareInvitationRefusal;
}
export const shareInvitationRefused = (refusal: ShareInvitationRefusal): ShareInvitationRefused => ({
  __typename: "ShareInvitationRefused",
  refusal,
});

export interface OpenedShareInvitation extends EnteredInvitation {
  readonly __typename: "OpenedShareInvitation";
  readonly share: VaultId;
  readonly introduced: readonly PersonRow[];
  readonly links: readonly LinkRow[];
  readonly hasMore: boolean;
}

export interface OpenShareInvitationInput {
  readonly proof: Uint8Array;
  readonly signature: Uint8Array;
  readonly after?: number | null;
}

/**
 * What whoever holds the secret of an invitation into a share may see (PROTOCOL §4.12): whom it is for, the share's roster, and
 * who is in it. Spends nothing. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function openShareInvitation(
  request: Request,
  input: OpenShareInvitationInput,
): Promise<OpenedShareInvitation | ShareInvitationRefused> {
  const after = input.after ?? -1;
  if (after < -1) throw new Failure("BAD_USER_INPUT", "after is a seq.");
  const { share: id, key } = proving(() =>
    verifyShareInvitationProof(input.proof, asSignature(input.signature), request.house.publicUrl),
  );
  const share = formatUuid(id) as VaultId;
  await takeAttempts(request, [["invitation peer", request.peer, attempts.invitationPerPeer]]);
  const answer = await beforeSessionInSnapshot(request, async (tx) => {
    const [[invitation]] = await tx.run(enterByShareInvitation(share, key, tx.now));
    if (!invitation) return shareInvitationRefused("GONE");
    if (invitation.expired) return shareInvitationRefused("EXPIRED");
    const [rows, introduced] = await tx.run(
      listShareLinks(share, after, bounds.linksPerPage + 1),
      listIntroduced([share]),
    );
    const links = rows.slice(0, bounds.linksPerPage).map(({ signatures, ...row }) => ({
      ...row,
      signatures: splitSignatures(signatures),
    }));
    const hasMore = rows.length > links.length;
    return { __typename: "OpenedShareInvitation", ...invitation, share, introduced, links, hasMore } as const;
  });
  // Only of invitations that there are: whoever makes up keys and proofs leaves nothing here.
  if (answer.__typename === "OpenedShareInvitation") await demandFresh(request, input.proof);
  return answer;
}

/** A proof is shown once: whoever saw it on its way is shown nothing for it. Throws `INVALID_PROOF`. */
async function demandFresh(request: Request, proof: Uint8Array): Promise<void> {
  const hash = createHash("sha256").update(proof).digest("base64url");
  if (await isFirst(request, "invitation proof", hash, bounds.invitation / 1_000)) return;
  throw new Failure("INVALID_PROOF", undefined, { reason: "MISMATCH" });
}
