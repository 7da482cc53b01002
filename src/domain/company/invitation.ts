import { createHash } from "node:crypto";
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { verifyInvitationProof } from "../../crypto/invitation-proof.ts";
import { asSignature } from "../../crypto/keys.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { isFirst, takeAttempts } from "../attempts.ts";
import { auditedOfStranger } from "../audit/event.ts";
import { attempts, bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { type Connection, connectionOf, parsePage } from "../page.ts";
import type { LinkRow } from "../sync/page.ts";
import { splitSignatures } from "../sync/read-changes.ts";
import { ask, beforeSessionInSnapshot } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import {
  enterByInvitation,
  findFounder,
  type InvitationRow,
  listInvitations,
  listTenantLinks,
  loadInvitation,
} from "./invitation-rows.ts";
import { loadTerms } from "./rows.ts";

export type { InvitationRow };
export type InvitationRefusal =
  | "GONE"
  | "EXPIRED"
  | "SEATS_TAKEN"
  | "TRIAL_ENDED"
  | "OTHER_ADDRESS"
  | "NETWORK_REFUSED"
  | "STALE_ROSTER";
export type InvitationRefused = { readonly __typename: "InvitationRefused"; readonly refusal: InvitationRefusal };

export interface OpenedInvitation extends InvitationRow {
  readonly __typename: "OpenedInvitation";
  readonly tenant: TenantId;
  /** Who founded it, while nobody is in it. */
  readonly founder: string | null;
  readonly links: readonly LinkRow[];
  readonly hasMore: boolean;
}

export const invitationRefused = (refusal: InvitationRefusal): InvitationRefused => ({
  __typename: "InvitationRefused",
  refusal,
});

/** What the log says of a refusal; of an invitation that there is none of, and of one that is asked for again, it says nothing. */
export const refusedKinds: Readonly<Record<InvitationRefusal, AuditKind | null>> = {
  GONE: null,
  STALE_ROSTER: null,
  EXPIRED: "INVITATION_EXPIRED_REFUSED",
  OTHER_ADDRESS: "INVITATION_OF_OTHER_ADDRESS_REFUSED",
  NETWORK_REFUSED: "INVITATION_FROM_NETWORK_REFUSED",
  SEATS_TAKEN: "INVITATION_WITHOUT_SEAT_REFUSED",
  TRIAL_ENDED: "INVITATION_AFTER_TRIAL_REFUSED",
};

/**
 * What whoever holds an invitation's secret may see (PROTOCOL §4.9): whom it is for, and the tenant's roster. Spends
 * nothing. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function openInvitation(
  request: Request,
  input: { readonly proof: Uint8Array; readonly signature: Uint8Array; readonly after?: number | null },
): Promise<OpenedInvitation | InvitationRefused> {
  const after = input.after ?? -1;
  if (after < -1) throw new Failure("BAD_USER_INPUT", "after is a seq.");
  const proof = proving(() =>
    verifyInvitationProof(input.proof, asSignature(input.signature), request.house.publicUrl),
  );
  await takeAttempts(request, [["invitation peer", request.peer, attempts.invitationPerPeer]]);
  const tenant = formatUuid(proof.tenant) as TenantId;
  const answer = await beforeSessionInSnapshot(request, async (tx): Promise<OpenedInvitation | InvitationRefused> => {
    const [[entered]] = await tx.run(enterByInvitation(tenant, proof.key));
    if (!entered?.enterByInvitation) return invitationRefused("GONE");
    const [[invitation], rows, [terms], [founder]] = await tx.run(
      loadInvitation(proof.key, tx.now),
      listTenantLinks(after, bounds.linksPerPage + 1),
      loadTerms(),
      findFounder(),
    );
    if (!invitation || !terms) return invitationRefused("GONE");
    const overdue = terms.trialEndsAt !== null && terms.trialEndsAt <= tx.now;
    const refusal = invitation.expired ? "EXPIRED" : overdue ? "TRIAL_ENDED" : null;
    const kind = refusal ? refusedKinds[refusal] : after === -1 ? "INVITATION_SHOWN" : null;
    if (kind) await tx.finish(auditedOfStranger(tx.now, { kind, invitation: proof.key }));
    if (refusal) return invitationRefused(refusal);
    const links = rows.slice(0, bounds.linksPerPage).map(({ signatures, ...row }) => ({
      ...row,
      signatures: splitSignatures(signatures),
    }));
    const hasMore = rows.length > links.length;
    return { __typename: "OpenedInvitation", ...invitation, tenant, founder: founder?.name ?? null, links, hasMore };
  });
  // Only of invitations that there are: whoever makes up keys and proofs leaves nothing here.
  if (answer.__typename === "OpenedInvitation") await demandFresh(request, input.proof);
  return answer;
}

/** A proof is shown once: whoever saw it on its way is shown nothing for it. Not by its time, since clocks are off. Throws `INVALID_PROOF`. */
async function demandFresh(request: Request, proof: Uint8Array): Promise<void> {
  const hash = createHash("sha256").update(proof).digest("base64url");
  if (await isFirst(request, "invitation proof", hash, bounds.invitation / 1_000)) return;
  throw new Failure("INVALID_PROOF", undefined, { reason: "MISMATCH" });
}

/** Open invitations of the caller's tenant, for its administrators. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readInvitations(
  request: Request,
  args: { readonly first: number; readonly after: string | null },
): Promise<Connection<InvitationRow>> {
  const asked = parsePage(args, "NUMBER");
  const after = asked.after === null ? -1 : Number(asked.after);
  const { answers, actor } = await ask(request, loadViewer(), listInvitations(after, asked.first + 1, request.now));
  const [[viewer], invitations] = answers;
  demandAdministrator(actor, viewer);
  return connectionOf(invitations, asked, ({ seq }) => String(seq));
}
