/**
 * Writes the vectors: `node --import ./scripts/typescript.mjs -C source test/vectors/make.ts [name …]`. They are frozen:
 * without names it writes only what is not there yet, and a change of one that is there is a new protocol.
 */
import { existsSync, writeFileSync } from "node:fs";
import { ProtocolError, SealError } from "../../src/crypto/errors.ts";
import type { Cases, WrittenVectors } from "./cases/fixed.ts";
import { allCases } from "./cases/index.ts";
import { Given, type JsonObject, type Run, toJson } from "./given.ts";
import { runs } from "./runs/index.ts";

async function vectorsOf(name: string, cases: Cases): Promise<WrittenVectors> {
  const run = runs[name] as Run;
  const golden = [];
  for (const { name: title, given } of cases.golden) {
    const fields = toJson(given) as JsonObject;
    golden.push({ name: title, given: fields, expect: toJson(await run(new Given(fields))) as JsonObject });
  }
  const negative = [];
  for (const { name: title, given, error } of cases.negative) {
    const fields = toJson(given) as JsonObject;
    const found = await errorOf(run, fields);
    if (found !== error) throw new Error(`${name}, ${title}: ${found} instead of ${error}`);
    negative.push({ name: title, given: fields, error });
  }
  return { section: cases.section, golden, negative };
}

async function errorOf(run: Run, fields: JsonObject): Promise<string> {
  try {
    await run(new Given(fields));
    return "accepted";
  } catch (error) {
    if (error instanceof SealError) return "SEAL";
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

const asked = process.argv.slice(2);
for (const [name, cases] of Object.entries(allCases)) {
  const file = new URL(`./${name}.json`, import.meta.url);
  const wanted = asked.length === 0 ? !existsSync(file) : asked.includes(name);
  if (!wanted) continue;
  const vectors = await vectorsOf(name, cases);
  writeFileSync(file, `${JSON.stringify(vectors, null, 1)}\n`);
  console.log(`${name}: ${vectors.golden.length} golden, ${vectors.negative.length} negative`);
}
