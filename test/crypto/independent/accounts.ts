import { ed25519 } from "@noble/curves/ed25519.js";
import { argon2id } from "@noble/hashes/argon2.js";
import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import * as wasm from "hash-wasm";
import { type Bytes, decode, encode, hash, keyed, open, pae, publicKeyOf, type Value, verify } from "./primitives.ts";
import { bytes, type Fields, type Reader, text, uint } from "./reading.ts";

/** By the noble libraries; by hash-wasm where these would take half a minute. */
export async function stretch(password: Bytes, salt: Bytes, memory: number, passes: number): Promise<Bytes> {
  if (memory <= 4_096) return argon2id(password, salt, { m: memory, t: passes, p: 1, dkLen: 32 });
  const asked = { password, salt, memorySize: memory, iterations: passes, parallelism: 1, hashLength: 32 };
  return wasm.argon2id({ ...asked, outputType: "binary" });
}

export function loginProof(given: Fields): object {
  const signed = bytes(given, "bytes");
  const fields = decode(signed) as Value[];
  verify("login-proof", signed, bytes(given, "loginSignature"), bytes(given, "loginKey"));
  verify("device-proof", signed, bytes(given, "deviceSignature"), fields[4] as Bytes);
  const [, origin, user, device, deviceKey, surface, action, challenge, clientNonce, time, context] = fields;
  return { origin, user, device, deviceKey, surface, action, challenge, clientNonce, time, context };
}

