import { randomUUID } from "node:crypto";
import { commitOperation } from "../../src/client/transport/commit-operations.ts";
import { completeSignUpOperation, requestSignUpOperation } from "../../src/client/transport/session-operations.ts";
import type { House } from "../house.ts";
import { type Account, makeAccount } from "./account.ts";
import { draftCommit, type NewRecord, newItem, type Vault } from "./draft.ts";
import { run } from "./graphql.ts";
import { readCode } from "./outbox.ts";

export interface SignedUp extends Account {
  readonly token: string;
}

/** Signs a new account up over the API, by the code of its letter. */
export async function signUp(house: House): Promise<SignedUp> {
  const address = `ada-${randomUUID()}@example.com`;
  const asked = await run(house.url, requestSignUpOperation.document, { input: { address } });
  const { signUp } = requestSignUpOperation.read(asked, { input: { address } });
  const code = await readCode(house.outbox, address);
  const { account, input } = makeAccount(address, "Ada Lovelace");
  const done = await run(house.url, completeSignUpOperation.document, { input: { ...input, signUp, code } });
  const result = fieldsOf(done);
  if (result.__typename !== "SignedUp") throw new Error(`sign-up was refused: ${result.refusal}`);
  return { ...account, token: result.session.accessToken };
}

/** Commits so many new items to a profile of the account, at most 1,000. */
export async function addItems(
  house: House,
  account: SignedUp,
  count: number,
  profile = account.profile,
): Promise<NewRecord[]> {
  const items = Array.from({ length: count }, () => newItem(profile));
  await commitItems(house, account, items, profile);
  return items;
}

/** Commits items, or their next versions, to a profile of the account: at most 1,000. */
export async function commitItems(
  house: House,
  account: SignedUp,
  items: readonly NewRecord[],
  profile: Vault,
): Promise<void> {
  const draft = draftCommit(account, profile, items);
  const input = { clientMutationId: randomUUID(), links: [], vaults: [draft.input] };
  const done = await run(house.url, commitOperation.document, { input }, account.token);
  const { __typename } = (done as { commit: { __typename: string } }).commit;
  if (__typename !== "Committed") throw new Error(`a commit was refused: ${__typename}`);
}

const fieldsOf = (data: unknown) =>
  (data as { completeSignUp: { __typename: string; refusal: string; session: { accessToken: string } } })
    .completeSignUp;
