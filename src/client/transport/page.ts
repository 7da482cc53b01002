import { asSignature, type Hash, type Id } from "../../crypto/keys.ts";
import { encodeSignedLink } from "../../crypto/signed-link.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readHash,
  readId,
  readList,
  readOneOf,
  readOptional,
  readText,
  readTime,
  readUuid,
  refuseAnswer,
} from "./answer.ts";

/** A manifest as it travelled; nothing of it is believed yet. */
export interface ManifestAnswer {
  readonly revision: number;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
}

/** A record as it travelled, with all that its leaf is made of. */
export interface RecordAnswer {
  readonly record: string;
  readonly recordId: Id;
  readonly revision: number;
  /** null: purged. */
  readonly content: RecordContent | null;
}

export interface RecordContent {
  readonly class: number;
  readonly version: number;
  /** Milliseconds since 1970; 0 while live. */
  readonly trashedSince: number;
  readonly folder: Id | null;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
  readonly previousLeaf: Hash | null;
}

export const vaultClasses = ["ACCOUNT", "PERSONAL", "BUSINESS", "SHARE"] as const;
export type VaultClass = (typeof vaultClasses)[number];
/** Of vaults that are an account's alone. */
export type OwnClass = Exclude<VaultClass, "SHARE">;

const rosterKinds = ["TENANT", "GROUP", "SHARE", "PROFILE"] as const;

export interface VaultAnswer {
  readonly vault: string;
  readonly class: VaultClass;
  /** The server says that it was restored from an old copy, and waits for what is missing (PROTOCOL §5.8). */
  readonly restoring: boolean;
  readonly revision: number;
  readonly head: ManifestAnswer | null;
  readonly path: readonly ManifestAnswer[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly records: readonly RecordAnswer[];
}

export interface RosterAnswer {
  readonly roster: string;
  readonly kind: (typeof rosterKinds)[number];
  readonly seq: number;
  /** Signed links (PROTOCOL §4.2), in order. */
  readonly links: readonly { readonly seq: number; readonly signed: Uint8Array }[];
}

export interface Page {
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly rosters: readonly RosterAnswer[];
  readonly vaults: readonly VaultAnswer[];
  /** Shares, and rosters of groups, that the caller is shown no more. */
  readonly lost: readonly string[];
}

/** Whether nothing is new by it. */
export const isEmptyPage = ({ rosters, vaults, lost }: Page): boolean =>
  rosters.length === 0 && vaults.length === 0 && lost.length === 0;

const recordFields = "record revision purged class version trashedAt folder schema epoch body key previousLeaf";
const manifestFields = "revision manifest signature";

/** What is asked of a page, in a document. */
export const vaultFields = `vault class restoring revision head { ${manifestFields} } path { ${manifestFields} } epochKeys { epoch previousKey } records { ${recordFields} }`;
export const rosterFields = "roster kind seq links { seq link signatures }";
export const pageFields = `cursor hasMore rosters { ${rosterFields} } vaults { ${vaultFields} } lost`;
export { recordFields };

/** Reads a page; throws MALFORMED_ANSWER. */
export function readPage(value: unknown): Page {
  return {
    cursor: readText(value, "cursor"),
    hasMore: readBoolean(value, "hasMore"),
    rosters: readList(value, "rosters", readRoster),
    vaults: readList(value, "vaults", readVault),
    // Pages that an earlier release kept have none.
    lost: fieldOf(value, "lost") === undefined ? [] : readList(value, "lost", (lost) => readUuid({ lost }, "lost")),
  };
}

export function readRoster(value: unknown): RosterAnswer {
  return {
    roster: readUuid(value, "roster"),
    kind: readOneOf(value, "kind", rosterKinds),
    seq: readCount(value, "seq"),
    links: readList(value, "links", readLink),
  };
}

export function readVault(value: unknown): VaultAnswer {
  return {
    vault: readUuid(value, "vault"),
    class: readOneOf(value, "class", vaultClasses),
    restoring: readBoolean(value, "restoring"),
    revision: readCount(value, "revision"),
    head: readOptional(value, "head", (_, name) => readManifest(fieldOf(value, name))),
    path: readList(value, "path", readManifest),
    epochKeys: readList(value, "epochKeys", (key) => ({
      epoch: readCount(key, "epoch"),
      previousKey: readBytes(key, "previousKey"),
    })),
    records: readList(value, "records", readRecord),
  };
}

function readRecord(value: unknown): RecordAnswer {
  return {
    record: readUuid(value, "record"),
    recordId: readId(value, "record"),
    revision: readCount(value, "revision"),
    content: readBoolean(value, "purged") ? null : readContent(value),
  };
}

/** What a leaf is made of, as it stands in record changes and in versions. */
export function readContent(value: unknown): RecordContent {
  return {
    class: readCount(value, "class"),
    version: readCount(value, "version"),
    trashedSince: readOptional(value, "trashedAt", readTime) ?? 0,
    folder: readOptional(value, "folder", readId),
    schema: readCount(value, "schema"),
    epoch: readCount(value, "epoch"),
    body: readBytes(value, "body"),
    key: readBytes(value, "key"),
    previousLeaf: readOptional(value, "previousLeaf", readHash),
  };
}

function readManifest(value: unknown): ManifestAnswer {
  return {
    revision: readCount(value, "revision"),
    manifest: readBytes(value, "manifest"),
    signature: readBytes(value, "signature"),
  };
}

/** A link of a roster, in order; nothing of it is believed yet. */
export function readLink(value: unknown): { seq: number; signed: Uint8Array } {
  const link = readBytes(value, "link");
  const signatures = readList(value, "signatures", (signature) => readBytes({ signature }, "signature"));
  if (signatures.some((signature) => signature.length !== 64)) refuseAnswer("signatures");
  return { seq: readCount(value, "seq"), signed: encodeSignedLink(link, signatures.map(asSignature)) };
}
