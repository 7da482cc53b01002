import { randomBytes } from "node:crypto";
import { tokenHash } from "../../crypto/hash.ts";
import { asToken } from "../../crypto/keys.ts";
import type { DeviceId, SessionId } from "../../ids.ts";
import type { Bound } from "../batch.ts";
import { spans } from "../bounds.ts";
import type { House } from "../context.ts";
import { proving } from "../invalid.ts";
import { assertionOptions } from "./assertion.ts";
import { type FactorRow, openFactorStep, type StepPurpose } from "./rows.ts";

export type FactorMethod = "TOTP" | "SPARE_CODE" | "WEBAUTHN";

/** What somebody is told who is asked for a second factor. The token opens nothing. PROTOCOL §3.12. */
export interface SecondFactorStep {
  readonly token: Uint8Array;
  readonly expiresAt: Date;
  readonly methods: readonly FactorMethod[];
  readonly assertionOptions: string | null;
}

export interface SecondFactorNeeded {
  readonly __typename: "SecondFactorNeeded";
  readonly step: SecondFactorStep;
}

/** Where it is asked for, and for whom. */
export interface Asked {
  readonly purpose: StepPurpose;
  readonly device: DeviceId;
  readonly session: SessionId | null;
}

/** A new step for the actor, and the statement that keeps it. */
export async function makeStep(
  house: House,
  { purpose, device, session }: Asked,
  factors: readonly FactorRow[],
  now: Date,
): Promise<{ step: SecondFactorStep; open: Bound<unknown> }> {
  const token = asToken(new Uint8Array(randomBytes(32)));
  const challenge = randomBytes(32);
  const expiresAt = new Date(now.getTime() + spans.factorStep);
  const kinds = new Set<FactorMethod>(factors.map(({ kind }) => kind));
  return {
    step: {
      token,
      expiresAt,
      methods: (["TOTP", "WEBAUTHN", "SPARE_CODE"] as const).filter((each) => each === "SPARE_CODE" || kinds.has(each)),
      assertionOptions: kinds.has("WEBAUTHN") ? await assertionOptions(house, factors, challenge) : null,
    },
    open: openFactorStep({ tokenHash: tokenHash(token), device, session, purpose, challenge, expiresAt }),
  };
}

/** The hash of a step's token as a caller sent it; null where none was. Throws `INVALID_PROOF`. */
export const stepHash = (token: Uint8Array | null | undefined): Uint8Array | null =>
  token ? proving(() => tokenHash(asToken(token))) : null;
