import { randomBytes } from "node:crypto";
import { deriveCodeKeys, makeAccountCode as makeCode, wrapForCode } from "../../src/crypto/client/account-code.ts";
import { deriveSigningPair, makeSigningSeed, signLoginProof } from "../../src/crypto/client/sign.ts";
import { codeContext } from "../../src/crypto/code-context.ts";
import { tokenHash } from "../../src/crypto/hash.ts";
import {
  type AccountCode,
  asChallenge,
  asSymmetricKey,
  asToken,
  type Id,
  type SigningPair,
} from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { type LoginProof, loginAction, loginContext, surface } from "../../src/crypto/login-proof.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import type { MakeAccountCodeInput } from "../../src/domain/account-code/make.ts";
import type { ProofInput } from "../../src/domain/account-code/proof.ts";
import type { RecoverAccountInput } from "../../src/domain/account-code/recover.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { type BareAccount, draft, makeBareAccount, sealAgain } from "./bare-client.ts";
import type { VerbsHouse } from "./verbs.ts";

/** A device of a person, as a proof names it. */
export interface BareDevice {
  readonly device: Id;
  readonly devicePair: SigningPair;
}

export const strangeDevice = (): BareDevice => ({
  device: makeId(Date.now()),
  devicePair: deriveSigningPair(makeSigningSeed()),
});

/** A proof of whatever kind, on a fresh challenge for the account's address. `twist` changes it before it is signed. */
export async function proofOf(
  house: VerbsHouse,
  account: Pick<BareAccount, "address" | "user">,
  by: SigningPair,
  { device, devicePair }: BareDevice,
  rest: Pick<LoginProof, "action" | "context">,
  twist: Partial<LoginProof> = {},
): Promise<ProofInput> {
  // From a new caller each time: how many challenges one may ask for is not what is tested by it.
  const { challenge } = await requestChallenge(house.anonymous(`caller ${formatUuid(makeId(Date.now()))}`), {
    address: account.address,
  });
  const proof: LoginProof = {
    origin: house.house.publicUrl,
    user: account.user,
    device,
    deviceKey: devicePair.publicKey,
    surface: surface.APP,
    challenge: asChallenge(challenge),
    clientNonce: asChallenge(randomBytes(32)),
    time: Date.now(),
    ...rest,
    ...twist,
  };
  const { bytes, ...signatures } = signLoginProof(proof, by, devicePair);
  return { proof: bytes, ...signatures };
}

/** What gives an account a code: the code, and what is sent of it. */
export async function prepareCode(
  house: VerbsHouse,
  account: BareAccount,
  {
    code = makeCode(),
    generation = 1,
    by = account.login,
  }: { code?: AccountCode; generation?: number; by?: SigningPair } = {},
): Promise<{ code: AccountCode; input: MakeAccountCodeInput }> {
  const { wrapKey, login } = deriveCodeKeys(code, account.user);
  const place = { user: account.user, keyGeneration: 1, codeGeneration: generation };
  const rootKey = wrapForCode(wrapKey, place, asSymmetricKey(randomBytes(32)));
  const context = codeContext({
    codeGeneration: generation,
    keyGeneration: 1,
    made: { loginKey: login.publicKey, wrap: rootKey },
  });
  const signed = await proofOf(house, account, by, account, { action: loginAction.MAKE_CODE, context });
  return { code, input: { ...signed, generation, loginKey: login.publicKey, rootKey } };
}

/** What removes it. */
export async function prepareRemoval(house: VerbsHouse, account: BareAccount, generation: number, by = account.login) {
  const context = codeContext({ codeGeneration: generation, keyGeneration: 1, made: null });
  const signed = await proofOf(house, account, by, account, { action: loginAction.REMOVE_CODE, context });
  return { ...signed, generation };
}

/** What opens an account by a code. */
export const prepareOpening = (
  house: VerbsHouse,
  account: Pick<BareAccount, "address" | "user">,
  code: AccountCode,
  device: BareDevice = strangeDevice(),
  twist: Partial<LoginProof> = {},
): Promise<ProofInput> => {
  const { login } = deriveCodeKeys(code, account.user);
  return proofOf(house, account, login, device, { action: loginAction.OPEN_BY_CODE, context: null }, twist);
};

export interface Recovery {
  readonly input: RecoverAccountInput;
  readonly login: SigningPair;
}

/** What recovers an account by a code: under a new password, whose hash is left out. */
export async function prepareRecovery(
  house: VerbsHouse,
  account: BareAccount,
  code: AccountCode,
  device: BareDevice = strangeDevice(),
  generation = 2,
): Promise<Recovery> {
  const { keys } = makeBareAccount(account.address).input;
  const login = deriveSigningPair(makeSigningSeed());
  const { ACCOUNT } = account.vaults;
  const [entry] = ACCOUNT.leaves.values();
  if (!entry) throw new Error("no entry");
  const noted = new TextEncoder().encode(`generation ${generation}`);
  const author = { ...account, device: device.device };
  const { input } = draft(author, ACCOUNT, [sealAgain(ACCOUNT, entry.fields.record, recordClass.ENTRY, noted)]);
  const { parameters, rootKey } = keys;
  const context = loginContext({ generation, parameters, loginKey: login.publicKey, rootWrap: rootKey });
  const { login: byCode } = deriveCodeKeys(code, account.user);
  const signed = await proofOf(house, account, byCode, device, { action: loginAction.RECOVER, context });
  return {
    login,
    input: {
      ...signed,
      deviceName: "found again",
      refreshTokenHash: tokenHash(asToken(randomBytes(32))),
      wrapGeneration: generation,
      parameters,
      loginKey: login.publicKey,
      rootKey,
      accountVault: input,
      clientMutationId: `recover ${randomBytes(4).toString("hex")}`,
    },
  };
}
