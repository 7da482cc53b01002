import { Failure } from "../../errors.ts";
import { type LimitExceeded, limitExceeded, type PolicyDenied, type StaleHead } from "../commit/answer.ts";
import type { Request } from "../context.ts";
import { readMissingLinks } from "../sync/missing.ts";
import { inTransaction } from "../transaction.ts";
import { type ChangeShareInput, parseShareChange } from "./change-parse.ts";
import type { ShareScopeName } from "./ground.ts";
import { isAboutRight, noteRefusedSharing } from "./note.ts";
import { type ShareHead, settleChange } from "./settle-change.ts";

export type { ChangeShareInput };

export type ChangeShareResult =
  | { readonly __typename: "ShareChanged"; readonly clientMutationId: string; readonly head: ShareHead }
  | StaleHead
  | PolicyDenied
  | LimitExceeded;

/**
 * Links of one share without a manifest (PROTOCOL §4.11), all of them or none. The same mutation id with the same links is one
 * deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `READ_ONLY`, `VAULT_RESTORING`, `MUTATION_ID_REUSED`.
 */
export async function changeShare(request: Request, input: ChangeShareInput): Promise<ChangeShareResult> {
  const change = parseShareChange(input);
  const { clientMutationId, links } = change;
  let scope: ShareScopeName | undefined;
  const settled = await inTransaction(request, (tx) => settleChange(tx, change, (its) => (scope = its))).catch(
    async (thrown: unknown) => {
      const error = isInvitedElsewhere(thrown) ? notAllowed() : thrown;
      if (isAboutRight(error)) await noteRefusedSharing(request, scope);
      throw error;
    },
  );
  switch (settled.kind) {
    case "STALE": {
      const { rosters, complete } = await readMissingLinks(request, links);
      // Where it is the vault that has moved on, the links say nothing of how far it was known.
      const isAll = complete && settled.by === "ROSTERS";
      return { __typename: "StaleHead", clientMutationId, missing: [], rosters, complete: isAll };
    }
    case "REFUSED": {
      const { refusal } = settled;
      if (refusal.kind === "LIMIT") return limitExceeded(clientMutationId, refusal.limit);
      await noteRefusedSharing(request, scope);
      return { __typename: "PolicyDenied", clientMutationId, policy: refusal.policy };
    }
    case "DONE":
      request.house.doorbell.ring(settled.topics);
      return { __typename: "ShareChanged", clientMutationId, head: settled.head };
  }
}

/** An invitation's key is one that another company's share has under this id: whoever took it from there knows no secret of it. */
const isInvitedElsewhere = (error: unknown): boolean =>
  (error as { readonly constraint?: unknown }).constraint === "share_invitation_by_key";

const notAllowed = () => new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
