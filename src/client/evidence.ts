import { encodeBase64url } from "../crypto/base64url.ts";
import { equalBytes } from "../crypto/bytes.ts";
import type { Rung } from "../crypto/descent.ts";
import type { ProtocolErrorCode } from "../crypto/errors.ts";
import type { SignedManifest } from "../crypto/manifest.ts";
import { formatUuid, makeId } from "../crypto/uuid.ts";
import type { ManifestAnswer } from "./transport/page.ts";
import type { Chain } from "./vault/chain.ts";
import type { StagedVault } from "./vault/staged.ts";

/** A signed structure as it travelled: bytes and signature in base64url. */
export interface ShownManifest {
  readonly revision: number;
  readonly manifest: string;
  readonly signature: string;
}

/** What a server showed when it was caught, beside what was known. Signed structures and hashes; nothing secret. */
export interface Evidence {
  readonly id: string;
  readonly at: Date;
  /** `RESET`: no lie, but a head that was held here and that its user abandoned (PROTOCOL §5.8). */
  readonly kind: "VAULT" | "ROSTER" | "ECHO" | "RESET";
  /** The vault; null where it is the tenant's roster. */
  readonly vault: string | null;
  readonly roster: string;
  /** The check that failed. */
  readonly check: ProtocolErrorCode;
  readonly known: {
    readonly head: ShownManifest | null;
    readonly links: readonly string[];
    /** Where nothing else was known: the head that the approving device handed over. It has the signed manifest. */
    readonly handed?: { readonly revision: number; readonly hash: string };
    /** False: a group that the tenant's roster, as verified, never named. One such is kept, for all of them. */
    readonly named?: false;
  };
  readonly shown: {
    readonly head: ShownManifest | null;
    readonly path: readonly { readonly revision: number; readonly manifest: string }[];
    readonly links: readonly { readonly seq: number; readonly signed: string }[];
    /** Leaves as recomputed from what travelled; null: said to be purged. At most 1,000. */
    readonly leaves: readonly { readonly record: string; readonly leaf: string | null }[];
    /** Of an echo: the hash that was answered, and the one that was signed. */
    readonly hashes: readonly string[];
  };
}

/** How evidence is exported: to be handed on and checked by others. */
export interface EvidenceFile {
  readonly format: "sealgraph-evidence";
  readonly version: 1;
  readonly user: string;
  readonly server: string;
  readonly evidence: readonly Evidence[];
}

const mostLeaves = 1_000;
/** Bytes of links in evidence about a roster, of what was known and of what was shown. */
const mostLinkBytes = 65_536;
/**
 * Evidence about rosters that is kept, whatever a server shows: each failed check of a roster once, and so many in all. Of
 * the tenant's own roster it is kept even then.
 */
export const mostOfRosters = 64;

/** What was known of a vault. */
interface KnownVault {
  readonly head: SignedManifest | null;
  readonly chain: Chain;
}

/** What is kept when a vault did not verify. */
export function vaultEvidence(
  check: ProtocolErrorCode,
  now: number,
  known: KnownVault | undefined,
  staged: StagedVault,
  links: readonly { readonly seq: number; readonly signed: Uint8Array }[],
  handed: Rung | null = null,
): Evidence {
  const leaves = [...staged.records].slice(0, mostLeaves);
  return {
    ...stamp(now),
    kind: "VAULT",
    vault: staged.vault,
    roster: staged.vault,
    check,
    known: {
      head: shownHead(known),
      links: shownChain(known?.chain),
      ...(handed && { handed: { revision: handed.revision, hash: encodeBase64url(handed.hash) } }),
    },
    shown: {
      head: staged.head && shownManifest(staged.head),
      path: [...staged.path].map(([revision, { manifest }]) => ({ revision, manifest: encodeBase64url(manifest) })),
      links: links.map(({ seq, signed }) => ({ seq, signed: encodeBase64url(signed) })),
      leaves: leaves.map(([record, { held }]) => ({ record, leaf: held && encodeBase64url(held.leaf) })),
      hashes: [],
    },
  };
}

