import { createHmac } from "node:crypto";
import { Failure } from "../errors.ts";
import { bind, statement } from "./batch.ts";
import type { Request } from "./context.ts";
import { askAnyone } from "./transaction.ts";

const takeAttempt = statement<{ takeAttempt: boolean }>(
  "take_attempt",
  "select take_attempt($1, $2, $3::interval, $4)",
);

interface Allowance {
  readonly maximum: number;
  readonly span: string;
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
  );
  if (answers.some((rows) => rows[0]?.takeAttempt !== true)) {
    throw new Failure("RATE_LIMITED", undefined, { retryAfterSeconds: 900 });
  }
}
