import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import {
  codeOf,
  findMember,
  findStaff,
  isAdministrator,
  type RosterState,
  switchInForce,
} from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import { attempts, bounds, spans } from "../bounds.ts";
import { isTaken } from "../connection.ts";
import type { Request } from "../context.ts";
import { demandStanding } from "../desk/standing.ts";
import { proving } from "../invalid.ts";
import { planJob } from "../job/rows.ts";
import { findActor } from "../session/find-actor.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { demandRecoverer } from "./demand-recoverer.ts";
import { countOpen, insertRecovery, listAsked, lockStates } from "./ground-rows.ts";
import { type AskedRecovery, type OpenRecoveryInput, parseRequest } from "./parse.ts";
import { type ShownRecovery, show } from "./read.ts";
import type { RecoveryRefusal, RecoveryRefused } from "./refused.ts";
import { refuse } from "./refused.ts";
import { findRecovery } from "./rows.ts";

export type OpenRecoveryResult =
  | { readonly __typename: "RecoveryOpened"; readonly recovery: ShownRecovery }
  | RecoveryRefused;

const hour = 3_600_000;

interface Terms {
  readonly approvals: number;
  readonly hours: number;
}

/**
 * Asks to read backups (PROTOCOL §8.3): nothing is served by it before whoever has to has approved it, and the hours are over. Held
 * against the rosters as they are, which stay so until it stands. The same request again is the same recovery.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `WRONG_SURFACE`, `FORBIDDEN`, `STEP_UP_REQUIRED`, `RATE_LIMITED`.
 */
export async function openRecovery(request: Request, input: OpenRecoveryInput): Promise<OpenRecoveryResult> {
  const asked = parseRequest(input);
  const { user } = await findActor(request);
  await takeAttempts(request, [["recoveries", user, attempts.recoveriesPerUser]]);
  const result = await inTransaction(request, (tx) => settle(tx, asked)).catch((error: unknown) => {
    // Of another company, or asked for by somebody else at this moment: ids are made by clients, and are as good as random.
    throw isTaken(error) && !(error instanceof Failure) ? idTaken() : error;
  });
  if (result.__typename === "RecoveryRefused")
    await noteRefusal(request, { kind: "RECOVERY_REFUSED", user: asked.user });
  return result;
}

const idTaken = () => new Failure("BAD_USER_INPUT", "recovery is the id of another recovery.");

async function settle(tx: Transaction, asked: AskedRecovery): Promise<OpenRecoveryResult> {
  const { recovery, group, user, backups } = asked;
  const [[viewer], states, [before], named, [counted]] = await tx.run(
    loadViewer(),
    lockStates(group),
    findRecovery(recovery),
    listAsked(backups, group, user),
    countOpen(tx.now),
  );
  demandRecoverer(tx.actor, viewer);
  if (asked.author !== tx.actor.user) throw new Failure("FORBIDDEN");
  await demandStanding(tx);
  if (before) {
    if (before.openedBy !== tx.actor.user || !equalBytes(before.request, asked.bytes)) throw idTaken();
    return { __typename: "RecoveryOpened", recovery: (await show(tx, [before]))[0] as ShownRecovery };
  }
  const tenant = states.find(({ id }) => id === tx.actor.tenant);
  const its = states.find(({ id }) => id === group);
  if (!tenant) throw new Failure("INTERNAL");
  const held = parseState(tenant.state);
  proving(() => demandAuthor(asked, held));
  const { approvals, hours } = termsOf(switchInForce(held)?.setting ?? null, named);
  const availableAt = new Date(tx.now.getTime() + hours * hour);
  const refusal =
    refusalBy(asked, held, its ? parseState(its.state) : null) ??
    (named.length < backups.length ? "NO_BACKUP" : null) ??
    (isGoodEnd(asked.request.ends, availableAt) ? null : "BAD_END") ??
    ((counted?.open ?? 0) >= bounds.openRecoveries ? "TOO_MANY_OPEN" : null);
  if (refusal) return refuse(refusal);
  const made = {
    ...asked,
    request: asked.bytes,
    codeKey: asked.request.code,
    approvals,
    tenantSeq: held.head.seq,
    availableAt,
    endsAt: new Date(asked.request.ends),
    backups: backups.map(({ backup }) => backup),
  };
  await tx.run(
    insertRecovery(made, tx.now),
    planJob("TELL_OF_RECOVERY", recovery, tx.now),
    ...audited(tx, { kind: "RECOVERY_OPENED", user, group, amount: backups.length }),
  );
  const [rows] = await tx.run(findRecovery(recovery));
  const [shown] = await show(tx, rows);
  return { __typename: "RecoveryOpened", recovery: shown as ShownRecovery };
}

/** What the switch in force says, and no less than was said when each of the backups was taken: also where recovery is off by now. */
const termsOf = (setting: Terms | null, named: readonly Terms[]): Terms => {
  const all = [...(setting ? [setting] : []), ...named];
  return {
    approvals: Math.max(0, ...all.map(({ approvals }) => approvals)),
    hours: Math.max(0, ...all.map(({ hours }) => hours)),
  };
};

/** Of this tenant, by an administrator in force, or by staff of a desk, who act by no code, under the key that its roster states. */
function demandAuthor({ request: { tenant, author, code } }: AskedRecovery, held: RosterState): void {
  if (!equalBytes(tenant, held.head.id)) throw new ProtocolError("MISMATCH", "tenant");
  const staff = findStaff(held, author.user);
  if (staff) {
    if (code) throw new ProtocolError("NOT_ALLOWED", "code");
    if (!equalBytes(staff.signingKey, author.key)) throw new ProtocolError("WRONG_AUTHOR", "key");
    return;
  }
  const stated = findMember(held, author.user);
  if (!isAdministrator(stated)) throw new ProtocolError("NOT_ALLOWED", "no administrator");
  if (!equalBytes(stated.signingKey, author.key)) throw new ProtocolError("WRONG_AUTHOR", "key");
}

function refusalBy(
  { request, author }: AskedRecovery,
  tenant: RosterState,
  group: RosterState | null,
): RecoveryRefusal | null {
  if (group === null) return "NOT_A_MEMBER";
  const user = parseUuid(author);
  if (request.code === null) {
    if (!recipientsOf(group, tenant).some((each) => equalBytes(each.user, user))) return "NOT_A_MEMBER";
  } else {
    const code = codeOf(group);
    if (!code || !equalBytes(code.signingKey, request.code)) return "CODE_NOT_PROVEN";
  }
  if (request.seq !== group.head.seq || !equalBytes(request.hash, group.head.hash)) return "STALE_GROUP";
  return groupDue(group, tenant) ? "DUE_GROUP" : null;
}

const isGoodEnd = (ends: number, availableAt: Date): boolean =>
  ends > availableAt.getTime() && ends <= availableAt.getTime() + spans.recovery;
