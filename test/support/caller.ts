import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { VaultCommitInput } from "../../src/domain/commit/input.ts";
import { type BareAccount, makeBareAccount } from "./bare-client.ts";
import type { TestHouse } from "./house.ts";

/** Somebody with an account who calls the API by hand, over HTTP, with what bare crypto made. */
export interface BareCaller {
  readonly account: BareAccount;
  readonly accessToken: string;
  readonly session: string;
  /** The data of an operation. Throws on errors, with the first one's code. */
  query<T = unknown>(document: string, variables?: object): Promise<T>;
  /** Commits one drafted vault and takes it as committed. Throws unless it was. */
  commit(drafted: { input: VaultCommitInput; apply(): void }): Promise<void>;
}

export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Sends one operation as it is, with or without a token. */
export async function send(
  url: string,
  document: string,
  variables: object = {},
  accessToken?: string,
): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify({ query: document, variables: outward(variables) }),
  });
  return (await response.json()) as GraphqlAnswer;
}

/** Bytes as base64url, moments as text: what goes over the wire. */
export function outward(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(outward);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, outward(each)]));
  return value;
}

export const commitDocument =
  "mutation ($input: CommitInput!) { commit(input: $input) { __typename ... on Committed { heads { vault revision hash } } } }";

/** The data of an answer. Throws where there is none. */
export function dataOf(answer: GraphqlAnswer): Record<string, unknown> {
  if (!answer.data) throw new Error(`no data: ${answer.errors?.[0]?.extensions.code}`);
  return answer.data;
}

/** Signs somebody up by hand. */
export async function callerOf(
  house: TestHouse,
  address = `ada-${randomBytes(4).toString("hex")}@example.com`,
): Promise<BareCaller> {
  const asked = await send(
    house.url,
    "mutation ($input: RequestSignUpInput!) { requestSignUp(input: $input) { signUp } }",
    { input: { address } },
  );
  const { signUp } = dataOf(asked).requestSignUp as { signUp: string };
  const { account, input } = makeBareAccount(address);
  const made = await send(
    house.url,
    `mutation ($input: CompleteSignUpInput!) { completeSignUp(input: $input) {
      ... on SignedUp { session { session accessToken } } ... on SignUpRefused { refusal } } }`,
    { input: { ...input, signUp, code: await house.codeFor(address) } },
  );
  const { session } = dataOf(made).completeSignUp as { session: { session: string; accessToken: string } };
  const query = async <T>(document: string, variables?: object): Promise<T> => {
    const answer = await send(house.url, document, variables, session.accessToken);
    if (answer.errors)
      throw Object.assign(new Error(answer.errors[0]?.message), { code: answer.errors[0]?.extensions.code });
    return answer.data as T;
  };
  return {
    account,
    accessToken: session.accessToken,
    session: session.session,
    query,
    async commit(drafted) {
      const { commit } = await query<{ commit: { __typename: string } }>(commitDocument, {
        input: { clientMutationId: randomBytes(8).toString("hex"), vaults: [drafted.input] },
      });
      if (commit.__typename !== "Committed") throw new Error(`not committed: ${commit.__typename}`);
      drafted.apply();
    },
  };
}

/** Somebody whose session outlives the hours that a test moves the clock by. */
export async function lastingCallerOf(house: TestHouse): Promise<BareCaller> {
  const caller = await callerOf(house);
  const database = new Client({ connectionString: house.database.superuserUrl });
  await database.connect();
  await database.query("update session set access_expires_at = $2, expires_at = $2 where user_id = $1", [
    formatUuid(caller.account.user),
    new Date(house.now().getTime() + 365 * 86_400_000),
  ]);
  await database.end();
  return caller;
}
