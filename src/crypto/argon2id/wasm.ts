import * as wasm from "hash-wasm";

/** Argon2id with one lane, 32 bytes (PROTOCOL §3.2), in WebAssembly. Equal to `native.ts`, as test vectors show. */
export function argon2id(password: Uint8Array, salt: Uint8Array, memory: number, passes: number): Promise<Uint8Array> {
  return wasm.argon2id({
    password,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism: 1,
    hashLength: 32,
    outputType: "binary",
  });
}
