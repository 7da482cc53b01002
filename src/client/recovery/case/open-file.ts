/** Opening a backup from its file: without a server, by the code or by the keys of an account (PROTOCOL §8.5). */
import { equalBytes, toHex } from "../../../crypto/bytes.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import type { Id, XWingSeed } from "../../../crypto/keys.ts";
import { isRecoveryGroup } from "../../../crypto/recovery.ts";
import { findMember } from "../../../crypto/roster-state.ts";
import { formatUuid, parseUuid } from "../../../crypto/uuid.ts";
import { type GatheredBackup, type GatheredGroup, gatherBackup } from "../../backup/gather.ts";
import { openBackup, type RecoverySecrets } from "../../backup/open.ts";
import { readBackupFile } from "../../backup/read-file.ts";
import { type VerifiedBackup, verifyBackup } from "../../backup/verify.ts";
import { type GroupSecrets, openDown } from "../../company/group-keys.ts";
import { opens } from "../../company/people.ts";
import { type Core, opened } from "../../core.ts";
import { BackupRefused } from "../../errors.ts";
import { type Chain, extendChain, newestState } from "../../vault/chain.ts";
import { followGroup } from "../../vault/group-chain.ts";
import type { BackupFileView, CheckedBackupFile } from "../cases.ts";
import { keysOfCode } from "../group/code.ts";
import type { ByCode } from "../setup.ts";
import { workOf } from "./work.ts";

/** By what a file is opened: the code of the recovery group, or an account that is unlocked here; of both the code. */
export interface FileOpener {
  /** A function is asked once the file is verified. */
  readonly code?: ByCode["code"] | (() => Promise<string | readonly string[]>);
  readonly core?: Core;
}

/**
 * Verifies a file and opens it. Its company is the one of the account where there is one, link by link as far as both go; else a person
 * compares the genesis. Throws BackupFileRefused, BACKUP_REFUSED, BACKUP_SEALED, RECOVERY_CODE_REFUSED.
 */
export async function openBackupFile(source: AsyncIterable<Uint8Array>, by: FileOpener): Promise<BackupFileView> {
  const file = await verifyFile(source, by.core);
  const { view, gathered, verified } = file;
  const code = typeof by.code === "function" ? await by.code() : by.code;
  const opened = await openBackup(verified, gathered.content, await secretsIn(file, code, by.core));
  const { items, show } = workOf(async () => ({ backups: [{ backup: view.backup, opened }], refused: [] }));
  return { ...view, items, show };
}

/** Verifies a file, and opens nothing: what can be known of it without a key. Throws BackupFileRefused, BACKUP_REFUSED. */
export const checkBackupFile = async (source: AsyncIterable<Uint8Array>): Promise<CheckedBackupFile> =>
  (await verifyFile(source, undefined)).view;

interface VerifiedFile {
  readonly view: CheckedBackupFile;
  readonly gathered: GatheredBackup;
  readonly verified: VerifiedBackup;
  readonly tenant: Chain;
  readonly groups: ReadonlyMap<string, Chain>;
}

async function verifyFile(source: AsyncIterable<Uint8Array>, core: Core | undefined): Promise<VerifiedFile> {
  const file = await readBackupFile(source);
  const { header } = file;
  const gathered = await gatherBackup(file);
  const intact = gathered.damage === null;
  try {
    const tenant = tenantIn(gathered, header.tenant, core);
    const groups = groupsIn(gathered, tenant);
    const [owner] = header.owners;
    if (owner === undefined) throw new ProtocolError("MALFORMED", "owner");
    const wanted = { vault: header.vault, user: parseUuid(owner), named: null, least: null };
    const verified = await verifyBackup(gathered.content, { tenant, groups, wanted });
    const owners = header.owners.map((user) => ownerOf(gathered, tenant, user));
    const known = isHeld(core, header.tenant);
    const company = { tenant: header.tenant, genesis: toHex(newestState(tenant).genesis), known };
    const { backup, kind, takenAt } = header;
    const { records } = gathered.content;
    const view = {
      company,
      backup,
      kind,
      takenAt,
      owners,
      intact,
      records: records.length,
      damaged: verified.damaged.length,
    };
    return { view, gathered, verified, tenant, groups };
  } catch (error) {
    // What does not verify because bytes are damaged is told by that.
    if (error instanceof ProtocolError || error instanceof BackupRefused) {
      throw gathered.damage ?? (error instanceof BackupRefused ? error : new BackupRefused(error.code));
    }
    throw error;
  }
}

