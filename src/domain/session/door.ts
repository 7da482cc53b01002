/** What every way in does alike that ends in a session or hands out sealed keys, once a login proof was looked at. */
import type { AuditKind } from "../../crypto/audit-kinds.ts";
import type { DeviceId, UserId } from "../../ids.ts";
import { auditedOfStranger } from "../audit/event.ts";
import type { House, Surface } from "../context.ts";
import { type DoorRefusal, refusedAtTheDoor } from "../policy/at-the-door.ts";
import type { EntryPolicyRow } from "../policy/entry-rows.ts";
import type { FactorRow, StepPurpose } from "../second-factor/rows.ts";
import { makeStep, type SecondFactorNeeded } from "../second-factor/step.ts";
import type { Transaction } from "../transaction.ts";

export type SignInRefused = {
  readonly __typename: "SignInRefused";
  readonly refusal: "PROOF_REFUSED" | "DEVICE_REVOKED" | "USER_SUSPENDED" | DoorRefusal;
};

export const proofRefused: SignInRefused = { __typename: "SignInRefused", refusal: "PROOF_REFUSED" };

/** Who says to be whom, on which device. */
export interface Caller {
  readonly user: UserId;
  readonly device: DeviceId;
}

/** Refuses, and says so in the log of the user's tenant, where there is such a user. Ends the transaction. */
export async function refuseCaller(
  tx: Transaction,
  caller: Caller,
  refusal: SignInRefused["refusal"],
  kind: AuditKind,
): Promise<SignInRefused> {
  await tx.finish(auditedOfStranger(tx.now, { kind, ...caller }));
  return { __typename: "SignInRefused", refusal };
}

/** Told only to whoever has proven to be that user. */
const bars = { ACTIVE: null, SUSPENDED: "USER_SUSPENDED", REMOVED: null } as const;

const barredKinds = {
  USER_SUSPENDED: "SIGN_IN_OF_SUSPENDED_REFUSED",
  NETWORK_REFUSED: "SIGN_IN_FROM_NETWORK_REFUSED",
  PORTAL_RESTRICTED: "SIGN_IN_TO_PORTAL_REFUSED",
} as const satisfies Record<"USER_SUSPENDED" | DoorRefusal, AuditKind>;

/** Refuses whom status, network or surface keep out, though they proved to be the user; null for everybody else. */
export async function refuseBarred(
  tx: Transaction,
  caller: Caller,
  { status, policy, surface }: { status: keyof typeof bars; policy: EntryPolicyRow; surface: Surface },
): Promise<SignInRefused | null> {
  const barred = bars[status] ?? refusedAtTheDoor(policy, surface);
  return barred && refuseCaller(tx, caller, barred, barredKinds[barred]);
}

/** Asks for a second factor: opens a step for it, and nothing else. Ends the transaction. */
export async function askForFactor(
  tx: Transaction,
  house: House,
  caller: Caller,
  purpose: StepPurpose,
  factors: readonly FactorRow[],
): Promise<SecondFactorNeeded> {
  const { step, open } = await makeStep(house, { purpose, device: caller.device, session: null }, factors, tx.now);
  await tx.finish(open, auditedOfStranger(tx.now, { kind: "SECOND_FACTOR_ASKED", ...caller }));
  return { __typename: "SecondFactorNeeded", step };
}
