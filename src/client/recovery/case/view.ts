/** Recoveries as they were signed (PROTOCOL §8.3). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { equalBytes } from "../../../crypto/bytes.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import type { Id, SigningPublicKey } from "../../../crypto/keys.ts";
import { openRecoveryApproval, recoveryVerdict } from "../../../crypto/recovery-approval.ts";
import {
  checkRecoveryPurpose,
  openRecoveryRequest,
  type RecoveryRequest,
  type SignedRecoveryRequest,
} from "../../../crypto/recovery-request.ts";
import {
  codeOf,
  findFormer,
  findFormerStaff,
  findGroup,
  findMember,
  findStaff,
  type RosterState,
} from "../../../crypto/roster-state.ts";
import { groupClass } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { ServerCaught } from "../../errors.ts";
import type { BackupAnswer } from "../../transport/backup-operations.ts";
import type { RecoveryAnswer } from "../../transport/recovery-operations.ts";
import type { Chain } from "../../vault/chain.ts";
import type { RecoveryView } from "../cases.ts";
import { viewBackup } from "./lists.ts";
import { companyAt, type RecoveryPlace } from "./place.ts";

/** A recovery whose request was verified, and that request. */
export interface VerifiedRecovery {
  readonly view: RecoveryView;
  readonly signed: SignedRecoveryRequest;
  readonly answer: RecoveryAnswer;
}

/**
 * Verifies who asked, by what, for whose backups, why and until when; and who approved exactly that. Throws SERVER_CAUGHT where it
 * is not as it is shown.
 */
export function verifyRecovery(place: RecoveryPlace, answer: RecoveryAnswer): VerifiedRecovery {
  try {
    const company = companyAt(place);
    const signed = openRecoveryRequest(answer.request, answer.signatures);
    checkAsked(signed, answer, company, place.groups());
    return { view: viewRecovery(signed, answer, company), signed, answer };
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}

function checkAsked(
  { request }: SignedRecoveryRequest,
  answer: RecoveryAnswer,
  company: RosterState,
  groups: ReadonlyMap<string, Chain>,
): void {
  const { author, code } = request;
  if (formatUuid(request.recovery) !== answer.recovery) throw new ProtocolError("MISMATCH", "recovery");
  if (!equalBytes(request.tenant, company.head.id)) throw new ProtocolError("WRONG_ROSTER", "tenant");
  checkRecoveryPurpose(request, answer.purpose);
  if (request.ends !== answer.endsAt) throw new ProtocolError("MISMATCH", "end");
  checkNamed(request, answer);
  if (!mayAsk(company, request)) throw new ProtocolError("WRONG_AUTHOR", "recovery");
  const state = groups.get(formatUuid(request.group))?.states[request.seq];
  // A group that has ended is shown no more.
  if (state === undefined && findGroup(company, request.group) === undefined) return;
  if (state?.class !== groupClass.RECOVERY || !equalBytes(state.head.hash, request.hash))
    throw new ProtocolError("WRONG_ROSTER_HEAD", "recovery group");
  const right = code ? codeOf(state)?.signingKey : findMember(state, author.user)?.signingKey;
  if (right === undefined || !equalBytes(right, code ?? author.key)) throw new ProtocolError("NOT_ALLOWED", "recovery");
}

/** Of the backups that a request names some may be forgotten by now; shown is none besides. */
function checkNamed({ backups: named }: RecoveryRequest, { backups }: RecoveryAnswer): void {
  const isNamed = ({ id, vault, revision, manifestHash }: BackupAnswer) =>
    named.some(
      (each) =>
        formatUuid(each.backup) === id &&
        formatUuid(each.vault) === vault &&
        each.revision === revision &&
        equalBytes(each.manifest, manifestHash),
    );
  if (!backups.every(isNamed)) throw new ProtocolError("MISMATCH", "backups");
}

/** Whether a key is, or was, this user's in the company. */
function isKeyOf(company: RosterState, user: Id, key: SigningPublicKey): boolean {
  const member = findMember(company, user);
  if (member && equalBytes(member.signingKey, key)) return true;
  const former = findFormer(company, key);
  return former !== undefined && equalBytes(former.user, user);
}

/** Whether whoever asks does so by a key of theirs: of the company, or at a desk of it, where none acts by a code (PROTOCOL §4.15). */
const mayAsk = (company: RosterState, { author: { user, key }, code }: RecoveryRequest): boolean =>
  isKeyOf(company, user, key) || (code === null && isKeyAtDesk(company, user, key));

/** The same of who is or was at a desk: they ask, and judge nothing. */
function isKeyAtDesk(company: RosterState, user: Id, key: SigningPublicKey): boolean {
  const staff = findStaff(company, user);
  if (staff && equalBytes(staff.signingKey, key)) return true;
  const former = findFormerStaff(company, key);
  return former !== undefined && equalBytes(former.user, user);
}

function viewRecovery(signed: SignedRecoveryRequest, answer: RecoveryAnswer, company: RosterState): RecoveryView {
  const { request, hash } = signed;
  const { purpose, state, approvalsNeeded, closingDue, closedAt } = answer;
  return {
    id: answer.recovery,
    request: encodeBase64url(hash),
    group: formatUuid(request.group),
    user: formatUuid(request.user),
    openedBy: formatUuid(request.author.user),
    openedAt: new Date(answer.openedAt),
    byCode: request.code !== null,
    purpose,
    state,
    approvals: answer.approvals.map(({ at, approval, signature }) => {
      const said = openRecoveryApproval(approval, signature);
      const fits = equalBytes(said.recovery, request.recovery) && equalBytes(said.request, hash);
      if (!fits || !isKeyOf(company, said.user, said.key)) throw new ProtocolError("WRONG_AUTHOR", "approval");
      const verdict = said.verdict === recoveryVerdict.APPROVE ? ("APPROVE" as const) : ("VETO" as const);
      return { user: formatUuid(said.user), verdict, at: new Date(at) };
    }),
    approvalsNeeded,
    availableAt: new Date(answer.availableAt),
    endsAt: new Date(request.ends),
    closedAt: closedAt === null ? null : new Date(closedAt),
    closingDue,
    backups: answer.backups.map(viewBackup),
  };
}
