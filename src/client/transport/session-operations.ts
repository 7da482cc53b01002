import type { Id } from "../../crypto/keys.ts";
import { type Locale, locales } from "../../words/locale.ts";
import { fieldOf, readBytes, readCount, readId, readOneOf, readText, readTime, readUuid } from "./answer.ts";
import { type CommitAnswer, commitFragment, readCommitAnswer, type VaultCommitWire } from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { type InvitationRefusal, invitationRefusals } from "./invitation-operation.ts";
import { readStep, type StepAnswer, stepFields } from "./second-factor-operations.ts";

/** What the server says of a session that stands. */
export interface SessionAnswer {
  readonly session: string;
  readonly user: string;
  readonly tenant: string;
  readonly device: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly expiresAt: number;
}

/** The sealed keys of an account; the public ones beside them are not asked for, because the roster says them. */
export interface AccountKeysAnswer {
  readonly wrapGeneration: number;
  readonly keyGeneration: number;
  readonly parameters: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly signingSeed: Uint8Array;
  readonly encryptionSeed: Uint8Array;
  readonly accountVault: Id;
  readonly accountVaultEpoch: number;
  readonly accountVaultKey: Uint8Array;
}

export const sessionFields = "session user tenant device accessToken accessTokenExpiresAt expiresAt";
export const accountKeysFields =
  "wrapGeneration keyGeneration parameters rootKey signingSeed encryptionSeed accountVault accountVaultEpoch accountVaultKey";

export const requestSignUpOperation: Operation<
  { input: { address: string; locale?: Locale } },
  { signUp: string; expiresAt: number }
> = {
  name: "RequestSignUp",
  document: "mutation RequestSignUp($input: RequestSignUpInput!) { requestSignUp(input: $input) { signUp expiresAt } }",
  read: (data) => {
    const payload = fieldOf(data, "requestSignUp");
    return { signUp: readUuid(payload, "signUp"), expiresAt: readTime(payload, "expiresAt") };
  },
};

export interface CompleteSignUpWire {
  readonly signUp: string;
  readonly code: string;
  readonly user: string;
  readonly name: string;
  readonly personSalt: string;
  readonly device: { readonly device: string; readonly name: string; readonly publicKey: string };
  readonly keys: Readonly<
    Record<
      "parameters" | "loginKey" | "rootKey" | "signingSeed" | "encryptionSeed" | "encryptionKey" | "accountVaultKey",
      string
    >
  >;
  readonly links: readonly { readonly link: string; readonly signatures: readonly string[] }[];
  readonly accountVault: VaultCommitWire;
  readonly refreshTokenHash: string;
  /** English where it is left out. */
  readonly locale?: Locale;
}

const signUpRefusals = ["CODE_REFUSED", "ADDRESS_TAKEN", "ID_TAKEN"] as const;
export type SignUpRefusal = (typeof signUpRefusals)[number];

export const completeSignUpOperation: Operation<
  { input: CompleteSignUpWire },
  { session: SessionAnswer } | { refusal: SignUpRefusal } | { invitation: InvitationRefusal }
> = {
  name: "CompleteSignUp",
  document: `mutation CompleteSignUp($input: CompleteSignUpInput!) { completeSignUp(input: $input) { __typename ... on SignedUp { session { ${sessionFields} } } ... on SignUpRefused { refusal } ... on InvitationRefused { invitation: refusal } } }`,
  read: (data) => {
    const result = fieldOf(data, "completeSignUp");
    const type = readOneOf(result, "__typename", ["SignedUp", "SignUpRefused", "InvitationRefused"]);
    if (type === "SignedUp") return { session: readSession(fieldOf(result, "session")) };
    if (type === "InvitationRefused") return { invitation: readOneOf(result, "invitation", invitationRefusals) };
    return { refusal: readOneOf(result, "refusal", signUpRefusals) };
  },
};

export interface ChallengeAnswer {
  readonly challenge: Uint8Array;
  readonly user: Id;
  readonly parameters: Uint8Array;
}

export const requestChallengeOperation: Operation<{ input: { address: string } }, ChallengeAnswer> = {
  name: "RequestChallenge",
  document:
    "mutation RequestChallenge($input: RequestChallengeInput!) { requestChallenge(input: $input) { challenge user parameters } }",
  read: (data) => {
    const challenge = fieldOf(data, "requestChallenge");
    return {
      challenge: readBytes(challenge, "challenge"),
      user: readId(challenge, "user"),
      parameters: readBytes(challenge, "parameters"),
    };
  },
};

const signInRefusals = [
  "PROOF_REFUSED",
  "DEVICE_REVOKED",
  "USER_SUSPENDED",
  "NETWORK_REFUSED",
  "PORTAL_RESTRICTED",
] as const;
export type SignInRefusal = (typeof signInRefusals)[number];

const signInTypes = [
  "SignedIn",
  "PasswordTooOld",
  "SecondFactorMissing",
  "SecondFactorNeeded",
  "SignInRefused",
] as const;

export interface SignInWire {
  readonly proof: string;
  readonly loginSignature: string;
  readonly deviceSignature: string;
  readonly deviceName: string;
  readonly refreshTokenHash: string;
  /** Token of a step that was shown a second factor. */
  readonly secondFactor?: string;
}

export const signInOperation: Operation<
  { input: SignInWire },
  | { session: SessionAnswer; accountKeys: AccountKeysAnswer; due: "PASSWORD" | "FACTOR" | null }
  | { step: StepAnswer }
  | { refusal: SignInRefusal }
