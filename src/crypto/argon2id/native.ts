import * as argon2 from "argon2";

/** Argon2id with one lane, 32 bytes (PROTOCOL §3.2), in Node. Equal to `wasm.ts`, as test vectors show. */
export async function argon2id(
  password: Uint8Array,
  salt: Uint8Array,
  memory: number,
  passes: number,
): Promise<Uint8Array> {
  const derived = await argon2.hash(Buffer.from(password), {
    raw: true,
    type: argon2.argon2id,
    memoryCost: memory,
    timeCost: passes,
    parallelism: 1,
    salt: Buffer.from(salt),
    hashLength: 32,
  });
  return new Uint8Array(derived);
}
