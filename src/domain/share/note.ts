/** What the log of a company says of sharing that was refused: of its own shares, never of personal ones. */
import { operation, rosterKind, shareScope } from "../../crypto/link.ts";
import { Failure } from "../../errors.ts";
import type { VaultId } from "../../ids.ts";
import { noteRefusal } from "../audit/note.ts";
import type { Commit } from "../commit/parse.ts";
import type { VaultRefusal } from "../commit/plan.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import type { ShareScopeName } from "./ground.ts";
import { listScopes } from "./rows.ts";

/** Of the company's shares alone. */
export async function noteRefusedSharing(request: Request, scope: ShareScopeName | undefined): Promise<void> {
  if (scope === "BUSINESS") await noteRefusal(request, { kind: "SHARING_REFUSED" });
}

export const isAboutRight = (error: unknown): boolean =>
  error instanceof Failure && (error.code === "INVALID_PROOF" || error.code === "FORBIDDEN");

/** Notes that links of a share were refused, where it can, and says why. A share is founded under an id that the tenant has nothing of. */
export async function refusedSharing(request: Request, commit: Commit, error: unknown): Promise<never> {
  const shares = sharesIn(commit);
  if (shares.length === 0) throw error;
  const { code, constraint } = error as { readonly code?: unknown; readonly constraint?: unknown };
  const isTaken = code === "23505" && (constraint === "roster_key" || constraint === "share_recipient_key");
  const failure = isTaken ? new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" }) : error;
  if (isAboutRight(failure)) await noteOf(request, commit, shares).catch(() => {});
  throw failure;
}

/** Notes that a policy forbade it. */
export async function noteDenied(request: Request, refusals: readonly VaultRefusal[], commit: Commit): Promise<void> {
  const denied = refusals.filter(
    ({ refusal }) => refusal.kind === "POLICY" && refusal.policy !== "DISABLE_PERSONAL_PROFILE",
  );
  if (denied.length > 0)
    await noteOf(
      request,
      commit,
      denied.map(({ vault }) => vault),
    );
}

const sharesIn = ({ links }: Commit): VaultId[] =>
  links.flatMap(({ link, roster }) => (link.kind === rosterKind.SHARE ? [roster] : []));

async function noteOf(request: Request, { links }: Commit, shares: readonly VaultId[]): Promise<void> {
  const founds = links.some(
    ({ link, roster }) =>
      shares.includes(roster) &&
      link.kind === rosterKind.SHARE &&
      link.operation === operation.GENESIS &&
      link.subject.scope === shareScope.BUSINESS,
  );
  const { answers } = await ask(request, listScopes(shares));
  const standing = answers[0].some(({ scope }) => scope === "BUSINESS");
  if (founds || standing) await noteRefusedSharing(request, "BUSINESS");
}