> = {
  name: "SignIn",
  document: `mutation SignIn($input: SignInInput!) { signIn(input: $input) { __typename ... on SignedIn { session { ${sessionFields} } accountKeys { ${accountKeysFields} } } ... on PasswordTooOld { session { ${sessionFields} } accountKeys { ${accountKeysFields} } } ... on SecondFactorMissing { session { ${sessionFields} } accountKeys { ${accountKeysFields} } } ... on SecondFactorNeeded { step { ${stepFields} } } ... on SignInRefused { refusal } } }`,
  read: (data) => {
    const result = fieldOf(data, "signIn");
    const type = readOneOf(result, "__typename", signInTypes);
    if (type === "SignInRefused") return readRefused(result);
    if (type === "SecondFactorNeeded") return { step: readStep(fieldOf(result, "step")) };
    return {
      due: type === "SignedIn" ? null : type === "PasswordTooOld" ? "PASSWORD" : "FACTOR",
      session: readSession(fieldOf(result, "session")),
      accountKeys: readAccountKeys(fieldOf(result, "accountKeys")),
    };
  },
};

export interface RefreshWire {
  readonly proof: string;
  readonly deviceSignature: string;
  readonly refreshToken: string;
}

export const refreshSessionOperation: Operation<{ input: RefreshWire }, SessionAnswer> = {
  name: "RefreshSession",
  document: `mutation RefreshSession($input: RefreshSessionInput!) { refreshSession(input: $input) { ${sessionFields} } }`,
  read: (data) => readSession(fieldOf(data, "refreshSession")),
};

export const signOutOperation: Operation<Record<string, never>, string> = {
  name: "SignOut",
  document: "mutation SignOut { signOut { session } }",
  read: (data) => readUuid(fieldOf(data, "signOut"), "session"),
};

export interface ChangePasswordWire {
  readonly proof: string;
  readonly loginSignature: string;
  readonly deviceSignature: string;
  readonly wrapGeneration: number;
  readonly parameters: string;
  readonly loginKey: string;
  readonly rootKey: string;
  readonly accountVault: VaultCommitWire;
  readonly clientMutationId: string;
}

export type ChangePasswordAnswer =
  | {
      readonly type: "PasswordChanged";
      readonly wrapGeneration: number;
      readonly sessionsEnded: number;
      readonly committed: CommitAnswer;
    }
  | { readonly type: "StaleWrapGeneration"; readonly wrapGeneration: number }
  | { readonly type: "SignInRefused"; readonly refusal: SignInRefusal }
  | CommitAnswer;

export const changePasswordOperation: Operation<{ input: ChangePasswordWire }, ChangePasswordAnswer> = {
  name: "ChangePassword",
  document: `mutation ChangePassword($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ... on PasswordChanged { wrapGeneration sessionsEnded committed { __typename heads { vault revision hash } } } ... on StaleWrapGeneration { wrapGeneration } ... on SignInRefused { refusal } ...StaleHeadFields ...ConflictFields ...StaleKeyEpochFields } } ${commitFragment}`,
  read: (data) => {
    const result = fieldOf(data, "changePassword");
    const type = readText(result, "__typename");
    if (type === "PasswordChanged") {
      return {
        type,
        wrapGeneration: readCount(result, "wrapGeneration"),
        sessionsEnded: readCount(result, "sessionsEnded"),
        committed: readCommitAnswer(fieldOf(result, "committed")),
      };
    }
    if (type === "StaleWrapGeneration") return { type, wrapGeneration: readCount(result, "wrapGeneration") };
    if (type === "SignInRefused") return { type, ...readRefused(result) };
    return readCommitAnswer(result);
  },
};

/** Of the viewer: the sealed keys, and what the person is called. */
export interface ViewerAnswer {
  readonly user: string;
  readonly address: string;
  readonly name: string;
  readonly locale: Locale;
  readonly accountKeys: AccountKeysAnswer;
}

export const viewerOperation: Operation<Record<string, never>, ViewerAnswer> = {
  name: "Viewer",
  document: `query Viewer { viewer { user address name locale accountKeys { ${accountKeysFields} } } }`,
  read: (data) => {
    const viewer = fieldOf(data, "viewer");
    return {
      user: readUuid(viewer, "user"),
      address: readText(viewer, "address"),
      name: readText(viewer, "name"),
      locale: readOneOf(viewer, "locale", locales),
      accountKeys: readAccountKeys(fieldOf(viewer, "accountKeys")),
    };
  },
};

export const setLocaleOperation: Operation<{ input: { locale: Locale } }, Locale> = {
  name: "SetLocale",
  document: "mutation SetLocale($input: SetLocaleInput!) { setLocale(input: $input) { viewer { locale } } }",
  read: (data) => readOneOf(fieldOf(fieldOf(data, "setLocale"), "viewer"), "locale", locales),
};

export function readSession(value: unknown): SessionAnswer {
  return {
    session: readUuid(value, "session"),
    user: readUuid(value, "user"),
    tenant: readUuid(value, "tenant"),
    device: readUuid(value, "device"),
    accessToken: readText(value, "accessToken"),
    accessTokenExpiresAt: readTime(value, "accessTokenExpiresAt"),
    expiresAt: readTime(value, "expiresAt"),
  };
}

export function readAccountKeys(value: unknown): AccountKeysAnswer {
  return {
    wrapGeneration: readCount(value, "wrapGeneration"),
    keyGeneration: readCount(value, "keyGeneration"),
    parameters: readBytes(value, "parameters"),
    rootKey: readBytes(value, "rootKey"),
    signingSeed: readBytes(value, "signingSeed"),
    encryptionSeed: readBytes(value, "encryptionSeed"),
    accountVault: readId(value, "accountVault"),
    accountVaultEpoch: readCount(value, "accountVaultEpoch"),
    accountVaultKey: readBytes(value, "accountVaultKey"),
  };
}

export const readRefused = (value: unknown): { readonly refusal: SignInRefusal } => ({
  refusal: readOneOf(value, "refusal", signInRefusals),
});
