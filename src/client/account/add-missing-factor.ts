import { SealgraphError } from "../errors.ts";
import type { Surroundings } from "../settings.ts";
import { send } from "../transport/http.ts";
import { beginTotpOperation, confirmTotpOperation } from "../transport/second-factor-operations.ts";
import { signOutOperation } from "../transport/session-operations.ts";

const mostTries = 5;

/**
 * Adds an authenticator in a session that serves nothing else, because the company demands a second factor and the user has
 * none (PROTOCOL §3.12). Says whether the session serves nothing but a change of password then. Throws SECOND_FACTOR_REQUIRED where the settings have nobody to ask, SECOND_FACTOR_REFUSED; the
 * session is ended then.
 */
export async function addMissingFactor(around: Surroundings, accessToken: string): Promise<boolean> {
  try {
    return await add(around, accessToken);
  } catch (error) {
    await send(around, signOutOperation, {}, accessToken).catch(() => {});
    throw error;
  }
}

async function add(around: Surroundings, accessToken: string): Promise<boolean> {
  const { addSecondFactor } = around;
  if (addSecondFactor === null) throw new SealgraphError("SECOND_FACTOR_REQUIRED");
  const { factor, uri } = await send(around, beginTotpOperation, { input: { name: "authenticator" } }, accessToken);
  for (let tries = 0; tries < mostTries; tries++) {
    const code = await addSecondFactor.code({ uri, again: tries > 0 });
    const answer = await send(around, confirmTotpOperation, { input: { factor, code } }, accessToken);
    if ("refusal" in answer) continue;
    await addSecondFactor.keep(answer.spareCodes ?? []);
    return answer.passwordTooOld;
  }
  throw new SealgraphError("SECOND_FACTOR_REFUSED");
}
