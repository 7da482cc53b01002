import { orNotLoaded } from "../shell/not-loaded.ts";
import { fetchWordsOfCodes } from "../words/of-codes.ts";
import { fetchAllWords } from "../words/spoken.ts";

type Begin = typeof import("./begin.ts");

let coming: Promise<Begin> | null = null;

const fetchAll = orNotLoaded(async () => {
  const [begin] = await Promise.all([import("./begin.ts"), fetchAllWords(), fetchWordsOfCodes()]);
  return begin;
});

/**
 * The SDK, and the words for all that comes with it: fetched from the first moment on, while whoever comes here for the first time
 * is shown the way in already. Throws NotLoaded; then the next to ask has it fetched again.
 */
export function sdk(): Promise<Begin> {
  coming ??= fetchAll().catch((error: unknown) => {
    coming = null;
    throw error;
  });
  return coming;
}