function refreshProof(given: Fields): object {
  const signed = bytes(given, "bytes");
  verify("refresh-proof", signed, bytes(given, "signature"), bytes(given, "deviceKey"));
  const [, origin, user, device, session, current, next, clientNonce, time] = decode(signed) as Value[];
  return { origin, user, device, session, current, next, clientNonce, time };
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function secretKey(given: Fields): object {
  const key = "key" in given ? bytes(given, "key") : keyOf(text(given, "text"));
  const bits = `00${binary(key)}${binary(hash("secret-key-check", key)).slice(0, 20)}`;
  const characters = (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join("");
  return { key, text: `SG1-${(characters.match(/.{5}/g) ?? []).join("-")}` };
}

function marked(given: Fields, key: Bytes, [label, ...parts]: [string, ...number[]]): Bytes {
  const whole = bytes(given, "marked");
  const content = whole.subarray(32);
  const mark = keyed(32, key, pae(label, ...parts, content));
  if (mark.some((byte, place) => byte !== whole[place])) throw new Error("the mark");
  return content;
}

function keyOf(written: string): Bytes {
  const characters = written.toUpperCase().replace(/[ -]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1").slice(3, 29);
  const bits = [...characters].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from((bits.slice(2).match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

const binary = (key: Bytes): string => [...key].map((byte) => byte.toString(2).padStart(8, "0")).join("");

async function unlock(given: Fields): Promise<object> {
  const parameters = bytes(given, "parameters");
  const [, memory, passes, , salt] = decode(parameters) as [number, number, number, number, Bytes];
  const password = new TextEncoder().encode(text(given, "password").normalize("NFKC"));
  const stretched = await stretch(password, salt, memory, passes);
  const both = keyed(64, bytes(given, "secretKey"), pae("unlock", stretched, bytes(given, "user"), parameters));
  return { unlockKey: both.subarray(0, 32), loginKey: ed25519.getPublicKey(both.subarray(32)) };
}

function accountKeys(given: Fields): object {
  const [user, vault] = [bytes(given, "user"), bytes(given, "vault")];
  const generation = uint(given, "keyGeneration");
  const rootAad = encode([4, user, uint(given, "wrapGeneration")]);
  const rootKey = open(bytes(given, "unlockKey"), rootAad, bytes(given, "rootWrap"));
  const signingSeed = open(rootKey, encode([5, user, generation]), bytes(given, "signingSeedWrap"));
  const xwingSeed = open(rootKey, encode([6, user, generation]), bytes(given, "xwingSeedWrap"));
  const vaultKey = open(rootKey, encode([7, vault, uint(given, "epoch")]), bytes(given, "vaultKeyWrap"));
  const xwingKeyHash = hash("public-key", ml_kem768_x25519.keygen(xwingSeed).publicKey);
  return { rootKey, signingSeed, xwingSeed, vaultKey, signingKey: publicKeyOf(signingSeed), xwingKeyHash };
}

function entry(given: Fields): object {
  const [type, ...rest] = decode(bytes(given, "bytes")) as Value[];
  if (type === 1) {
    const [wrapGeneration, keyGeneration, tenant, tenantGenesis] = rest;
    return { type, wrapGeneration, keyGeneration, tenant, tenantGenesis };
  }
  if (type === 2) {
    const [vault, profileClass, genesis, epoch, key] = rest;
    return { type, vault, class: profileClass, genesis, epoch, key };
  }
  const [device, time, heads] = rest as [Bytes, number, Value[][]];
  return { type, device, time, heads: heads.map(([stream, position, at]) => ({ stream, position, hash: at })) };
}

export const accountReaders: Record<string, Reader> = {
  argon2id: async (given) => ({
    derived: await stretch(
      bytes(given, "password"),
      bytes(given, "salt"),
      uint(given, "memory"),
      uint(given, "passes"),
    ),
  }),
  "kdf-parameters": (given) => {
    const [, memory, passes, lanes, salt] = decode(bytes(given, "bytes")) as Value[];
    return { memory, passes, lanes, salt };
  },
  "secret-key": secretKey,
  unlock,
  "login-proof": loginProof,
  "login-context": (given) => {
    const change = [bytes(given, "parameters"), bytes(given, "loginKey"), bytes(given, "rootWrap")];
    return { context: hash("login-context", encode([1, uint(given, "generation"), ...change])) };
  },
  "refresh-proof": refreshProof,
  token: (given) => ({ hash: hash("token", bytes(given, "token")) }),
  person: (given) => ({
    commitment: keyed(32, bytes(given, "salt"), pae("person", text(given, "address"), text(given, "name"))),
  }),
  "account-keys": accountKeys,
  entry,
  "former-keys": (given) => {
    const [type, keyGeneration, signingSeed, xwingSeed] = decode(bytes(given, "bytes")) as Value[];
    return { type, keyGeneration, signingSeed, xwingSeed };
  },
  "former-passwords": (given) => {
    const [type, passwords] = decode(bytes(given, "bytes")) as [Value, Value[][]];
    return { type, passwords: passwords.map(([parameters, loginKey]) => ({ parameters, loginKey })) };
  },
  "store-frame": (given) => {
    const [user, device] = [bytes(given, "user"), bytes(given, "device")];
    const storeKey = keyed(32, bytes(given, "rootKey"), pae("store-key", user, device));
    const aad = encode([16, user, device, uint(given, "sequence")]);
    return { storeKey, plaintext: open(storeKey, aad, bytes(given, "frame")) };
  },
  "queue-entry": (given) => {
    const queueKey = keyed(32, bytes(given, "signingSeed"), pae("queue-key", bytes(given, "user")));
    return { queueKey, content: marked(given, queueKey, ["queue-entry", uint(given, "number")]) };
  },
  outbox: (given) => {
    const queueKey = keyed(32, bytes(given, "signingSeed"), pae("queue-key", bytes(given, "user")));
    return { content: marked(given, queueKey, ["outbox"]) };
  },
  session: (given) => {
    const aad = encode([17, bytes(given, "user"), bytes(given, "device")]);
    return { plaintext: open(bytes(given, "sessionKey"), aad, bytes(given, "envelope")) };
  },
  "key-wrap": (given) => {
    const { publicKey, secretKey: secret } = ml_kem768_x25519.keygen(bytes(given, "xwingSeed"));
    const wrap = bytes(given, "wrap");
    const ciphertext = wrap.subarray(0, 1_120);
    const shared = ml_kem768_x25519.decapsulate(ciphertext, secret);
    const key = keyed(32, shared, pae("wrap", ciphertext, publicKey));
    const place = [8, bytes(given, "roster"), uint(given, "epoch"), bytes(given, "user")];
    return { key: open(key, encode([...place, hash("public-key", publicKey)]), wrap.subarray(1_120)) };
  },
};
