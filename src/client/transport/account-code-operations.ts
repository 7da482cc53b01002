import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readList,
  readOneOf,
  readOptional,
  readTime,
  refuseAnswer,
} from "./answer.ts";
import { type CommitAnswer, readCommitAnswer, type VaultCommitWire } from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { type RosterAnswer, readRoster, readVault, rosterFields, type VaultAnswer, vaultFields } from "./page.ts";
import { readStep, type StepAnswer, stepFields } from "./second-factor-operations.ts";
import {
  type AccountKeysAnswer,
  accountKeysFields,
  readAccountKeys,
  readRefused,
  readSession,
  type SessionAnswer,
  type SignInRefusal,
  sessionFields,
} from "./session-operations.ts";

export interface ProofWire {
  readonly proof: string;
  readonly loginSignature: string;
  readonly deviceSignature: string;
}

/** What the server says of an account code. */
export interface AccountCodeAnswer {
  readonly exists: boolean;
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number | null;
}

const codeFields = "exists generation createdAt";

export const accountCodeOperation: Operation<Record<string, never>, AccountCodeAnswer> = {
  name: "AccountCode",
  document: `query AccountCode { viewer { accountCode { ${codeFields} } } }`,
  read: (data) => readCode(fieldOf(data, "viewer")),
};

export interface MakeAccountCodeWire extends ProofWire {
  readonly generation: number;
  readonly loginKey: string;
  readonly rootKey: string;
}

/** What became of making or removing a code; `done` is false where it was changed elsewhere since. */
export type CodeChangeAnswer =
  | { readonly done: boolean; readonly accountCode: AccountCodeAnswer }
  | { readonly refusal: SignInRefusal };

export const makeAccountCodeOperation: Operation<{ input: MakeAccountCodeWire }, CodeChangeAnswer> = {
  name: "MakeAccountCode",
  document: `mutation MakeAccountCode($input: MakeAccountCodeInput!) { makeAccountCode(input: $input) { __typename ... on AccountCodeMade { accountCode { ${codeFields} } } ... on StaleAccountCode { accountCode { ${codeFields} } } ... on SignInRefused { refusal } } }`,
  read: (data) => readCodeChange(fieldOf(data, "makeAccountCode"), "AccountCodeMade"),
};

export const removeAccountCodeOperation: Operation<{ input: ProofWire & { generation: number } }, CodeChangeAnswer> = {
  name: "RemoveAccountCode",
  document: `mutation RemoveAccountCode($input: RemoveAccountCodeInput!) { removeAccountCode(input: $input) { __typename ... on AccountCodeRemoved { accountCode { ${codeFields} } } ... on StaleAccountCode { accountCode { ${codeFields} } } ... on SignInRefused { refusal } } }`,
  read: (data) => readCodeChange(fieldOf(data, "removeAccountCode"), "AccountCodeRemoved"),
};

/** What opens an account by its code; nothing of it is believed yet. */
export interface OpenedAnswer {
  readonly accountKeys: AccountKeysAnswer;
  readonly generation: number;
  /** The root key under the code. */
  readonly wrap: Uint8Array;
  readonly rosters: readonly RosterAnswer[];
  readonly policyDocuments: readonly Uint8Array[];
  readonly accountVault: VaultAnswer;
}

export const openByAccountCodeOperation: Operation<
  { input: ProofWire & { readonly secondFactor?: string } },
  OpenedAnswer | { readonly step: StepAnswer } | { readonly refusal: SignInRefusal }
> = {
  name: "OpenByAccountCode",
  document: `mutation OpenByAccountCode($input: OpenByAccountCodeInput!) { openByAccountCode(input: $input) { __typename ... on OpenedByAccountCode { accountKeys { ${accountKeysFields} } generation rootKey rosters { ${rosterFields} } policyDocuments accountVault { ${vaultFields} } } ... on SecondFactorNeeded { step { ${stepFields} } } ... on SignInRefused { refusal } } }`,
  read: (data) => {
    const result = fieldOf(data, "openByAccountCode");
    const type = readOneOf(result, "__typename", ["OpenedByAccountCode", "SecondFactorNeeded", "SignInRefused"]);
    if (type === "SignInRefused") return readRefused(result);
    if (type === "SecondFactorNeeded") return { step: readStep(fieldOf(result, "step")) };
    return {
      accountKeys: readAccountKeys(fieldOf(result, "accountKeys")),
      generation: readCount(result, "generation"),
      wrap: readBytes(result, "rootKey"),
      rosters: readList(result, "rosters", readRoster),
      policyDocuments: readList(result, "policyDocuments", (document) => readBytes({ document }, "document")),
      accountVault: readVault(fieldOf(result, "accountVault")),
    };
  },
};

export interface RecoverAccountWire extends ProofWire {
  readonly deviceName: string;
  readonly refreshTokenHash: string;
  readonly wrapGeneration: number;
  readonly parameters: string;
  readonly loginKey: string;
  readonly rootKey: string;
  readonly accountVault: VaultCommitWire;
  readonly clientMutationId: string;
  /** Token of the step that the opening was shown a second factor by. */
  readonly secondFactor?: string;
}

export type RecoverAccountAnswer =
  | { readonly type: "AccountRecovered"; readonly session: SessionAnswer; readonly committed: CommitAnswer }
  /** Open it again; a second factor is asked for there. */
  | { readonly type: "StaleAccount" | "SecondFactorNeeded" }
  | { readonly type: "SignInRefused"; readonly refusal: SignInRefusal };

export const recoverAccountOperation: Operation<{ input: RecoverAccountWire }, RecoverAccountAnswer> = {
  name: "RecoverAccount",
  document: `mutation RecoverAccount($input: RecoverAccountInput!) { recoverAccount(input: $input) { __typename ... on AccountRecovered { session { ${sessionFields} } committed { __typename heads { vault revision hash } } } ... on StaleAccount { wrapGeneration } ... on SignInRefused { refusal } } }`,
  read: (data) => {
    const result = fieldOf(data, "recoverAccount");
    const type = readOneOf(result, "__typename", [
      "AccountRecovered",
      "StaleAccount",
      "SecondFactorNeeded",
      "SignInRefused",
    ]);
    if (type === "SignInRefused") return { type, ...readRefused(result) };
    if (type === "StaleAccount" || type === "SecondFactorNeeded") return { type };
    return {
      type,
      session: readSession(fieldOf(result, "session")),
      committed: readCommitAnswer(fieldOf(result, "committed")),
    };
  },
};

function readCodeChange(result: unknown, done: string): CodeChangeAnswer {
  const type = readOneOf(result, "__typename", [done, "StaleAccountCode", "SignInRefused"]);
  if (type === "SignInRefused") return readRefused(result);
  return { done: type === done, accountCode: readCode(result) };
}

/** What the contract's whole numbers can come to; the next one has to be one too. */
const mostGenerations = 2_147_483_646;

function readCode(parent: unknown): AccountCodeAnswer {
  const code = fieldOf(parent, "accountCode");
  const generation = readCount(code, "generation");
  if (generation > mostGenerations) refuseAnswer("generation");
  return { exists: readBoolean(code, "exists"), generation, createdAt: readOptional(code, "createdAt", readTime) };
}
