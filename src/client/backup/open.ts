/** Opening a backup that was verified: by secrets of recovery groups (PROTOCOL §4.14, §8.7). */

import { checkKeyCommitment } from "../../crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../crypto/client/group.ts";
import { unwrapKey } from "../../crypto/client/key-wrap.ts";
import { openRecordText } from "../../crypto/client/record.ts";
import { openShareName } from "../../crypto/client/share.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { SealgraphError } from "../errors.ts";
import { bodySchema, parseBody } from "../items/body.ts";
import type { JsonObject } from "../json.ts";
import { makePace } from "../pace.ts";
import { isStatedName } from "../shares/name.ts";
import type { NewestKey } from "../vault/held.ts";
import { type KeyRing, keyOfEpoch, makeKeyRing } from "../vault/keys.ts";
import type { HeldRecord } from "../vault/record.ts";
import { tried } from "../vault/tried.ts";
import type { BackupContent, EntrustedWrap } from "./content.ts";
import type { VerifiedBackup } from "./verify.ts";

/** By recovery group: every secret of it that is here, by epoch. */
export type RecoverySecrets = ReadonlyMap<string, ReadonlyMap<number, SymmetricKey>>;

/** Why a record of a backup that holds is not read. */
export type Damage =
  /** Its content is lost, or is not what was signed. */
  | "DAMAGED"
  /** It is what was signed, and does not open. */
  | "SEALED"
  /** It opens, and is of a form that this release does not know. */
  | "UNKNOWN";

export interface DamagedRecord {
  /** Canonical UUID text. */
  readonly record: string;
  readonly reason: Damage;
}

/** A backup, opened: what was readable by its record, and what was not by its reason. */
export interface OpenedBackup {
  readonly verified: VerifiedBackup;
  /** Of a share; null where it does not open, and of profiles. */
  readonly name: string | null;
  /** Folders and items, those in the trash too. */
  readonly bodies: ReadonlyMap<string, JsonObject>;
  readonly damaged: readonly DamagedRecord[];
}

/**
 * The newest key of a backup's vault: the one of an epoch that its roster states, by whatever wrap opens it. Throws
 * BACKUP_SEALED.
 */
export function openBackupKey(
  { vault: { id, chain } }: VerifiedBackup,
  wraps: readonly EntrustedWrap[],
  secrets: RecoverySecrets,
): NewestKey {
  const stated = new Map(chain.states.flatMap(({ epoch }) => (epoch ? [[epoch.epoch, epoch] as const] : [])));
  for (const { epoch, group, groupEpoch, wrap } of [...wraps].sort((a, b) => b.epoch - a.epoch)) {
    const secret = secrets.get(group)?.get(groupEpoch);
    const entry = stated.get(epoch);
    if (!secret || !entry) continue;
    const key = tried(() => {
      const user = parseUuid(group);
      const found = unwrapKey(deriveGroupSeed(secret, user, groupEpoch), { roster: id, epoch, user }, wrap);
      checkKeyCommitment(found, id, entry);
      return found;
    });
    if (key) return { epoch, key };
  }
  throw new SealgraphError("BACKUP_SEALED");
}

/** Opens all records. What does not open is named, and costs nothing but itself. Throws BACKUP_SEALED. */
export async function openBackup(
  verified: VerifiedBackup,
  { wraps, name }: Pick<BackupContent, "wraps" | "name">,
  secrets: RecoverySecrets,
): Promise<OpenedBackup> {
  const newest = openBackupKey(verified, wraps, secrets);
  const ring = makeKeyRing();
  const bodies = new Map<string, JsonObject>();
  const damaged: DamagedRecord[] = verified.damaged.map((record) => ({ record, reason: "DAMAGED" }));
  const pace = makePace();
  for (const held of verified.vault.records.values()) {
    const breath = pace();
    if (breath) await breath;
    if (held.class !== recordClass.FOLDER && held.class !== recordClass.ITEM) continue;
    const body = openOne(verified, ring, newest, held);
    if (typeof body === "string") damaged.push({ record: held.record, reason: body });
    else bodies.set(held.record, body);
  }
  return { verified, name: nameIn(verified, ring, newest, name), bodies, damaged };
}

function openOne({ vault }: VerifiedBackup, ring: KeyRing, newest: NewestKey, record: HeldRecord): JsonObject | Damage {
  if (record.schema !== bodySchema) return "UNKNOWN";
  const { recordId, version, schema, epoch } = record;
  try {
    const key = keyOfEpoch(ring, vault, newest, epoch);
    return (
      parseBody(openRecordText(key, { vault: vault.id, record: recordId, version, schema, epoch }, record)) ?? "UNKNOWN"
    );
  } catch (error) {
    if (error instanceof SealError || error instanceof ProtocolError) return "SEALED";
    throw error;
  }
}

function nameIn(
  { vault }: VerifiedBackup,
  ring: KeyRing,
  newest: NewestKey,
  name: BackupContent["name"],
): string | null {
  if (name === null || !isStatedName(name.envelope, vault)) return null;
  const { epoch, envelope } = name;
  return tried(() => openShareName(keyOfEpoch(ring, vault, newest, epoch), { share: vault.id, epoch }, envelope));
}
