/** A backup as a file that is read without the server (PROTOCOL §8.5). */
import { compareBytes, equalBytes } from "../../../crypto/bytes.ts";
import { deriveGroupSeed } from "../../../crypto/client/group.ts";
import { operation } from "../../../crypto/link.ts";
import { custodiansOf } from "../../../crypto/recovery.ts";
import type { RosterState } from "../../../crypto/roster-state.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { deriveXWingPublicKey } from "../../../crypto/sodium.ts";
import { formatUuid, parseUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import type { BackupContent } from "../../backup/content.ts";
import type { BackupLine, BackupPerson } from "../../backup/file.ts";
import { openBackupKey } from "../../backup/open.ts";
import { verifyBackup } from "../../backup/verify.ts";
import { writeBackupFile } from "../../backup/write-file.ts";
import { tenantOf } from "../../company/act.ts";
import { fetchFormer } from "../../company/former.ts";
import { fetchGroups, type GroupSecrets, newestSecret, publicKeysOf, wrapForEach } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import type { BackupAnswer } from "../../transport/backup-operations.ts";
import { personOperation } from "../../transport/company-operations.ts";
import { recoveryCodeOperation } from "../../transport/recovery-group-operations.ts";
import type { Chain, SequencedLink } from "../../vault/chain.ts";
import type { OnCaseProgress } from "../cases.ts";
import { fetchBackup, forExport } from "./fetch.ts";
import { type HeldRecoveryGroup, holdGroup } from "./hold-group.ts";
import { fetchBackups } from "./lists.ts";
import { ownPlace } from "./place.ts";
import { rostersFor } from "./read.ts";

/**
 * The lines of a backup's file. Nothing is written of one that does not hold, or that this device could not open itself. Throws
 * NOT_FOUND, BACKUP_REFUSED, BACKUP_SEALED, KEY_PENDING.
 */
export async function* exportBackup(core: Core, id: string, onProgress: OnCaseProgress): AsyncGenerator<string, void> {
  const place = ownPlace(core);
  await place.refresh();
  const backup = (await fetchBackups(place, null)).find((each) => each.id === id);
  const [owner] = backup?.owners ?? [];
  if (backup === undefined || owner === undefined) throw new SealgraphError("NOT_FOUND", { part: "backup" });
  let done = 0;
  const content = await fetchBackup(forExport(core, id), (count) => {
    done += count;
    onProgress(done, Math.max(done, backup.records));
  });
  const rosters = await rostersFor(place, content);
  const named = { revision: backup.revision, hash: backup.manifestHash };
  const wanted = { vault: backup.vault, user: parseUuid(owner), named, least: null };
  const verified = await verifyBackup(content, { ...rosters, wanted });
  const held = await holdGroup(place, backup.group, undefined);
  openBackupKey(verified, content.wraps, new Map([[held.group, held.secrets]]));
  const { tenant } = rosters;
  const header = {
    tenant: formatUuid(tenantId(tenant)),
    backup: id,
    vault: backup.vault,
    kind: backup.kind,
    owners: backup.owners,
    takenAt: new Date(backup.takenAt),
    exportedAt: new Date(core.around.now()),
  };
  yield* writeBackupFile(header, linesOf(core, backup, content, rosters, held));
}

const tenantId = ({ states }: Chain) => {
  const [first] = states;
  if (first === undefined) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  return first.head.id;
};

type Line = Exclude<BackupLine, { line: "end" }>;

async function* linesOf(
  core: Core,
  backup: BackupAnswer,
  content: BackupContent,
  { tenant, groups }: Awaited<ReturnType<typeof rostersFor>>,
  held: HeldRecoveryGroup,
): AsyncGenerator<Line, void> {
  const links = (of: "TENANT" | "GROUP" | "VAULT", roster: string, all: readonly SequencedLink[]): Line[] =>
    all.map(({ seq, signed }) => ({ line: "link", of, roster, seq, signed }));
  yield* links("TENANT", formatUuid(tenantId(tenant)), inOrder(tenant));
  for (const person of await personsOf(core, backup.owners)) yield { line: "person", ...person };
  for (const group of [...new Set([backup.group, ...groupsIn(content)])].sort()) {
    const chain = groups.get(group);
    if (chain === undefined) continue;
    yield* links("GROUP", group, inOrder(chain));
    if (group === backup.group) yield* await keysOfGroup(core, held);
  }
  yield* links("VAULT", content.vault, content.links);
  yield { line: "manifest", ...content.head };
  for (const key of [...content.epochKeys].sort((a, b) => a.epoch - b.epoch)) yield { line: "epochKey", ...key };
  for (const wrap of content.wraps) yield { line: "recoveryWrap", ...wrap };
  if (content.name) yield { line: "name", ...content.name };
  const records = [...content.records].sort((a, b) => compareBytes(a.recordId, b.recordId));
  for (const record of records) yield { line: "record", ...record };
}

const inOrder = ({ links }: Chain): SequencedLink[] => links.map((signed, seq) => ({ seq, signed }));

/** Groups that a share's links name; of a profile none. */
function groupsIn({ kind, links }: BackupContent): string[] {
  if (kind === "PROFILE") return [];
  return links.flatMap(({ signed }) => {
    const { link } = readSignedLink(signed);
    return link.operation === operation.ADD_GROUP ? [formatUuid(link.subject.group)] : [];
  });
}

/**
 * What opens the recovery group: its secrets down the chain, the exporter's own wraps, those for its code, and one that is made here for
 * each other custodian in force: they have that key already.
 */
async function keysOfGroup(core: Core, { group, state, secrets }: HeldRecoveryGroup): Promise<Line[]> {
  const answer = (await fetchGroups(core, [group])).get(group);
  const codeWraps = (await call(core, recoveryCodeOperation, { group }))?.wraps ?? [];
  const own = formatUuid(opened(core).user);
  const epochs = [...(answer?.epochs ?? [])].sort((a, b) => a.epoch - b.epoch);
  const wraps = [
    ...(answer?.wraps ?? []).map((wrap) => ({ ...wrap, user: own })),
    ...codeWraps.map((wrap) => ({ ...wrap, user: group })),
    ...(await wrapsForCustodians(core, state, secrets)),
  ].sort((a, b) => a.epoch - b.epoch || (a.user < b.user ? -1 : 1));
  return [
    ...epochs.flatMap(({ epoch, previousSecret }): Line[] => {
      const secret = secrets.get(epoch);
      if (secret === undefined) return [];
      const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, parseUuid(group), epoch));
      return [{ line: "groupEpoch", group, epoch, publicKey, previousSecret }];
    }),
    ...wraps.map(({ epoch, user, wrap }): Line => ({ line: "groupWrap", group, epoch, user, wrap })),
  ];
}

async function wrapsForCustodians(core: Core, state: RosterState, secrets: GroupSecrets) {
  const secret = newestSecret(state, secrets);
  const epoch = state.epoch?.epoch ?? 0;
  if (secret === null) return [];
  const { user: own } = opened(core);
  const others = custodiansOf(state, tenantOf(core)).filter(({ user }) => !equalBytes(user, own));
  const made = wrapForEach(others, await publicKeysOf(core, others), { roster: state.head.id, epoch }, secret);
  return made.map(({ user, wrap }) => ({ epoch, user: formatUuid(user), wrap }));
}

/** Address and name of the owners, as far as the server says them; whoever reads compares them with what was signed. */
async function personsOf(core: Core, owners: readonly string[]): Promise<BackupPerson[]> {
  const persons: BackupPerson[] = [];
  let former: Awaited<ReturnType<typeof fetchFormer>> | null = null;
  for (const user of [...owners].sort()) {
    const present = await call(core, personOperation, { user });
    former ??= present ? former : await fetchFormer(core);
    const text = present ?? former?.find((each) => each.user === user);
    if (text) persons.push({ user, salt: text.salt, address: text.address, name: text.name });
  }
  return persons;
}
