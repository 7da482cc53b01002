import { concat } from "../../crypto/bytes.ts";
import type { Rung } from "../../crypto/descent.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash, asId, asSymmetricKey, type Id } from "../../crypto/keys.ts";
import { type PolicyPlace, policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Evidence } from "../evidence.ts";
import { type ManifestAnswer, vaultClasses } from "../transport/page.ts";
import { type HeldRecord, holdRecord } from "../vault/record.ts";
import { ByteReader } from "./bytes.ts";
import { type Entry, format, tag } from "./entries.ts";

/** Reads frames' contents in order. Throws ProtocolError on what `encodeEntries` does not write. */
export class EntryReader {
  private pieces: Uint8Array[] = [];

  /** The entry of a frame; null while pieces of a larger one are still to come. */
  read(frame: Uint8Array): Entry | null {
    const from = new ByteReader(frame);
    const entry = this.readEntry(from);
    if (from.left > 0) throw new ProtocolError("MALFORMED", "frame");
    return entry;
  }

  private readEntry(from: ByteReader): Entry | null {
    const type = from.u8();
    switch (type) {
      case tag.BEGIN:
        if (from.u8() !== format) throw new ProtocolError("UNSUPPORTED", "store");
        return { type: "BEGIN" };
      case tag.LINK:
        return { type: "LINK", roster: readId(from), signed: from.bytes() };
      case tag.EPOCH_KEY:
        return { type: "EPOCH_KEY", vault: readId(from), epoch: from.u53(), previousKey: from.bytes() };
      case tag.RECORDS:
        return { type: "RECORDS", vault: readId(from), records: readAll(from, readRecord) };
      case tag.REMOVED:
        return { type: "REMOVED", vault: readId(from), records: readAll(from, readId) };
      case tag.CLEARED:
        return { type: "CLEARED", vault: readId(from) };
      case tag.HEAD:
        return readHead(from);
      case tag.TRAIL:
        return { type: "TRAIL", vault: readId(from), manifests: readAll(from, readManifest) };
      case tag.EVIDENCE:
        return this.readEvidence(from);
      case tag.FROZEN:
        return { type: "FROZEN", vault: readId(from), evidence: readText(from), key: readFrozenKey(from) };
      case tag.POLICIES:
        return { type: "POLICIES", place: readPlace(from), document: from.bytes() };
      case tag.SHARE_KEY:
        return { type: "SHARE_KEY", share: readId(from), epoch: from.u53(), key: asSymmetricKey(from.raw(32)) };
      case tag.SHARE_NAME:
        return { type: "SHARE_NAME", share: readId(from), epoch: from.u53(), envelope: from.bytes() };
      case tag.SHARE_LOST:
        return { type: "SHARE_LOST", share: readId(from), lost: from.flag() };
      case tag.SHARE_LAST:
        return { type: "SHARE_LAST", share: readId(from), signed: from.bytes(), ladder: readAll(from, readRung) };
      case tag.VISIT:
        return {
          type: "VISIT",
          share: readId(from),
          tenant: readId(from),
          genesis: from.bytes(),
          seq: from.u53(),
          hash: from.bytes(),
        };
      case tag.VISIT_CURSOR:
        return { type: "VISIT_CURSOR", share: readId(from), cursor: readText(from) };
      case tag.DONE:
        // Stores of before have the cursor alone.
        return { type: "DONE", cursor: readText(from), synced: from.left > 0 ? from.u53() : 0 };
      default:
        throw new ProtocolError("UNSUPPORTED", "store");
    }
  }

  private readEvidence(from: ByteReader): Entry | null {
    const last = from.flag();
    this.pieces.push(from.raw(from.left));
    if (!last) return null;
    const bytes = concat(...this.pieces);
    this.pieces = [];
    return { type: "EVIDENCE", evidence: parseEvidence(bytes) };
  }
}

/** What is in it is shown and handed on, never acted on: that it is evidence at all is enough. */
function parseEvidence(bytes: Uint8Array): Evidence {
  try {
    const evidence = JSON.parse(decodeText(bytes));
    const at = new Date(evidence.at);
    if (typeof evidence.id === "string" && at.toISOString() === evidence.at) return { ...evidence, at };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)) throw error;
  }
  throw new ProtocolError("MALFORMED", "evidence");
}

function readPlace(from: ByteReader): PolicyPlace {
  const number = from.u8();
  const scope = Object.values(policyScope).find((each) => each === number);
  if (scope === undefined) throw new ProtocolError("UNSUPPORTED", "store");
  const id = from.optional(16);
  return { scope, id: id && asId(id) };
}

function readHead(from: ByteReader): Entry {
  const vault = readId(from);
  const its = vaultClasses[from.u8()];
  if (its === undefined) throw new ProtocolError("UNSUPPORTED", "store");
  const signed = from.bytes();
  const ladder = readAll(from, readRung);
  return { type: "HEAD", vault, class: its, signed: signed.length === 0 ? null : signed, ladder };
}

const readRung = (from: ByteReader): Rung => ({ revision: from.u53(), hash: asHash(from.raw(32)) });

const readFrozenKey = (from: ByteReader) =>
  from.left === 0 ? null : { epoch: from.u53(), key: asSymmetricKey(from.raw(32)) };

const readManifest = (from: ByteReader): ManifestAnswer => ({
  revision: from.u53(),
  manifest: from.bytes(),
  signature: from.raw(64),
});

function readRecord(from: ByteReader): HeldRecord {
  const recordId = readId(from);
  const its = from.u32();
  const version = from.u53();
  const trashedSince = from.u53();
  const folder = from.optional(16);
  const schema = from.u32();
  const epoch = from.u53();
  const revision = from.u53();
  const previousLeaf = from.optional(32);
  const key = from.bytes();
  const body = from.bytes();
  return holdRecord(formatUuid(recordId), recordId, revision, {
    class: its,
    version,
    trashedSince,
    folder: folder && asId(folder),
    schema,
    epoch,
    body,
    key,
    previousLeaf: previousLeaf && asHash(previousLeaf),
  });
}

function readAll<T>(from: ByteReader, read: (from: ByteReader) => T): T[] {
  const all: T[] = [];
  while (from.left > 0) all.push(read(from));
  return all;
}

const readId = (from: ByteReader): Id => asId(from.raw(16));
const readText = (from: ByteReader): string | null => decodeText(from.bytes()) || null;

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ProtocolError("MALFORMED", "text");
  }
}
