import { inWords } from "./approvals.ts";
import { decode, hash, keyed, pae, publicKeyOf, type Value, verify } from "./primitives.ts";
import { bytes, type Fields, type Reader, text } from "./reading.ts";
import { readState } from "./rosters.ts";
import { recordAfter } from "./shares.ts";

function invitation(given: Fields): object {
  const its = new Uint8Array(Buffer.from(text(given, "text").trim().split("#").pop() as string, "base64url"));
  const [tenant, share, secret] = [its.slice(1, 17), its.slice(17, 33), its.slice(33, 49)];
  const key = publicKeyOf(keyed(32, secret, pae("share-invitation", share)));
  const seq = Buffer.from(its).readUInt32LE(65);
  return { share, secret, seq, tenant, genesis: its.slice(49, 65), hash: its.slice(69), key };
}

function proof(given: Fields): object {
  const signed = bytes(given, "bytes");
  const [, origin, share, key, clientNonce, time] = decode(signed) as Value[];
  verify("share-invitation-proof", signed, bytes(given, "signature"), key as Uint8Array);
  return { origin, share, key, clientNonce, time };
}

function visit(given: Fields): object {
  const [type, share, tenant, genesis, seq, at, answer] = decode(bytes(given, "bytes")) as Value[];
  const record = recordAfter(hash("share-visit", share as Uint8Array));
  return { type, share, tenant, genesis, seq, hash: at, answer, record };
}

export const guestReaders: Record<string, Reader> = {
  "share-invitation": invitation,
  "share-invitation-proof": proof,
  "contact-words": (given) => ({
    words: inWords(hash("contact-words", bytes(given, "user"), bytes(given, "signingKey"), bytes(given, "xwingKey"))),
  }),
  "share-visit": visit,
  "guest-state": readState,
};