function tenantIn({ tenant: links }: GatheredBackup, tenant: string, core: Core | undefined): Chain {
  const chain = extendChain(null, links);
  const { head } = newestState(chain);
  if (formatUuid(head.id) !== tenant) throw new ProtocolError("WRONG_ROSTER", "tenant");
  const held = core && isHeld(core, tenant) ? opened(core).held.tenant : null;
  if (!held) return chain;
  // The device's own roster counts, where the file's is shorter as where it is longer.
  const both = Math.min(held.links.length, chain.links.length);
  for (let seq = 0; seq < both; seq++) {
    if (!equalBytes(held.links[seq] as Uint8Array, chain.links[seq] as Uint8Array))
      throw new ProtocolError("BROKEN_CHAIN", "tenant");
  }
  return held.links.length > chain.links.length ? held : chain;
}

function isHeld(core: Core | undefined, tenant: string): boolean {
  const held = core && opened(core).held.tenant;
  return !!held && formatUuid(newestState(held).head.id) === tenant;
}

const groupsIn = ({ groups }: GatheredBackup, tenant: Chain): ReadonlyMap<string, Chain> =>
  new Map(groups.map(({ group, links }) => [group, followGroup(null, links, tenant)]));

/** Of every recovery group in the file what opens. */
async function secretsIn(
  { gathered: { groups }, tenant, groups: chains }: VerifiedFile,
  code: ByCode["code"],
  core: Core | undefined,
): Promise<RecoverySecrets> {
  const secrets = new Map<string, GroupSecrets>();
  for (const gathered of groups) {
    const chain = chains.get(gathered.group);
    if (!chain || !isRecoveryGroup(newestState(chain))) continue;
    const byCode = code === undefined ? null : await keysOfCode(newestState(tenant), newestState(chain), code);
    const its = byCode
      ? openAll(chain, gathered, gathered.codeWraps, { user: parseUuid(gathered.group), seeds: [byCode.xwingSeed] })
      : core && openAll(chain, gathered, ownWraps(core, gathered), seedsOf(core));
    if (its) secrets.set(gathered.group, its);
  }
  return secrets;
}

const openAll = (
  chain: Chain,
  { epochs }: GatheredGroup,
  wraps: GatheredGroup["codeWraps"],
  by: { readonly user: Id; readonly seeds: readonly XWingSeed[] },
): GroupSecrets => openDown(chain, { epochs, wraps }, by);

function ownWraps(core: Core, { wraps }: GatheredGroup): GatheredGroup["codeWraps"] {
  const own = formatUuid(opened(core).user);
  return wraps.filter(({ user }) => user === own);
}

function seedsOf(core: Core) {
  const { keys, user, held } = opened(core);
  return { user, seeds: [keys.xwingSeed, ...(held.pins?.former ?? []).map(({ xwingSeed }) => xwingSeed)] };
}

/** What an owner was called, where the roster's last word of them is opened by it. */
function ownerOf({ persons }: GatheredBackup, tenant: Chain, user: string): BackupFileView["owners"][number] {
  const text = persons.find((each) => each.user === user);
  const id = parseUuid(user);
  const last = tenant.states.findLast((state) => findMember(state, id) !== undefined);
  const known = text && last && opens(findMember(last, id)?.person ?? null, text);
  return { user, name: known ? text.name : null, address: known ? text.address : null };
}
