/** How a page of the tests is bundled while a check is looked at: without the one that MUTATION_SITE names. */
import { relative } from "node:path";
import { isWatched, root, sitesIn, without } from "./sites.mjs";

/** A plugin for Vite. What it changes has no map to its source any more. */
export const withoutCheck = (wanted) => ({
  name: "without-check",
  enforce: "pre",
  transform(source, id) {
    const file = relative(root, id);
    const site = isWatched(file) && sitesIn(file, source).find(({ key }) => key === wanted);
    return site ? { code: without(source, site), map: null } : null;
  },
});
