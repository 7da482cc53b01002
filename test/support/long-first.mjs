/** The order in which jest takes the test files: what keeps a worker for long comes first, so that none is waited for at the end. */
import Sequencer from "@jest/test-sequencer";

/** Small files that take long. Where jest has not measured anything yet, as in a fresh checkout, it would take them last. */
const long = [
  "abuse/server/lies-account",
  "abuse/arguments",
  "abuse/power/start",
  "story/start",
  "abuse/server/attacks",
  "story/start-refused",
  "abuse/server/lies-items",
  "abuse/power/server",
  "abuse/model/model",
  "crypto/independent",
  "story/sdk-fifty",
  "abuse/power/client",
  "abuse/fuzz/readers",
  "story/sdk-first-sync",
  "abuse/client/burst",
  "browser/sdk",
].map((name) => `/test/${name}.test.ts`);

const placeOf = ({ path }) => {
  const place = long.findIndex((end) => path.endsWith(end));
  return place < 0 ? long.length : place;
};

export default class LongFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
