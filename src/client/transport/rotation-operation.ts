import { fieldOf, readCount, readText } from "./answer.ts";
import {
  type CommitAnswer,
  commitFragment,
  readCommitAnswer,
  type SignedLinkWire,
  type VaultCommitWire,
} from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { type CompleteSignUpWire, readRefused, type SignInRefusal } from "./session-operations.ts";

export interface RotateAccountWire {
  readonly proof: string;
  readonly loginSignature: string;
  readonly deviceSignature: string;
  readonly wrapGeneration: number;
  readonly keyGeneration: number;
  readonly keys: CompleteSignUpWire["keys"];
  readonly links: readonly SignedLinkWire[];
  readonly accountVault: VaultCommitWire;
  readonly profiles: readonly { readonly vault: string; readonly revision: number; readonly hash: string | null }[];
  readonly clientMutationId: string;
}

export type RotateAccountAnswer =
  | { readonly type: "AccountRotated"; readonly sessionsEnded: number; readonly committed: CommitAnswer }
  | { readonly type: "StaleAccountKeys"; readonly wrapGeneration: number; readonly keyGeneration: number }
  | { readonly type: "SignInRefused"; readonly refusal: SignInRefusal }
  | CommitAnswer;

export const rotateAccountOperation: Operation<{ input: RotateAccountWire }, RotateAccountAnswer> = {
  name: "RotateAccount",
  document: `mutation RotateAccount($input: RotateAccountInput!) { rotateAccount(input: $input) { __typename ... on AccountRotated { wrapGeneration keyGeneration sessionsEnded committed { __typename heads { vault revision hash } } } ... on StaleAccountKeys { wrapGeneration keyGeneration } ... on SignInRefused { refusal } ...StaleHeadFields ...ConflictFields ...StaleKeyEpochFields } } ${commitFragment}`,
  read: (data) => {
    const result = fieldOf(data, "rotateAccount");
    const type = readText(result, "__typename");
    if (type === "AccountRotated") {
      const sessionsEnded = readCount(result, "sessionsEnded");
      return { type, sessionsEnded, committed: readCommitAnswer(fieldOf(result, "committed")) };
    }
    if (type === "StaleAccountKeys") {
      const wrapGeneration = readCount(result, "wrapGeneration");
      return { type, wrapGeneration, keyGeneration: readCount(result, "keyGeneration") };
    }
    if (type === "SignInRefused") return { type, ...readRefused(result) };
    return readCommitAnswer(result);
  },
};
