/**
 * Everything that reads bytes or text from outside, fuzzed with mutated input that V8's coverage guides: no crash, no error
 * but its own, nothing that takes long, and what is accepted is encoded to the same bytes again.
 *
 * FUZZ_SECONDS for all of them (20 unless it is said), FUZZ_SEED, FUZZ_ONLY for one.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("readers of anything answer anything in their own words", async () => {
  const args = ["-C", "source", "--import", `${root}scripts/typescript.mjs`, `${root}test/abuse/fuzz/run.ts`];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, said]).toEqual([0, expect.stringMatching(/\d+ readers, \d+ places reached/)]);
}, 3_600_000);
