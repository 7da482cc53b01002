import { type CborValue, encodeCbor } from "../../../src/crypto/cbor.ts";
import { sign, signLink } from "../../../src/crypto/client/sign.ts";
import type { SigningPair } from "../../../src/crypto/keys.ts";
import type { Link } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { type RosterState, stateRoot } from "../../../src/crypto/roster-state.ts";
import { encodeSignedLink, openSignedLink } from "../../../src/crypto/signed-link.ts";
import { ada, flip, ids, spoiled, withPosition } from "./fixed.ts";

/** A link like a good one but for something, with its state recomputed where that is possible, and signed again. */
export function forged(
  good: Uint8Array,
  before: RosterState | null,
  change: Partial<Link>,
  ...signers: SigningPair[]
): Uint8Array {
  const link = { ...openSignedLink(good).link, ...change } as Link;
  return signLink({ ...link, state: change.state ?? stateOr(link, before) } as Link, ...signers).signed;
}

function stateOr(link: Link, before: RosterState | null) {
  try {
    return stateRoot(enact(before, link, null));
  } catch {
    return link.state;
  }
}

/** The link's bytes with a position replaced, and signed again as they stand. */
export function rewritten(good: Uint8Array, position: number, value: unknown, ...signers: SigningPair[]): Uint8Array {
  const bytes = withPosition(openSignedLink(good).bytes, position, value);
  return encodeSignedLink(
    bytes,
    signers.map((signer) => sign("link", bytes, signer)),
  );
}

export function badBytes(good: Uint8Array, chain: readonly Uint8Array[], ...signers: SigningPair[]) {
  const opened = openSignedLink(good);
  const resigned = (bytes: Uint8Array) =>
    encodeSignedLink(
      bytes,
      signers.map((signer) => sign("link", bytes, signer)),
    );
  return [
    ...spoiled(opened.bytes).map(({ name, bytes, error }) => ({
      name,
      given: { links: [...chain, resigned(bytes)] },
      error,
    })),
    ...spoiled(good).map(({ name, bytes, error }) => ({
      name: `${name}, of the signed link`,
      given: { links: [...chain, bytes] },
      error,
    })),
    {
      name: "a bit of the signature turned",
      given: {
        links: [
          ...chain,
          encodeSignedLink(
            opened.bytes,
            opened.signatures.map((s, i) => (i === 0 ? flip(s, 0) : s) as typeof s),
          ),
        ],
      },
      error: "BAD_SIGNATURE",
    },
    {
      name: "no signature",
      given: { links: [...chain, encodeSignedLink(opened.bytes, [])] },
      error: "MALFORMED",
    },
    {
      name: "a signature too many",
      given: { links: [...chain, encodeSignedLink(opened.bytes, [...opened.signatures, ...opened.signatures])] },
      error: "MALFORMED",
    },
    {
      name: "signatures that are no list",
      given: { links: [...chain, encodeCbor([opened.bytes, opened.signatures[0] as Uint8Array])] },
      error: "MALFORMED",
    },
    {
      name: "no link, but its signatures",
      given: { links: [...chain, encodeCbor([null, [...opened.signatures]])] },
      error: "MALFORMED",
    },
    {
      name: "a format of 2",
      given: { links: [...chain, rewritten(good, 0, 2, ...signers)] },
      error: "UNSUPPORTED",
    },
    {
      name: "a via",
      given: { links: [...chain, rewritten(good, 13, [...authorOf(good), ids.tenant], ...signers)] },
      error: "UNSUPPORTED",
    },
    {
      name: "an unknown operation",
      given: { links: [...chain, rewritten(good, 5, 99, ...signers)] },
      error: "UNSUPPORTED",
    },
    { name: "an unknown kind", given: { links: [...chain, rewritten(good, 2, 5, ...signers)] }, error: "UNSUPPORTED" },
  ];
}

function authorOf(good: Uint8Array): CborValue[] {
  const { author } = openSignedLink(good).link;
  return [author.user, author.key, author.seq];
}

export const negatives = (list: readonly (readonly [string, string, Uint8Array])[], ...chain: Uint8Array[]) =>
  list.map(([name, error, link]) => ({ name, given: { links: [...chain, link] }, error }));

export function underAnotherLabel(good: Uint8Array): Uint8Array {
  const { bytes } = openSignedLink(good);
  return encodeSignedLink(bytes, [sign("manifest", bytes, ada.signing)]);
}
