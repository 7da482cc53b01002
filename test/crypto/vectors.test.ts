/** Our own functions, given the frozen vectors. */
import { ProtocolError, protocolErrorCodes, SealError } from "../../src/crypto/errors.ts";
import { stretchTruly } from "../support/argon2id.ts";
import { Given, type JsonObject, type Run, toJson } from "../vectors/given.ts";
import { runs } from "../vectors/runs/index.ts";
import { vectorFiles } from "./vector-files.ts";

stretchTruly();

async function errorOf(run: Run, given: JsonObject): Promise<string> {
  try {
    await run(new Given(given));
    return "accepted";
  } catch (error) {
    if (error instanceof SealError) return "SEAL";
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

describe.each(vectorFiles)("$name", ({ name, vectors }) => {
  const run = runs[name] as Run;

  it.each(vectors.golden)("accepts $name", async ({ given, expect: expected }) => {
    expect(toJson(await run(new Given(given)))).toEqual(expected);
  });

  if (vectors.negative.length > 0) {
    it.each(vectors.negative)("refuses $name", async ({ given, error }) => {
      expect(await errorOf(run, given)).toBe(error);
    });
  }
});

describe("the vectors", () => {
  it("are there for everything that we can read", () => {
    expect(vectorFiles.map(({ name }) => name).sort()).toEqual(Object.keys(runs).sort());
  });

  it("have at least five negatives each, but for the bare password hash", () => {
    const few = vectorFiles.filter(({ vectors }) => vectors.negative.length < 5).map(({ name }) => name);
    expect(few).toEqual(["argon2id"]);
  });

  it("see every error code of the protocol", () => {
    const seen = new Set(vectorFiles.flatMap(({ vectors }) => vectors.negative.map(({ error }) => error)));
    expect([...seen].sort()).toEqual([...protocolErrorCodes, "SEAL"].sort());
  });
});
