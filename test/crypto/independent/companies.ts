import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { decode, encode, hash, keyed, open, pae, publicKeyOf, type Value, verify } from "./primitives.ts";
import { bytes, type Fields, type Reader, text, uint } from "./reading.ts";

function invitation(given: Fields): object {
  const its = new Uint8Array(Buffer.from(text(given, "text").trim().split("#").pop() as string, "base64url"));
  const [tenant, secret] = [its.slice(1, 17), its.slice(17, 33)];
  const key = publicKeyOf(keyed(32, secret, pae("invitation", tenant)));
  const seq = Buffer.from(its).readUInt32LE(49);
  return { tenant, secret, genesis: its.slice(33, 49), seq, head: its.slice(53), key };
}

function proof(given: Fields): object {
  const signed = bytes(given, "bytes");
  const [, origin, tenant, key, clientNonce, time] = decode(signed) as Value[];
  verify("invitation-proof", signed, bytes(given, "signature"), key as Uint8Array);
  return { origin, tenant, key, clientNonce, time };
}

function groupSecret(given: Fields): object {
  const [secret, group, epoch] = [bytes(given, "secret"), bytes(given, "group"), uint(given, "epoch")];
  const seed = keyed(32, secret, pae("group-seed", group, epoch));
  const { publicKey } = ml_kem768_x25519.keygen(seed);
  const fits =
    Buffer.compare(hash("public-key", publicKey), bytes(given, "xwingKeyHash")) === 0 &&
    Buffer.compare(keyed(32, secret, pae("key-commitment", group, epoch)), bytes(given, "commitment")) === 0;
  if (!fits) throw new Error("secret of a group");
  return { seed, publicKey };
}

function groupName(given: Fields): object {
  const aad = encode([18, bytes(given, "tenant"), bytes(given, "group"), uint(given, "epoch")]);
  const padded = open(bytes(given, "secret"), aad, bytes(given, "envelope"));
  return { name: Buffer.from(padded.subarray(0, padded.lastIndexOf(0x80))).toString("utf8") };
}

export const companyReaders: Record<string, Reader> = {
  invitation,
  "invitation-proof": proof,
  "group-secret": groupSecret,
  "group-name": groupName,
};
