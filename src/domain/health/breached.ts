import { Failure } from "../../errors.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";

export interface BreachedRange {
  readonly prefix: string;
  readonly suffixes: readonly string[];
}

/**
 * Ranges of passwords that are known to be breached, by the beginning of their SHA-1: null where this server has none. A range
 * that it should have and has not is no range without passwords: it throws `UNAVAILABLE`. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function readBreachedRanges(
  request: Request,
  prefixes: readonly string[],
): Promise<BreachedRange[] | null> {
  const wellFormed = prefixes.length >= 1 && prefixes.length <= bounds.breachedRanges && prefixes.every(isPrefix);
  if (!wellFormed)
    throw new Failure("BAD_USER_INPUT", `prefixes are 1 to ${bounds.breachedRanges} times five digits of 0–9 and A–F.`);
  const { user } = await findActor(request);
  const { readBreached } = request.house;
  if (readBreached === null) return null;
  await takeAttempts(request, [["breached", user, attempts.breachedPerUser]]);
  return Promise.all(prefixes.map(async (prefix) => ({ prefix, suffixes: await readBreached(prefix) })));
}

const isPrefix = (text: string): boolean => /^[0-9A-F]{5}$/.test(text);
