import { randomBytes } from "node:crypto";
import { URI } from "otpauth/slim";
import { tokenHash } from "../../src/crypto/hash.ts";
import { asToken } from "../../src/crypto/keys.ts";
import { loginAction } from "../../src/crypto/login-proof.ts";
import type { Request } from "../../src/domain/context.ts";
import { beginTotp, confirmTotp } from "../../src/domain/second-factor/add.ts";
import { type ProveSecondFactorInput, proveSecondFactor } from "../../src/domain/second-factor/prove.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { type BareDevice, proofOf, strangeDevice } from "./account-code.ts";
import type { BareAccount } from "./bare-client.ts";
import type { VerbsHouse } from "./verbs.ts";

export const interval = 30_000;

/** What an authenticator shows that was given this URI. */
export const codeAt = (uri: string, at: Date): string => URI.parse(uri).generate({ timestamp: at.getTime() });

/** What it shows at no time around: two intervals to either side, so that a moment more is none. */
export function wrongCodeAt(uri: string, at: Date): string {
  const right = [-2, -1, 0, 1, 2].map((away) => codeAt(uri, new Date(at.getTime() + away * interval)));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find((code) => !right.includes(code)) as string;
}

/** Somebody's authenticator, confirmed. The clock is moved on, so that its next code is another. */
export async function addTotp(house: VerbsHouse, request: () => Request, name = "phone") {
  const { factor, uri } = await beginTotp(request(), { name });
  const added = await confirmTotp(request(), { factor, code: codeAt(uri, house.house.clock()) });
  if (added.__typename !== "SecondFactorAdded") throw new Error(added.refusal);
  house.advance(interval);
  return { factor, uri, spareCodes: added.spareCodes ?? [], code: () => codeAt(uri, house.house.clock()) };
}

/** A sign-in by password and Secret Key, with the token of a step or without. */
export async function signInBy(
  house: VerbsHouse,
  account: BareAccount,
  device: BareDevice = strangeDevice(),
  secondFactor: Uint8Array | null = null,
  by: () => Request = () => house.anonymous(),
) {
  const proof = await proofOf(house, account, account.login, device, { action: loginAction.SIGN_IN, context: null });
  const refreshTokenHash = tokenHash(asToken(randomBytes(32)));
  return signIn(by(), { ...proof, deviceName: "another", refreshTokenHash, secondFactor });
}

/** The step that a sign-in asks for. */
export async function stepOf(house: VerbsHouse, account: BareAccount, device: BareDevice) {
  const answer = await signInBy(house, account, device);
  if (answer.__typename !== "SecondFactorNeeded") throw new Error(answer.__typename);
  return answer.step;
}

/** What a step says to a factor that is shown to it. */
export async function show(
  house: VerbsHouse,
  token: Uint8Array,
  shown: Omit<ProveSecondFactorInput, "token">,
): Promise<string> {
  const answer = await proveSecondFactor(house.anonymous(), { token, ...shown });
  return answer.__typename === "SecondFactorProven" ? "PROVEN" : answer.refusal;
}
