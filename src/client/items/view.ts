import { encodeBase64url } from "../../crypto/base64url.ts";
import type { Open } from "../core.ts";
import type { ProfileKind, SyncState } from "../events.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { withoutSecrets } from "../kinds/without-secrets.ts";
import { hidesSecrets } from "../shares/rights.ts";
import { stateOf } from "../sync/announce.ts";
import { folderIndex } from "../vault/folder-index.ts";
import { type HeldVault, profileOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { readBody } from "./body.ts";

/** What folders and items have in common. */
export interface RecordView {
  /** Canonical UUID text. */
  readonly id: string;
  /** The profile that it is in; of what is in a share the one that fits the share's scope. */
  readonly profile: ProfileKind;
  /** The share that it is in; null for what is in the profile itself. */
  readonly share: string | null;
  /** The folder that it is shown in; null at the top, and where its folder is missing, trashed or in a cycle. */
  readonly folder: string | null;
  readonly trashedAt: Date | null;
  /** Counts the sealings of the body. */
  readonly version: number;
  /** The vault's revision at which it last changed. */
  readonly revision: number;
  readonly state: SyncState;
  /** Names exactly this state of the record: hand it back to say what a change was based on. */
  readonly leaf: string;
  /** False where this client cannot read the body: it is shown, moved and trashed, and kept as it is. */
  readonly readable: boolean;
  /** Whether the user reads it as `READER_HIDDEN` in a share: secrets are left out of it. */
  readonly hidden: boolean;
}

/** Any secret: login, note, card, identity, key … */
export interface Item extends RecordView {
  readonly kind: string;
  readonly title: string;
  readonly fields: JsonObject;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly favorite: boolean;
  /** Of our side of a conflict: the item that it is a side of. Else null. */
  readonly conflictOf: string | null;
  /** The whole body, with members that this client does not know. */
  readonly body: JsonObject;
}

export interface Folder extends RecordView {
  readonly name: string;
}

export function viewItem(open: Open, vault: HeldVault, record: HeldRecord): Item {
  const body = readBody(open, vault, record);
  const viewed = viewRecord(open, vault, record, body !== null);
  return Object.assign(viewed, readItemBody(body && viewed.hidden ? withoutSecrets(body) : (body ?? {})));
}

/** A body's members by their types; whatever is of another type reads as empty, and is kept. */
export function readItemBody(body: JsonObject): Omit<Item, keyof RecordView> {
  const { kind, title, fields, notes, tags, favorite, conflictOf } = body;
  return {
    kind: textOr(kind, "unknown"),
    title: textOr(title, ""),
    fields: isObject(fields) ? fields : {},
    notes: textOr(notes, ""),
    tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [],
    favorite: favorite === true,
    conflictOf: typeof conflictOf === "string" ? conflictOf : null,
    body,
  };
}

export function viewFolder(open: Open, vault: HeldVault, record: HeldRecord): Folder {
  const body = readBody(open, vault, record);
  return { ...viewRecord(open, vault, record, body !== null), name: textOr(body?.name, "") };
}

function viewRecord(open: Open, vault: HeldVault, record: HeldRecord, readable: boolean): RecordView {
  return {
    id: record.record,
    profile: profileOf(vault) as ProfileKind,
    share: vault.class === "SHARE" ? vault.vault : null,
    folder: folderIndex(vault).folderOf(record),
    trashedAt: record.trashedSince === 0 ? null : new Date(record.trashedSince),
    version: record.version,
    revision: record.revision,
    state: stateOf(open, vault.vault, record.record),
    leaf: encodeBase64url(record.leaf),
    readable,
    hidden: vault.class === "SHARE" && hidesSecrets(open, vault.chain),
  };
}

const textOr = (value: Json | undefined, other: string): string => (typeof value === "string" ? value : other);

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** By name as people sort, and then by id, so that the order is always the same. */
export function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

export const byTitle = (a: Pick<Item, "title" | "id">, b: Pick<Item, "title" | "id">): number =>
  collator.compare(a.title, b.title) || (a.id < b.id ? -1 : 1);
