import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { ask } from "../transaction.ts";
import { type HealthCounts, reportHealth as report } from "./rows.ts";

/**
 * Keeps what the caller's client counted, in the place of what it counted before: nobody is shown it, and sums alone are made
 * of it. False where no policy asks for it. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function reportHealth(
  request: Request,
  input: Omit<HealthCounts, "breached"> & { readonly clientMutationId: string; readonly breached?: number | null },
): Promise<{ readonly clientMutationId: string; readonly recorded: boolean }> {
  const { clientMutationId, items, weak, reused, old, breached = null } = input;
  if (items < 0 || items > bounds.recordsPerVault) throw outside("items", bounds.recordsPerVault);
  for (const [name, count] of Object.entries({ weak, reused, old, breached: breached ?? 0 }))
    if (count < 0 || count > items) throw outside(name, "items");
  const { user } = await findActor(request);
  await takeAttempts(request, [["health", user, attempts.healthPerUser]]);
  const { answers } = await ask(request, report({ items, weak, reused, old, breached }, request.now));
  return { clientMutationId, recorded: answers[0][0]?.reportHealth === true };
}

const outside = (field: string, most: string | number) => new Failure("BAD_USER_INPUT", `${field} is 0 to ${most}.`);
