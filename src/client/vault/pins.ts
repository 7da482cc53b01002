import { equalBytes } from "../../crypto/bytes.ts";
import { deriveAgreementId } from "../../crypto/client/agreement-id.ts";
import { deriveAnswerId } from "../../crypto/client/answer-id.ts";
import { deriveCopyId } from "../../crypto/client/copy-id.ts";
import {
  type AccountEntry,
  type Entry,
  entryType,
  type FormerKeysEntry,
  type FormerPassword,
  type HeadsEntry,
  type LinkedCopyEntry,
  type OwnVaultEntry,
  parseEntry,
  type ShareAnswerEntry,
  type StreamHead,
  type SwitchAgreedEntry,
  type VisitEntry,
} from "../../crypto/client/entry.ts";
import { openRecord } from "../../crypto/client/record.ts";
import { deriveVisitId } from "../../crypto/client/visit-id.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { HeldRecord } from "./record.ts";

/** An entry, and the record that it stands in. */
export interface Placed<E extends Entry> {
  readonly entry: E;
  readonly record: string;
}

/** What an account vault says; what is not in it does not exist (PROTOCOL §3.6). */
export interface Pins {
  readonly account: Placed<AccountEntry>;
  /** By vault. */
  readonly ownVaults: ReadonlyMap<string, Placed<OwnVaultEntry>>;
  /** By share: what the user said to it. */
  readonly shares: ReadonlyMap<string, Placed<ShareAnswerEntry>>;
  /** By share: those that the user is a guest in. */
  readonly visits: ReadonlyMap<string, Placed<VisitEntry>>;
  /** By device. */
  readonly heads: ReadonlyMap<string, Placed<HeadsEntry>>;
  /** Keys of generations that are over: for rosters that are behind. */
  readonly former: readonly FormerKeysEntry[];
  /** The newest first. */
  readonly formerPasswords: readonly FormerPassword[];
  /** Items in shares that follow other items: by the copy's record (PROTOCOL §5.9). */
  readonly copies: ReadonlyMap<string, Placed<LinkedCopyEntry>>;
  /** By company: the marked switch that the user agreed to (PROTOCOL §4.16). */
  readonly agreements: ReadonlyMap<string, Placed<SwitchAgreedEntry>>;
}

/**
 * Opens the entries of a verified account vault; types that this version does not know are left alone. Throws MALFORMED
 * on an entry that is not one, MISMATCH where there is not exactly one account entry, or a heads entry is not under its
 * device's id, an answer or a visit under the one of its share, a linked copy under the one of the copy, or an agreement under
 * the one of its company, SealError where one does not open.
 */
export function readPins(
  vault: { readonly id: Id },
  records: Iterable<HeldRecord>,
  keyOf: (epoch: number) => SymmetricKey,
): Pins {
  const accounts: Placed<AccountEntry>[] = [];
  const ownVaults = new Map<string, Placed<OwnVaultEntry>>();
  const shares = new Map<string, Placed<ShareAnswerEntry>>();
  const visits = new Map<string, Placed<VisitEntry>>();
  const heads = new Map<string, Placed<HeadsEntry>>();
  const former: FormerKeysEntry[] = [];
  let formerPasswords: readonly FormerPassword[] = [];
  const copies = new Map<string, Placed<LinkedCopyEntry>>();
  const agreements = new Map<string, Placed<SwitchAgreedEntry>>();
  for (const held of records) {
    if (held.class !== recordClass.ENTRY || held.schema !== 1 || held.trashedSince !== 0) continue;
    const place = {
      vault: vault.id,
      record: held.recordId,
      version: held.version,
      schema: held.schema,
      epoch: held.epoch,
    };
    const entry = parseKnownEntry(openRecord(keyOf(held.epoch), place, held));
    const { record } = held;
    if (entry === null) continue;
    if (entry.type === entryType.ACCOUNT) accounts.push({ entry, record });
    else if (entry.type === entryType.OWN_VAULT) ownVaults.set(formatUuid(entry.vault), { entry, record });
    else if (entry.type === entryType.FORMER_KEYS) former.push(entry);
    else if (entry.type === entryType.FORMER_PASSWORDS) formerPasswords = entry.passwords;
    else if (entry.type === entryType.SHARE_ANSWER) {
      if (!equalBytes(deriveAnswerId(entry.share), held.recordId))
        throw new ProtocolError("MISMATCH", "answer to another share");
      shares.set(formatUuid(entry.share), { entry, record });
    } else if (entry.type === entryType.VISIT) {
      if (!equalBytes(deriveVisitId(entry.share), held.recordId))
        throw new ProtocolError("MISMATCH", "visit of another share");
      visits.set(formatUuid(entry.share), { entry, record });
    } else if (entry.type === entryType.LINKED_COPY) {
      if (!equalBytes(deriveCopyId(entry.share, entry.copy), held.recordId))
        throw new ProtocolError("MISMATCH", "another linked copy");
      copies.set(formatUuid(entry.copy), { entry, record });
    } else if (entry.type === entryType.SWITCH_AGREED) {
      if (!equalBytes(deriveAgreementId(entry.tenant), held.recordId))
        throw new ProtocolError("MISMATCH", "agreement in another company");
      agreements.set(formatUuid(entry.tenant), { entry, record });
    } else {
      if (!equalBytes(entry.device, held.recordId)) throw new ProtocolError("MISMATCH", "heads of another device");
      heads.set(record, { entry, record });
    }
  }
  const [account] = accounts;
  if (account === undefined || accounts.length > 1) throw new ProtocolError("MISMATCH", "account entry");
  return { account, ownVaults, shares, visits, heads, former, formerPasswords, copies, agreements };
}

/** What was worked out of pins, which never change: each page that comes asks for it several times. */
const workedOut = new WeakMap<Pins, ReadonlyMap<string, StreamHead>>();

/** The highest head that any device noted of each stream. */
export function highestHeads(pins: Pins): ReadonlyMap<string, StreamHead> {
  const known = workedOut.get(pins) ?? findHighest(pins);
  workedOut.set(pins, known);
  return known;
}

function findHighest(pins: Pins): ReadonlyMap<string, StreamHead> {
  const highest = new Map<string, StreamHead>();
  for (const { entry } of pins.heads.values()) {
    for (const head of entry.heads) {
      const stream = formatUuid(head.stream);
      const known = highest.get(stream);
      if (known === undefined || head.position > known.position) highest.set(stream, head);
    }
  }
  return highest;
}

function parseKnownEntry(bytes: Uint8Array): Entry | null {
  try {
    return parseEntry(bytes);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "UNSUPPORTED") return null;
    throw error;
  }
}
