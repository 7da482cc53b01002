/** PROTOCOL §3.2: Node's Argon2id and the browsers' are one function. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { argon2id as inWorker } from "../../src/crypto/argon2id/in-worker.ts";
import { argon2id as native } from "../../src/crypto/argon2id/native.ts";
import { argon2id as wasm } from "../../src/crypto/argon2id/wasm.ts";
import { toHex } from "../../src/crypto/bytes.ts";
import { DerivationError } from "../../src/crypto/errors.ts";
import { Given } from "../vectors/given.ts";
import { vectorFiles } from "./vector-files.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const golden = vectorFiles.find(({ name }) => name === "argon2id")?.vectors.golden ?? [];

describe.each([
  ["in Node", native],
  ["in WebAssembly", wasm],
  ["in browsers, where no worker starts", inWorker],
])("Argon2id %s", (_, argon2id) => {
  it.each(golden)("gives the same for $name", async ({ given, expect: expected }) => {
    const fields = new Given(given);
    const derived = await argon2id(
      fields.bytes("password"),
      fields.bytes("salt"),
      fields.uint("memory"),
      fields.uint("passes"),
    );
    expect({ derived: toHex(derived) }).toEqual(expected);
  });
});

it("says so where there is no memory for it", async () => {
  const [password, salt] = [new TextEncoder().encode("password"), new Uint8Array(16)];
  await expect(inWorker(password, salt, 2 ** 33, 1)).rejects.toThrow(DerivationError);
});

it("Node takes the native one", () => {
  const program = `
    import { argon2id as chosen } from "#argon2id";
    import { argon2id as native } from "./src/crypto/argon2id/native.ts";
    console.log(chosen === native);`;
  const flags = ["-C", "source", "--import", "./scripts/typescript.mjs", "--input-type=module", "--eval"];
  const answer = execFileSync(process.execPath, [...flags, program], { cwd: root, encoding: "utf8" });
  expect(answer.trim()).toBe("true");
});

it("the native one is a prebuilt binary that loads here, with no compiler at hand", () => {
  const program = `require("argon2").hash("password", { memoryCost: 64 }).then(() => console.log("derived"))`;
  const environment = { ...process.env, PREBUILDS_ONLY: "1" };
  const answer = execFileSync(process.execPath, ["--eval", program], { env: environment, encoding: "utf8" });
  expect(answer.trim()).toBe("derived");
});

it("both agree at the floor of the protocol", async () => {
  const asked = [new TextEncoder().encode("password"), new Uint8Array(16).fill(7), 65_536, 3] as const;
  expect(toHex(await wasm(...asked))).toBe(toHex(await native(...asked)));
});
