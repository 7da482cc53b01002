/** The order in which jest takes the test files: what keeps a worker for long comes first, so that none is waited for at the end. */
import Sequencer from "@jest/test-sequencer";

/** Small files that take long. Where jest has not measured anything yet, as in a fresh checkout, it would take them last. */
const long = [
  "browser/admin",
  "browser/web",
  "abuse/server/lies-account",
  "abuse/arguments",
  "abuse/power/start",
  "story/start",
  "browser/transfer",
  "browser/sdk",
  "story/start-refused",
  "story/cli-approval",
  "story/cli",
  "abuse/server/attacks",
  "abuse/server/lies-items",
  "abuse/server/lies-partner",
  "abuse/power/server",
  "access/unguarded",
  "access/nested-fields",
  "story/subscriber",
  "story/cli-shares",
  "abuse/model/model",
  "abuse/model/shares",
  "crypto/independent",
  "story/sdk-fifty",
  "abuse/power/client",
  "abuse/fuzz/readers",
  "story/sdk-first-sync",
  "abuse/client/burst",
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
