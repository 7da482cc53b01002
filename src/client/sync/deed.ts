import { encodeBase64url, parseBase64url } from "../../crypto/base64url.ts";
import { contentOf, markOutbox, openOutbox } from "../../crypto/client/queue-mark.ts";
import { asHash, asId, asSignature, type Hash, type Id, type SymmetricKey } from "../../crypto/keys.ts";
import { encodeSignedLink } from "../../crypto/signed-link.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import type { CommitWire, RecordChangeWire } from "../transport/commit-operations.ts";

/** A body, sealed for its place: it stays as it is however often the manifest has to be signed anew. */
export interface Sealing {
  readonly class: number;
  readonly version: number;
  readonly schema: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  readonly key: Uint8Array;
}

/** What becomes of one record, from the leaf that it started from. */
export interface Change {
  readonly record: string;
  readonly recordId: Id;
  /** null for a new record. */
  readonly expectedLeaf: Hash | null;
  /** null: purged. */
  readonly place: { readonly trashedSince: number; readonly folder: string | null } | null;
  /** null: the body stays. */
  readonly sealing: Sealing | null;
  /** What it started from, as far as it changes that: so it can be put together with what others made of it meanwhile. */
  readonly from?: From | null;
}

/** A record before a change: its place and, where the change seals it again, its sealing. */
export interface From {
  readonly trashedSince: number;
  readonly folder: string | null;
  readonly sealing: Sealing | null;
}

/** A sealing as JSON. */
export type SealingText = Omit<Sealing, "body" | "key"> & { readonly body: string; readonly key: string };

export const encodeSealing = ({ body, key, ...rest }: Sealing): SealingText => ({
  ...rest,
  body: encodeBase64url(body),
  key: encodeBase64url(key),
});

export const readSealing = ({ body, key, ...rest }: SealingText): Sealing => ({
  ...rest,
  body: parseBase64url(body),
  key: parseBase64url(key),
});

/** A new epoch that begins with a deed. */
export interface EpochStart {
  /** The link before it, where own keys come with it. */
  readonly ownKeys?: Uint8Array;
  readonly signed: Uint8Array;
  readonly epoch: number;
  readonly previousKey: Uint8Array;
}

export interface VaultDeed {
  readonly vault: string;
  readonly changes: readonly Change[];
  readonly epochStart: EpochStart | null;
  /** The link by which the roster goes along to another tenant; then no epoch begins. */
  readonly move?: Uint8Array;
  /** Of a profile: the link by which its key in force is entrusted, and the wrap that it names (PROTOCOL §4.14). */
  readonly entrust?: { readonly signed: Uint8Array; readonly wrap: Uint8Array };
}

/** The links that a deed brings for one vault, in order. */
export function linksOf({ epochStart, move, entrust }: VaultDeed): Uint8Array[] {
  const begun = epochStart ? [...(epochStart.ownKeys ? [epochStart.ownKeys] : []), epochStart.signed] : [];
  return move ? [move] : [...begun, ...(entrust ? [entrust.signed] : [])];
}

/** Something to be done in one transaction, whatever it takes to have it signed and answered. */
export interface Deed {
  readonly mutationId: string;
  readonly vaults: readonly VaultDeed[];
}

/** The records that a deed changes. */
export function recordsOf({ vaults }: Deed): { vault: string; record: string }[] {
  return vaults.flatMap(({ vault, changes }) => changes.map(({ record }) => ({ vault, record })));
}

export const countChanges = (deed: Deed): number => deed.vaults.reduce((sum, { changes }) => sum + changes.length, 0);

/** A change as it is sent. */
export function writeChange({ record, expectedLeaf, place, sealing }: Change): RecordChangeWire {
  const leaf = expectedLeaf && encodeBase64url(expectedLeaf);
  if (place === null) return { record, expectedLeaf: leaf, purge: true };
  const { trashedSince, folder } = place;
  const where = { trashedAt: trashedSince === 0 ? null : new Date(trashedSince).toISOString(), folder };
  if (sealing === null) return { record, expectedLeaf: leaf, ...where };
  return { record, expectedLeaf: leaf, ...where, ...encodeSealing(sealing) };
}

/** A deed that was signed and has no answer yet. */
export interface Sent {
  readonly deed: Deed;
  /** What was signed last, as it was sent. */
  readonly wire: CommitWire;
}

/** What is kept of a deed until it is answered, marked (PROTOCOL §6.2). */
export function encodeOutbox(queueKey: SymmetricKey, wire: CommitWire): Uint8Array {
  return markOutbox(queueKey, new TextEncoder().encode(JSON.stringify(wire)));
}

/** What was signed here and has no answer yet. Throws STORE_DAMAGED. */
export const openSent = (queueKey: SymmetricKey, outbox: Uint8Array): Sent =>
  parseSent(() => openOutbox(queueKey, outbox));

/** The same as the store says it, unproven: to be shown, not to be sent. Throws STORE_DAMAGED. */
export const readOutbox = (outbox: Uint8Array): Sent => parseSent(() => contentOf(outbox));

function parseSent(content: () => Uint8Array): Sent {
  try {
    const wire = JSON.parse(new TextDecoder().decode(content())) as CommitWire;
    return { deed: deedOf(wire), wire };
  } catch {
    throw new SealgraphError("STORE_DAMAGED", { part: "outbox" });
  }
}

function deedOf(wire: CommitWire): Deed {
  const [link] = wire.links;
  return {
    mutationId: wire.clientMutationId,
    vaults: wire.vaults.map(({ vault, changes, epochKey, wraps }) => ({
      vault,
      changes: changes.map(readChange),
      // Of a share it is begun anew where it is due still.
      epochStart:
        epochKey && link && !wraps
          ? {
              signed: encodeSignedLink(
                parseBase64url(link.link),
                link.signatures.map((signature) => asSignature(parseBase64url(signature))),
              ),
              epoch: epochKey.epoch,
              previousKey: parseBase64url(epochKey.previousKey),
            }
          : null,
    })),
  };
}

function readChange(wire: RecordChangeWire): Change {
  const { record, expectedLeaf, purge, trashedAt, folder, body, key } = wire;
  const start = {
    record,
    recordId: asId(parseUuid(record)),
    expectedLeaf: expectedLeaf === null ? null : asHash(parseBase64url(expectedLeaf)),
  };
  if (purge) return { ...start, place: null, sealing: null };
  const place = { trashedSince: trashedAt ? Date.parse(trashedAt) : 0, folder: folder ?? null };
  if (!body || !key) return { ...start, place, sealing: null };
  const sealing = {
    class: wire.class as number,
    version: wire.version as number,
    schema: wire.schema as number,
    epoch: wire.epoch as number,
    body: parseBase64url(body),
    key: parseBase64url(key),
  };
  return { ...start, place, sealing };
}