/** How often the server was caught: what was abandoned is no lie. */
export const countCaught = (evidence: readonly Evidence[]): number =>
  evidence.filter(({ kind }) => kind !== "RESET").length;

/** Both heads, where the one that was held was abandoned. */
export const resetEvidence = (
  ...what: Parameters<typeof vaultEvidence> extends [unknown, ...infer Rest] ? Rest : never
) => ({
  ...vaultEvidence("WENT_BACK", ...what),
  kind: "RESET" as const,
});

/**
 * What is kept when a roster's links did not verify: of those that were shown, the first that were not known; of those that
 * were known, what stands beside and above them, and then what is below.
 */
export function rosterEvidence(
  check: ProtocolErrorCode,
  now: number,
  roster: string,
  known: Chain | null,
  links: readonly { readonly seq: number; readonly signed: Uint8Array }[],
): Evidence {
  const ours = known?.links ?? [];
  const isOurs = ({ seq, signed }: { readonly seq: number; readonly signed: Uint8Array }) => {
    const same = ours[seq];
    return same !== undefined && equalBytes(same, signed);
  };
  const theirs = fitting(
    links.filter((each) => !isOurs(each)),
    ({ signed }) => signed.length,
  );
  const place = Math.min(theirs[0]?.seq ?? ours.length, ours.length);
  const inOrder = [...ours.slice(place), ...ours.slice(0, place).reverse()];
  const kept = new Set(fitting(inOrder, ({ length }) => length));
  return {
    ...stamp(now),
    kind: "ROSTER",
    vault: null,
    roster,
    check,
    known: { head: null, links: ours.filter((link) => kept.has(link)).map(encodeBase64url) },
    shown: {
      head: null,
      path: [],
      links: theirs.map(({ seq, signed }) => ({ seq, signed: encodeBase64url(signed) })),
      leaves: [],
      hashes: [],
    },
  };
}

/** As many from the front as have room in one piece of evidence. */
function fitting<T>(all: readonly T[], sizeOf: (each: T) => number): T[] {
  let left = mostLinkBytes;
  const end = all.findIndex((each) => {
    left -= sizeOf(each);
    return left < 0;
  });
  return all.slice(0, end < 0 ? all.length : end);
}

/** What is kept when groups were shown that the tenant's roster never named: the first of them, as it came. */
export function inventedEvidence(
  now: number,
  roster: string,
  links: readonly { readonly seq: number; readonly signed: Uint8Array }[],
): Evidence {
  const { known, ...evidence } = rosterEvidence("WRONG_ROSTER", now, roster, null, links);
  return { ...evidence, known: { ...known, named: false } };
}

/** What is kept when a commit was answered with another hash than the one that was signed. */
export function echoEvidence(
  now: number,
  known: KnownVault & { readonly vault: string },
  signed: Uint8Array,
  answered: Uint8Array,
): Evidence {
  return {
    ...stamp(now),
    kind: "ECHO",
    vault: known.vault,
    roster: known.vault,
    check: "MISMATCH",
    known: { head: shownHead(known), links: [] },
    shown: {
      head: null,
      path: [],
      links: [],
      leaves: [],
      hashes: [encodeBase64url(answered), encodeBase64url(signed)],
    },
  };
}

function stamp(now: number): { id: string; at: Date } {
  return { id: formatUuid(makeId(now)), at: new Date(now) };
}

function shownHead(known: KnownVault | undefined): ShownManifest | null {
  if (!known?.head) return null;
  const { manifest, bytes, signature } = known.head;
  return shownManifest({ revision: manifest.revision, manifest: bytes, signature });
}

function shownManifest({ revision, manifest, signature }: ManifestAnswer): ShownManifest {
  return { revision, manifest: encodeBase64url(manifest), signature: encodeBase64url(signature) };
}

function shownChain(chain: Chain | undefined): string[] {
  return (chain?.links ?? []).map(encodeBase64url);
}
