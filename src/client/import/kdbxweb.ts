import { argon2id as ourArgon2id } from "#argon2id";
import { ImportPartMissing } from "./refusals.ts";

export type Kdbxweb = typeof import("kdbxweb");

let loading: Promise<Kdbxweb> | undefined;

/** The library that knows KeePass's databases. Loaded when one is opened, and not before. Throws ImportPartMissing, each time anew. */
export function loadKdbxweb(): Promise<Kdbxweb> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

const missing = (cause: unknown): never => {
  throw new ImportPartMissing(cause);
};

async function load(): Promise<Kdbxweb> {
  const loaded = await import("kdbxweb").catch(missing);
  const kdbxweb: Kdbxweb = "Kdbx" in loaded ? loaded : (loaded as { readonly default: Kdbxweb }).default;
  const { CryptoEngine } = kdbxweb;
  CryptoEngine.setArgon2Impl(async (password, salt, memory, iterations, length, parallelism, type) => {
    const [secret, its] = [new Uint8Array(password), new Uint8Array(salt)];
    const isOurs = type === CryptoEngine.Argon2TypeArgon2id && parallelism === 1 && length === 32;
    const key = isOurs
      ? await ourArgon2id(secret, its, memory, iterations)
      : await otherArgon2(type === CryptoEngine.Argon2TypeArgon2id, {
          password: secret,
          salt: its,
          memorySize: memory,
          iterations,
          parallelism,
          hashLength: length,
          outputType: "binary",
        });
    return key.slice().buffer as ArrayBuffer;
  });
  return kdbxweb;
}

type Argon2Options = Parameters<typeof import("hash-wasm").argon2d>[0] & { readonly outputType: "binary" };

/** Of other kinds or with more lanes than our own passwords have. */
async function otherArgon2(isArgon2id: boolean, options: Argon2Options): Promise<Uint8Array> {
  const { argon2d, argon2id } = await import("hash-wasm").catch(missing);
  return isArgon2id ? argon2id(options) : argon2d(options);
}
