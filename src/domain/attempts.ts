import { createHmac } from "node:crypto";
import { Failure } from "../errors.ts";
import { bind, statement } from "./batch.ts";
import type { Request } from "./context.ts";
import { askAnyone } from "./transaction.ts";

const takeAttempt = statement<{ takeAttempt: boolean }>(
  "take_attempt",
  "select take_attempt($1, $2, $3 * interval '1 second', $4)",
);
const forgetAttempts = statement("forget_attempts", "select forget_attempts($1)");

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
export async function takeAttempts(
  request: Request,
  keys: readonly (readonly [purpose: string, key: string, allowance: Allowance])[],
): Promise<void> {
  const answers = await askAnyone(
    request.house,
    ...keys.map(([purpose, key, { maximum, span }]) => {
      const hidden = createHmac("sha256", request.house.serverSecret).update(`attempt ${purpose} ${key}`).digest();
      return bind(takeAttempt, hidden, maximum, span, request.now);
    }),
    bind(forgetAttempts, request.now),
  );
  const spent = keys.filter((_, place) => answers[place]?.[0]?.takeAttempt !== true);
  if (spent.length > 0) {
    const retryAfterSeconds = Math.max(...spent.map(([, , { span }]) => span));
    throw new Failure("RATE_LIMITED", undefined, { retryAfterSeconds });
  }
}
