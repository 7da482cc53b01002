import type { MachineScope, Request } from "../../src/domain/context.ts";
import { createServiceAccount } from "../../src/domain/machine/service-account.ts";
import { readServiceToken } from "../../src/domain/machine/token.ts";
import type { VerbsHouse } from "./verbs.ts";

const day = 24 * 3_600_000;

/** A service account of somebody's making, and requests by its token. */
export interface BareMachine {
  readonly account: string;
  readonly token: string;
  readonly by: () => Request;
}

export async function makeMachine(
  house: VerbsHouse,
  keeper: () => Request,
  scopes: readonly MachineScope[],
  more: { labels?: string[]; companies?: string[]; days?: number; perMinute?: number } = {},
): Promise<BareMachine> {
  const { days = 30, ...rest } = more;
  const expiresAt = new Date(keeper().now.getTime() + days * day);
  const made = await createServiceAccount(keeper(), { name: "dashboard", scopes, expiresAt, ...rest });
  if (made.__typename !== "ServiceAccountCreated") throw new Error(made.refusal);
  return { account: made.account.account, token: made.token, by: byToken(house, made.token) };
}

/** Requests as they come in with this token, with whatever is known of it. */
export const byToken =
  (house: VerbsHouse, token: string): (() => Request) =>
  () => ({ ...house.anonymous(), accessHash: readServiceToken(token), service: true });
