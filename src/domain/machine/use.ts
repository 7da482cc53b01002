import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";
import { askAnyone } from "../transaction.ts";
import { useAccount } from "./rows.ts";

/**
 * Counts a request that comes with the token of a service account, before it is looked at, and notes that the account was used.
 *
 * @throws Failure `RATE_LIMITED` beyond what the account may make in a minute.
 */
export async function countUse({ house, accessHash, now }: Request): Promise<void> {
  if (accessHash === null) return;
  const [[row]] = await askAnyone(house, useAccount(accessHash, now));
  if (row?.useServiceAccount !== true) throw new Failure("RATE_LIMITED", undefined, { retryAfterSeconds: 60 });
}
