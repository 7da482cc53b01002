/** Offers of a desk, on the partner's side and on the side of whoever got the link (PROTOCOL §4.15). */
import { encodeBase64url, parseBase64url } from "../base64url.ts";
import { concat, equalBytes } from "../bytes.ts";
import { type DeskOffer, deskOfferHash, encodeDeskOffer, parseDeskOffer } from "../desk-offer.ts";
import { ProtocolError } from "../errors.ts";
import { asHash, asId, type Hash, type Id } from "../keys.ts";
import { operation } from "../link.ts";
import type { TenantAct } from "./tenant-link.ts";

/** What an offer's link says, behind `#`: which offer, and nothing that is secret. */
export interface DeskOfferLink {
  /** The partner's tenant. */
  readonly desk: Id;
  /** `deskOfferHash` of the offer. */
  readonly hash: Hash;
}

const version = 3;
const length = 1 + 16 + 32;

/** The fragment of an offer's link. */
export const encodeDeskOfferLink = ({ desk, hash }: DeskOfferLink): string =>
  encodeBase64url(concat(Uint8Array.of(version), desk, hash));

/** Reads the fragment, or a whole link; white space around it is ignored. Throws MALFORMED or UNSUPPORTED. */
export function parseDeskOfferLink(text: string): DeskOfferLink {
  const trimmed = text.trim();
  const bytes = parseBase64url(trimmed.slice(trimmed.lastIndexOf("#") + 1));
  if (bytes.length > 0 && bytes[0] !== version) throw new ProtocolError("UNSUPPORTED", "offer of a desk");
  if (bytes.length !== length) throw new ProtocolError("MALFORMED", "offer of a desk");
  return { desk: asId(bytes.slice(1, 17)), hash: asHash(bytes.slice(17)) };
}

/** An offer as it is handed over: its bytes for the server, its link for the company. */
export function makeDeskOffer(offer: DeskOffer): { readonly bytes: Uint8Array; readonly link: string } {
  const bytes = encodeDeskOffer(offer);
  parseDeskOffer(bytes);
  return { bytes, link: encodeDeskOfferLink({ desk: offer.desk, hash: deskOfferHash(bytes) }) };
}

/**
 * The offer of a link, from the bytes that a server shows for it. Throws MISMATCH where they are another's, and what
 * `parseDeskOffer` throws.
 */
export function openDeskOffer(link: DeskOfferLink, bytes: Uint8Array): DeskOffer {
  if (!equalBytes(deskOfferHash(bytes), link.hash)) throw new ProtocolError("MISMATCH", "offer of a desk");
  const offer = parseDeskOffer(bytes);
  if (!equalBytes(offer.desk, link.desk)) throw new ProtocolError("MISMATCH", "desk");
  return offer;
}

/** What an administrator signs who accepts an offer (PROTOCOL §4.15): the desk with its rights, its hours, and its first keeper. */
export const acceptDeskOffer = ({ desk, rights, hours, ...founding }: DeskOffer): TenantAct => ({
  operation: operation.DESK,
  subject: { desk, setting: { rights, hours, founding } },
});
