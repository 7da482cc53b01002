import { Client as Database } from "pg";
import { deriveInvitationPair, parseInvitation } from "../../src/crypto/client/invitation.ts";
import { asPersonSalt } from "../../src/crypto/keys.ts";
import { parseState } from "../../src/crypto/state-encoding.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { makeBareAccount } from "./bare-client.ts";
import { dataOf, send } from "./caller.ts";
import type { TestHouse } from "./house.ts";

/** Has people join who were invited, by bare crypto: members like others, without the price of an SDK and its password hash. */
export async function joinByHand(
  house: TestHouse,
  all: readonly { readonly address: string; readonly link: string }[],
): Promise<string[]> {
  const rows = new Database({ connectionString: house.database.superuserUrl });
  await rows.connect();
  const one = async (statement: string, ...values: unknown[]) => (await rows.query(statement, values)).rows[0];
  const users: string[] = [];
  for (const { address, link } of all) {
    const { tenant, secret } = parseInvitation(link);
    const pair = deriveInvitationPair(secret, tenant);
    const { name, salt } = await one("select name, salt from invitation where address = $1", address);
    const state = parseState((await one("select state from roster where id = $1", formatUuid(tenant))).state);
    const invitation = { state, pair, name, salt: asPersonSalt(salt) };
    const { account, input } = makeBareAccount(address, Date.now(), undefined, invitation);
    const asked = await send(
      house.url,
      "mutation ($input: RequestSignUpInput!) { requestSignUp(input: $input) { signUp } }",
      { input: { address } },
    );
    const { signUp } = dataOf(asked).requestSignUp as { signUp: string };
    const made = await send(
      house.url,
      "mutation ($input: CompleteSignUpInput!) { completeSignUp(input: $input) { __typename ... on SignUpRefused { refusal } } }",
      { input: { ...input, signUp, code: await house.codeFor(address) } },
    );
    const { __typename } = dataOf(made).completeSignUp as { __typename: string };
    if (__typename !== "SignedUp") throw new Error(`sign-up refused: ${JSON.stringify(made)}`);
    users.push(formatUuid(account.user));
  }
  await rows.end();
  return users;
}
