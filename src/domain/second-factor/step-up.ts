import { operation, rosterKind } from "../../crypto/link.ts";
import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { ask, inTransaction } from "../transaction.ts";
import { listFactors, loadStanding } from "./rows.ts";
import { makeStep, type SecondFactorStep } from "./step.ts";

/**
 * What an intruder at an open session would do first (PROTOCOL §3.12): whole mutations, and links of rosters; and `bulkCompanies`,
 * where it is no trial. Nothing else in the house decides which.
 */
export const dangerous = {
  mutations: [
    "changePassword",
    "rotateAccount",
    "moveAccount",
    "makeAccountCode",
    "removeAccountCode",
    "deletePerson",
    "redeemTenantCode",
    "redeemPartnerCode",
    "leavePartner",
    "setStaff",
    "removeStaff",
    "makeOffer",
    "setCompanyLabels",
    "changeCompanyPlan",
    "setCompanySeats",
    "suspendCompany",
    "releaseCompany",
    "beginTotp",
    "confirmTotp",
    "beginWebAuthn",
    "confirmWebAuthn",
    "removeSecondFactor",
    "makeSpareCodes",
    "resetSecondFactor",
    "openRecovery",
    "approveRecovery",
    "vetoRecovery",
    "closeRecovery",
    "openRecoveryAtDesk",
    "closeRecoveryAtDesk",
    "reportDrill",
    "createServiceAccount",
    "revokeServiceAccount",
    "takeOverServiceAccount",
    "createWebhook",
    "updateWebhook",
    "rotateWebhookSecret",
    "deleteWebhook",
    "replayWebhook",
  ],
  links: [
    operation.INVITE,
    operation.REMOVE,
    operation.SUSPEND,
    operation.RESUME,
    operation.ROLE,
    operation.PRIMARY,
    operation.CONFIRM,
    operation.POLICY,
    operation.END_GROUP,
    operation.RECOVERY,
    operation.DESK,
    operation.STAFF,
    operation.BREAK_GLASS,
  ],
  /**
   * What is said of a group binds whoever comes, and nobody who goes; and who is in a recovery group opens backups. What a device
   * does by itself is none of them: an epoch, own keys, leaving.
   */
  groupLinks: [operation.ADD, operation.REMOVE, operation.ROLE, operation.CODE],
} as const;

/**
 * Lets a user pass who has no factor, or has shown one to this very session within the last ten minutes.
 *
 * @throws Failure `STEP_UP_REQUIRED`
 */
export async function demandStepUp(request: Request): Promise<void> {
  if (request.accessHash === null) throw new Failure("UNAUTHENTICATED");
  // A session is where its user is at home.
  const { answers } = await ask({ ...request, company: null }, loadStanding(request.accessHash));
  const [{ has, provenAt } = { has: true, provenAt: null }] = answers[0];
  if (has && !isFresh(provenAt, request.now)) throw new Failure("STEP_UP_REQUIRED");
}

const isFresh = (provenAt: Date | null, now: Date): boolean =>
  provenAt !== null && provenAt.getTime() + spans.stepUp > now.getTime();

/** The same for a change of rosters, where it has a link that is dangerous, or comes with another address. */
export async function demandStepUpFor(
  request: Request,
  { links }: { readonly links: readonly ParsedLink[] },
  withAddress: boolean,
): Promise<void> {
  const is = ({ link }: ParsedLink) => {
    // It only takes away, and is to be quick.
    if (link.kind === rosterKind.TENANT && link.operation === operation.BREAK_GLASS && !link.subject.asked)
      return false;
    const which: readonly number[] =
      link.kind === rosterKind.TENANT ? dangerous.links : link.kind === rosterKind.GROUP ? dangerous.groupLinks : [];
    return which.includes(link.operation);
  };
  if (withAddress || links.some(is)) await demandStepUp(request);
}

/** Opens a step for this session. Throws `NOT_FOUND` for a user without a factor, `RATE_LIMITED`. */
export async function requestStepUp(request: Request): Promise<SecondFactorStep> {
  const { user } = await findActor(request);
  await takeAttempts(request, [["step-up user", user, attempts.stepUpPerUser]]);
  return inTransaction(request, async (tx) => {
    const [factors] = await tx.run(listFactors());
    if (factors.length === 0) throw new Failure("NOT_FOUND");
    const { device, session } = tx.actor;
    const { step, open } = await makeStep(request.house, { purpose: "STEP_UP", device, session }, factors, tx.now);
    await tx.finish(open);
    return step;
  });
}

/** Until when this session needs no step-up; null where it was shown no factor lately. */
export const provenUntil = (provenAt: Date | null, now: Date): Date | null =>
  isFresh(provenAt, now) ? new Date((provenAt as Date).getTime() + spans.stepUp) : null;
