import { createHash, randomInt } from "node:crypto";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { askAnyone } from "../transaction.ts";
import { parseAddress } from "./address.ts";
import { openSignUp } from "./rows.ts";

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
  const signUp = formatUuid(makeId(request.now.getTime()));
  const code = String(randomInt(100_000_000)).padStart(8, "0");
  const expiresAt = new Date(request.now.getTime() + spans.signUp);
  const [[row]] = await askAnyone(
    request.house,
    openSignUp(signUp, address, hashCode(signUp, code), expiresAt, request.now),
  );
  await request.house.sendMail(row?.openSignUp ? letterToKnown(address) : letterToNew(address, code));
  return { signUp, expiresAt };
}

/** What is kept of a code. It lives for minutes and five attempts, so a plain hash is enough. */
export const hashCode = (signUp: string, code: string): Uint8Array =>
  createHash("sha256").update(`${signUp} ${code}`).digest();

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
