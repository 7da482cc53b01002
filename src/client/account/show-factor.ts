import { refuseInput, SealgraphError } from "../errors.ts";
import type { SecondFactorAsked, SecondFactorShown } from "../second-factor.ts";
import type { Surroundings } from "../settings.ts";
import { send } from "../transport/http.ts";
import {
  proveSecondFactorOperation,
  type ShownFactorWire,
  type StepAnswer,
} from "../transport/second-factor-operations.ts";

const mostTries = 5;

/**
 * Shows a factor to a step, and gives the step's token (PROTOCOL §3.12). Throws SECOND_FACTOR_NEEDED where the settings have
 * nobody to ask, SECOND_FACTOR_REFUSED.
 */
export async function showFactor(
  around: Surroundings,
  { token, methods, assertionOptions }: StepAnswer,
  reason: SecondFactorAsked["for"],
): Promise<string> {
  const ask = around.secondFactor;
  if (ask === null) throw new SealgraphError("SECOND_FACTOR_NEEDED");
  for (let tries = 0; tries < mostTries; tries++) {
    const shown = await ask({ for: reason, methods, assertionOptions, again: tries > 0 });
    const { refusal } = await send(around, proveSecondFactorOperation, { input: wireOf(token, shown) }, null);
    if (refusal === null) return token;
    if (refusal === "STEP_REFUSED") break;
  }
  throw new SealgraphError("SECOND_FACTOR_REFUSED");
}

function wireOf(token: string, shown: SecondFactorShown): ShownFactorWire {
  if ("totp" in shown) return { token, totp: shown.totp };
  if ("spareCode" in shown) return { token, spareCode: shown.spareCode };
  if ("assertion" in shown) return { token, assertion: JSON.stringify(shown.assertion) };
  return refuseInput("secondFactor");
}
