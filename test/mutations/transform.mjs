/**
 * How jest compiles the sources while checks are looked at: MUTATION_SITE names one that is left out; without it each tells
 * when it fires. Files without checks are compiled, and cached, as always.
 */
import { createHash } from "node:crypto";
import { relative } from "node:path";
import swcJest from "@swc/jest";
import { isWatched, root, sitesIn, watched, without } from "./sites.mjs";

const compiler = swcJest.createTransformer();
const wanted = process.env.MUTATION_SITE;

function changed(source, path) {
  const file = relative(root, path);
  if (!isWatched(file)) return null;
  if (wanted === undefined) return watched(file, source);
  const site = sitesIn(file, source).find(({ key }) => key === wanted);
  return site ? without(source, site) : null;
}

const process_ = (source, path, options) => compiler.process(changed(source, path) ?? source, path, options);

export default {
  canInstrument: compiler.canInstrument,
  process: process_,
  processAsync: async (source, path, options) => process_(source, path, options),
  getCacheKey(source, path, options) {
    const key = compiler.getCacheKey(source, path, options);
    const other = changed(source, path);
    return other === null ? key : createHash("sha1").update(key).update(other).digest("hex");
  },
};
