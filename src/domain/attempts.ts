import { createHmac } from "node:crypto";
import { Failure } from "../errors.ts";
import { bind, statement } from "./batch.ts";
import type { Request } from "./context.ts";
import { askAnyone } from "./transaction.ts";

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
  const taken = await take(request, keys);
  const spent = keys.filter((_, place) => !taken[place]);
  if (spent.length > 0) {
    const retryAfterSeconds = Math.max(...spent.map(([, , { span }]) => span));
    throw new Failure("RATE_LIMITED", undefined, { retryAfterSeconds });
  }
}

/** Whether something comes for the first time within so many seconds. */
export async function isFirst(request: Request, purpose: string, key: string, span: number): Promise<boolean> {
  const [first] = await take(request, [[purpose, key, { maximum: 1, span }]]);
  return first === true;
}

/** Which of them had one left. */
async function take(request: Request, keys: readonly Counted[]): Promise<boolean[]> {
  const answers = await askAnyone(
    request.house,
    ...keys.map(([purpose, key, { maximum, span }]) => {
      const hidden = createHmac("sha256", request.house.serverSecret).update(`attempt ${purpose} ${key}`).digest();
      return bind(takeAttempt, hidden, maximum, span, request.now);
    }),
  );
  return keys.map((_, place) => answers[place]?.[0]?.takeAttempt === true);
}
