import { recordClass } from "../../crypto/leaf.ts";
import { operation } from "../../crypto/link.ts";
import { auditedEvent } from "../../crypto/policy-settings.ts";
import type { AuditEvent } from "../audit/event.ts";
import { bounds } from "../bounds.ts";
import { eventsOfShare } from "../share/audit.ts";
import type { VaultEffect } from "./check.ts";
import type { HeldRecord } from "./ground.ts";
import type { RecordEffect } from "./record-effect.ts";

type Deed = "ADDED" | "CHANGED" | "MOVED" | "TRASHED" | "PURGED";

/** By which part of `passwordAuditing` a deed is recorded. PROTOCOL §7.1. */
const auditedAs: Readonly<Record<Deed, number>> = {
  ADDED: auditedEvent.CREATED,
  CHANGED: auditedEvent.CHANGED,
  MOVED: auditedEvent.CHANGED,
  TRASHED: auditedEvent.DELETED,
  PURGED: auditedEvent.DELETED,
};

/** What the log says of a commit to one vault: nothing, unless it is a business profile or share; of its records what the policy says. */
export function eventsOfCommit(effect: VaultEffect): AuditEvent[] {
  const { ground, commit, links, roster, share } = effect;
  if (share) {
    if (ground.sharing?.scope !== "BUSINESS") return [];
    return [...eventsOfShare(links, share.before, roster), ...eventOfEntrusting(effect), ...eventOfRecords(effect)];
  }
  if (ground.class !== "BUSINESS") return [];
  const { vault } = commit;
  const does = (which: number) => links.some(({ link }) => link.operation === which);
  const resets = (commit.manifest.reset?.length ?? 0) > (ground.head?.manifest.reset?.length ?? 0);
  return [
    ...(does(operation.OWN_KEYS) ? [{ kind: "PROFILE_FOLLOWED_KEYS", vault } as const] : []),
    ...(does(operation.NEW_EPOCH)
      ? [{ kind: "PROFILE_KEY_RENEWED", vault, epoch: roster.epoch?.epoch ?? 0 } as const]
      : []),
    ...(resets ? [{ kind: "PROFILE_RESET", vault } as const] : []),
    ...eventOfEntrusting(effect),
    ...eventOfRecords(effect),
  ];
}

const eventOfEntrusting = ({ commit: { vault }, entrusts }: VaultEffect): AuditEvent[] =>
  entrusts ? [{ kind: "VAULT_ENTRUSTED", vault, group: entrusts.group, epoch: entrusts.groupEpoch }] : [];

function eventOfRecords({ ground, commit: { vault }, records }: VaultEffect): AuditEvent[] {
  const [first] = records;
  if (first === undefined) return [];
  const kindOf = (record: RecordEffect) => `${classOf(record, ground.records)} ${deedOf(record)}`;
  const alike = records.every((record) => kindOf(record) === kindOf(first));
  const its = classOf(first, ground.records);
  const kind = alike && its ? (`${its}_${deedOf(first)}` as const) : "RECORDS_CHANGED";
  const named = records.slice(0, bounds.recordsPerEntry).map(({ change }) => change.record);
  const audited = records.reduce((sum, record) => sum | auditedAs[deedOf(record)], 0);
  return [{ kind, audited, vault, records: named, amount: records.length }];
}

function deedOf({ change, sealing }: RecordEffect): Deed {
  if (change.purge) return "PURGED";
  if (sealing) return change.expectedLeaf === null ? "ADDED" : "CHANGED";
  return change.trashedSince > 0 ? "TRASHED" : "MOVED";
}

function classOf(record: RecordEffect, held: ReadonlyMap<string, HeldRecord | "PURGED">): "ITEMS" | "FOLDERS" | null {
  const before = held.get(record.change.record);
  const its = record.change.purge ? (before as HeldRecord).class : record.class;
  return its === recordClass.ITEM ? "ITEMS" : its === recordClass.FOLDER ? "FOLDERS" : null;
}
