import type { Locale } from "../../words/index.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseAddress } from "./address.ts";
import { mailCode } from "./mailed-code.ts";

/**
 * Mails a code to an address that shall have an account. The answer, and the work, are the same for an address that has
 * one: only the mail differs, which is in the language of that account then. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function requestSignUp(
  request: Request,
  input: { readonly address: string; readonly locale?: Locale | null },
): Promise<{ signUp: string; expiresAt: Date }> {
  const address = parseAddress(input.address);
  await takeAttempts(request, [
    ["sign-up address", address, attempts.signUpPerAddress],
    ["sign-up peer", request.peer, attempts.signUpPerPeer],
  ]);
  const letters = { toNew: "signUpCode", toKnown: "signUpKnown" } as const;
  const { id: signUp, expiresAt } = await mailCode(request, { address, locale: input.locale ?? "en" }, letters);
  return { signUp, expiresAt };
}
