/** What the server has of the keys and names of shares: of one, or of many at once. */
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import {
  type ShareKeysAnswer,
  shareEpochsPerAnswer,
  shareKeysOperation,
  sharesKeysOperation,
} from "../transport/share-operations.ts";
import { newestState } from "../vault/chain.ts";
import type { HeldShare } from "../vault/held.ts";

/** Of one; null for whoever is no recipient. Throws what `call` throws. */
export async function fetchKeys(core: Core, its: HeldShare): Promise<ShareKeysAnswer | null> {
  const answer = await call(core, shareKeysOperation, { share: its.share }, visitOfShare(its));
  return answer?.share === its.share ? withOlder(core, its, answer) : null;
}

/** Of these, page by page, as far as the caller is a recipient. Throws what `call` throws. */
export async function* fetchKeysOfMany(core: Core, shares: readonly HeldShare[]): AsyncGenerator<ShareKeysAnswer[]> {
  const own = shares.filter(({ visit }) => visit === null);
  const [only] = own;
  if (only && own.length === 1) {
    const answer = await fetchKeys(core, only);
    if (answer) yield [answer];
  } else yield* fetchPages(core, own);
  // Each is another company's: nothing lists them together.
  for (const its of shares.filter(({ visit }) => visit !== null)) {
    const answer = await fetchKeys(core, its).catch(unlessGone);
    if (answer) yield [answer];
  }
}

/** Whoever is no guest in it any more is told that by the next sync. */
function unlessGone(error: unknown): null {
  if (error instanceof SealgraphError && error.code === "NOT_FOUND") return null;
  throw error;
}

async function* fetchPages(core: Core, shares: readonly HeldShare[]): AsyncGenerator<ShareKeysAnswer[]> {
  const wanted = new Map(shares.map((its) => [its.share, its]));
  for (let after: string | null = null, last = ""; wanted.size > 0; ) {
    const { answers, next } = await fetchPage(core, after);
    const found: ShareKeysAnswer[] = [];
    for (const answer of answers) {
      const its = wanted.get(answer.share);
      if (its && wanted.delete(answer.share)) found.push(await withOlder(core, its, answer));
    }
    yield found;
    // They come by id: whoever shows others has no end of them.
    const newest = answers.at(-1)?.share ?? "";
    if (next === null || newest <= last) return;
    [after, last] = [next, newest];
  }
}

const visitOfShare = ({ share, visit }: HeldShare): string | null => (visit ? share : null);

const fetchPage = (core: Core, after: string | null) => call(core, sharesKeysOperation, { after });

/** The answer with what it was cut short of. Asks no longer than the roster states any epochs. */
async function withOlder(core: Core, its: HeldShare, answer: ShareKeysAnswer): Promise<ShareKeysAnswer> {
  const { share, chain } = its;
  let [whole, last] = [answer, answer];
  const stated = newestState(chain).epoch?.epoch ?? 0;
  for (let asked = 0; asked < stated && last.epochKeys.length >= shareEpochsPerAnswer; asked += shareEpochsPerAnswer) {
    const before = Math.min(...last.epochKeys.map(({ epoch }) => epoch));
    const next = await call(core, shareKeysOperation, { share, before }, visitOfShare(its));
    if (next?.share !== share) break;
    whole = { ...whole, epochKeys: [...whole.epochKeys, ...next.epochKeys], wraps: [...whole.wraps, ...next.wraps] };
    last = next;
  }
  return whole;
}
