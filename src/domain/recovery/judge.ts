import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asSignature } from "../../crypto/keys.ts";
import { openRecoveryApproval, type RecoveryApproval, recoveryVerdict } from "../../crypto/recovery-approval.ts";
import { recoveryRequestHash } from "../../crypto/recovery-request.ts";
import { findMember, isAdministrator, isMarked, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import type { Member } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RecoveryId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import type { Request } from "../context.ts";
import { parseLength, proving } from "../invalid.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { lockStates } from "./ground-rows.ts";
import { type ShownRecovery, show } from "./read.ts";
import { type RecoveryRefused, refuse } from "./refused.ts";
import { findRecovery, insertVerdict, listVerdicts, lockRecovery, type RecoveryRow, setVetoed } from "./rows.ts";
import { stateOf } from "./state.ts";

export interface JudgeRecoveryInput {
  readonly recovery: string;
  readonly approval: Uint8Array;
  readonly signature: Uint8Array;
}

export type JudgeRecoveryResult =
  | { readonly __typename: "RecoveryJudged"; readonly recovery: ShownRecovery }
  | RecoveryRefused;

type Verdict = "APPROVE" | "VETO";

const kinds = { APPROVE: "RECOVERY_APPROVED", VETO: "RECOVERY_VETOED" } as const;

/**
 * What another administrator says to a recovery (PROTOCOL §8.3), in the recovery group or not: having the key is not what makes a
 * second pair of eyes. A veto ends it, also once it is open; whoever reads at this moment is waited for, and reads nothing more.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `WRONG_SURFACE`, `FORBIDDEN`, `NOT_FOUND`, `STEP_UP_REQUIRED`.
 */
export async function judgeRecovery(
  request: Request,
  input: JudgeRecoveryInput,
  verdict: Verdict,
): Promise<JudgeRecoveryResult> {
  const recovery = parseId<RecoveryId>(input.recovery, "recovery");
  const signature = asSignature(parseLength(input.signature, "signature", 64));
  const said = proving(() => openRecoveryApproval(input.approval, signature));
  const result = await inTransaction(request, (tx) => settle(tx, { ...input, recovery, said, verdict }));
  if (result.__typename === "RecoveryRefused") await noteRefusal(request, { kind: "RECOVERY_REFUSED" });
  return result;
}

interface Judgement extends Pick<JudgeRecoveryInput, "approval" | "signature"> {
  readonly recovery: RecoveryId;
  readonly said: RecoveryApproval;
  readonly verdict: Verdict;
}

async function settle(tx: Transaction, judged: Judgement): Promise<JudgeRecoveryResult> {
  const { recovery, verdict, approval, signature } = judged;
  const [[viewer], [tenant], , [row], verdicts] = await tx.run(
    loadViewer(),
    // First, as whoever ends a recovery by a deed has the roster's lock before its own.
    lockStates(null),
    lockRecovery(recovery),
    findRecovery(recovery),
    listVerdicts([recovery]),
  );
  demandAdministrator(tx.actor, viewer);
  if (!row) throw new Failure("NOT_FOUND");
  if (!tenant) throw new Failure("INTERNAL");
  const held = parseState(tenant.state);
  const stated = proving(() => demandJudge(judged, row, held, tx.actor.user));
  if (row.openedBy === tx.actor.user) return refuse("OWN_RECOVERY");
  // Nobody makes somebody an administrator who then approves. To forbid it, everybody has the right.
  if (verdict === "APPROVE" && stated.seq > row.tenantSeq) return refuse("TOO_NEW");
  // No partner's accomplice is the second pair of eyes (PROTOCOL §4.16).
  if (verdict === "APPROVE" && isMarked(held, stated.user)) return refuse("BY_BREAK_GLASS");
  const isSaid = verdicts.some((each) => each.user === tx.actor.user && each.verdict === verdict);
  if (!isSaid) {
    const state = stateOf(row, tx.now);
    if (state !== "WAITING" && state !== "OPEN") return refuse("OVER");
    await tx.run(
      insertVerdict(recovery, { verdict, approval, signature }, tx.now),
      ...(verdict === "VETO" ? [setVetoed(recovery, tx.now)] : []),
      ...audited(tx, { kind: kinds[verdict], user: row.user, group: row.group }),
    );
  }
  const [after] = await tx.run(findRecovery(recovery));
  const [shown] = await show(tx, after);
  return { __typename: "RecoveryJudged", recovery: shown as ShownRecovery };
}

/** About this very request, by who acts, an administrator in force, under the key that the tenant's roster states. */
function demandJudge(
  { said, recovery, verdict }: Judgement,
  row: RecoveryRow,
  tenant: RosterState,
  actor: string,
): Member {
  const fits =
    equalBytes(said.tenant, tenant.head.id) &&
    equalBytes(said.recovery, parseUuid(recovery)) &&
    equalBytes(said.request, recoveryRequestHash(row.request)) &&
    said.verdict === recoveryVerdict[verdict];
  if (!fits) throw new ProtocolError("MISMATCH", "another recovery");
  const stated = findMember(tenant, said.user);
  if (!equalBytes(said.user, parseUuid(actor)) || !isAdministrator(stated))
    throw new ProtocolError("NOT_ALLOWED", "no administrator");
  if (!equalBytes(stated.signingKey, said.key)) throw new ProtocolError("WRONG_AUTHOR", "key");
  return stated;
}
