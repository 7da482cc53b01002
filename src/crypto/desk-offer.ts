/** What a partner hands to a company that exists, so that it accepts the partner's desk (PROTOCOL §4.15). */
import { bounds } from "./bounds.ts";
import { encodeCbor, parseCbor } from "./cbor.ts";
import { type DeskTerms, readDeskTerms } from "./desk-terms.ts";
import { readArray, readBytes, readFormat } from "./fields.ts";
import { hash } from "./hash.ts";
import { asHash, asId, asSigningPublicKey, type Hash, type Id, type SigningPublicKey } from "./keys.ts";

/** All of it is what the company's link says of the desk (`DESK` with founding). It holds no secret. */
export interface DeskOffer extends DeskTerms {
  /** The desk's id: the partner's tenant. */
  readonly desk: Id;
  /** Hash of the genesis of the partner's roster. */
  readonly genesis: Hash;
  /** Who is to be the desk's first keeper. */
  readonly user: Id;
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  /** Of the keeper (PROTOCOL §4.3); address, name and salt travel beside the offer. */
  readonly person: Hash;
}

/** The bytes of an offer (PROTOCOL §4.15). */
export function encodeDeskOffer(offer: DeskOffer): Uint8Array {
  const { desk, genesis, rights, hours, user, signingKey, xwingKeyHash, person } = offer;
  return encodeCbor([1, desk, genesis, rights, hours, user, signingKey, xwingKeyHash, person]);
}

/** Reads an offer; throws TOO_LARGE, MALFORMED or UNSUPPORTED. Whose it is, the link says by which it was handed over. */
export function parseDeskOffer(bytes: Uint8Array): DeskOffer {
  const fields = readArray(parseCbor(bytes, bounds.deskOffer), 9, "offer of a desk");
  readFormat(fields[0]);
  return {
    desk: readBytes(fields[1], asId),
    genesis: readBytes(fields[2], asHash),
    ...readDeskTerms(fields[3], fields[4]),
    user: readBytes(fields[5], asId),
    signingKey: readBytes(fields[6], asSigningPublicKey),
    xwingKeyHash: readBytes(fields[7], asHash),
    person: readBytes(fields[8], asHash),
  };
}

/** What the link names an offer by. */
export const deskOfferHash = (bytes: Uint8Array): Hash => hash("desk-offer", bytes);
