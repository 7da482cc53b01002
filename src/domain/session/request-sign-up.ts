import { takeAttempts } from "../attempts.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseAddress } from "./address.ts";
import { mailCode } from "./mailed-code.ts";

/**
 * Mails a code to an address that shall have an account. The answer, and the work, are the same for an address that has
 * one: only the mail differs. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function requestSignUp(
  request: Request,
  input: { readonly address: string },
): Promise<{ signUp: string; expiresAt: Date }> {
  const address = parseAddress(input.address);
  await takeAttempts(request, [
    ["sign-up address", address, attempts.signUpPerAddress],
    ["sign-up peer", request.peer, attempts.signUpPerPeer],
  ]);
  const { id: signUp, expiresAt } = await mailCode(request, address, { toNew: letterToNew, toKnown: letterToKnown });
  return { signUp, expiresAt };
}

const letterToNew = (to: string, code: string) => ({
  to,
  subject: `${code} is your Sealgraph code`,
  text: `Your code is ${code.slice(0, 4)} ${code.slice(4)}.\n\nIt serves once and for 15 minutes. If you did not ask for it, nothing is to be done.\n`,
});

const letterToKnown = (to: string) => ({
  to,
  subject: "You have a Sealgraph account already",
  text: "Somebody asked to sign up with this address, which has an account already: sign in instead.\n\nIf it was not you, nothing is to be done.\n",
});
