import { deriveAnswerId } from "../../crypto/client/answer-id.ts";
import { deriveCopyId } from "../../crypto/client/copy-id.ts";
import {
  type Entry,
  encodeEntry,
  entryType,
  type LinkedCopyEntry,
  type ShareAnswerEntry,
} from "../../crypto/client/entry.ts";
import { sealRecord } from "../../crypto/client/record.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { keyFor, keyToWrite, type Open } from "../core.ts";
import type { Change, Sealing } from "../sync/deed.ts";
import type { HeldVault } from "../vault/held.ts";

interface EntryPlace {
  readonly vault: Id;
  readonly record: Id;
  readonly version: number;
  readonly epoch: number;
}

/** An entry of an account vault, sealed for its place (PROTOCOL §3.6). */
export function sealEntry(key: SymmetricKey, place: EntryPlace, entry: Entry): Sealing {
  const { body, key: recordKey } = sealRecord(key, { ...place, schema: 1 }, encodeEntry(entry));
  const { version, epoch } = place;
  return { class: recordClass.ENTRY, version, schema: 1, epoch, body, key: recordKey };
}

/** The change that writes an entry into a record, new or not, from what is held of it now. */
export function writeEntry(open: Open, vault: HeldVault, recordId: Id, entry: Entry): Change {
  const record = formatUuid(recordId);
  const known = vault.records.get(record);
  const { epoch } = keyToWrite(open, vault);
  const place = { vault: vault.id, record: recordId, version: (known?.version ?? 0) + 1, epoch };
  return {
    record,
    recordId,
    expectedLeaf: known?.leaf ?? null,
    place: { trashedSince: 0, folder: null },
    sealing: sealEntry(keyFor(open, vault, epoch), place, entry),
  };
}

/** The change that notes what the user says to a share (PROTOCOL §3.6). */
export const writeAnswer = (open: Open, account: HeldVault, answer: Omit<ShareAnswerEntry, "type">): Change =>
  writeEntry(open, account, deriveAnswerId(answer.share), { type: entryType.SHARE_ANSWER, ...answer });

/** The change that notes a linked copy, and how far it has followed (PROTOCOL §3.6). */
export const writeCopy = (open: Open, account: HeldVault, noted: Omit<LinkedCopyEntry, "type">): Change =>
  writeEntry(open, account, deriveCopyId(noted.share, noted.copy), { type: entryType.LINKED_COPY, ...noted });
