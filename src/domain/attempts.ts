import { createHmac } from "node:crypto";
import { Failure } from "../errors.ts";
import { bind, statement } from "./batch.ts";
import type { House, Request } from "./context.ts";
import { askAnyone, type Transaction } from "./transaction.ts";

const takeAttempt = statement<{ takeAttempt: boolean }>(
  "take_attempt",
  "select take_attempt($1, $2, $3 * interval '1 second', $4)",
);

/** What is counted for whom, and how much of it there is. */
type Counted = readonly [purpose: string, key: string, allowance: Allowance];

interface Allowance {
  readonly maximum: number;
  /** In seconds. */
  readonly span: number;
}

/**
 * Takes one attempt for each key, outside the verb's own transaction: a failure must not give it back. Keys are kept as
 * hashes under the server's secret.
 *
 * @throws Failure `RATE_LIMITED` where one has none left.
 */
export async function takeAttempts(request: Request, keys: readonly Counted[]): Promise<void> {
  demandTaken(keys, await askAnyone(request.house, ...taking(request, keys)));
}

/**
 * The same within a deed, of what only deeds that are done count for: what rolls it back gives them back.
 *
 * @throws Failure `RATE_LIMITED` where one has none left.
 */
export async function takeWithin(tx: Transaction, house: House, keys: readonly Counted[]): Promise<void> {
  demandTaken(keys, await tx.run(...taking({ house, now: tx.now }, keys)));
}

/** Takes one within a deed, as `takeWithin` does: whether there was one left. */
export async function hasOneWithin(tx: Transaction, house: House, counted: Counted): Promise<boolean> {
  const [rows] = await tx.run(...taking({ house, now: tx.now }, [counted]));
  return hadOne(rows ?? []);
}

/** Whether something comes for the first time within so many seconds. */
export async function isFirst(request: Request, purpose: string, key: string, span: number): Promise<boolean> {
  const [first] = await askAnyone(request.house, ...taking(request, [[purpose, key, { maximum: 1, span }]]));
  return hadOne(first ?? []);
}

const taking = ({ house, now }: Pick<Request, "house" | "now">, keys: readonly Counted[]) =>
  keys.map(([purpose, key, { maximum, span }]) => {
    const hidden = createHmac("sha256", house.serverSecret).update(`attempt ${purpose} ${key}`).digest();
    return bind(takeAttempt, hidden, maximum, span, now);
  });

type Taken = readonly (readonly { readonly takeAttempt: boolean }[])[];

const hadOne = ([row]: Taken[number]): boolean => row?.takeAttempt === true;

function demandTaken(keys: readonly Counted[], answers: Taken): void {
  const spent = keys.filter((_, place) => !hadOne(answers[place] ?? []));
  if (spent.length === 0) return;
  const retryAfterSeconds = Math.max(...spent.map(([, , { span }]) => span));
  throw new Failure("RATE_LIMITED", undefined, { retryAfterSeconds });
}
