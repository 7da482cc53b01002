import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Hash } from "../../crypto/keys.ts";
import { leafHash, recordClass } from "../../crypto/leaf.ts";
import { operation } from "../../crypto/link.ts";
import { type Manifest, skipRevision } from "../../crypto/manifest.ts";
import { applyLink, checkCut, checkFollows, checkSameKeys, checkTenantHead } from "../../crypto/roster.ts";
import { epochDue, findMember, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { verifySignature } from "../../crypto/signature.ts";
import { checkSuccessor } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RecordId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { proving } from "../invalid.ts";
import type { NewEntrusted } from "../recovery-group/entrusted-rows.ts";
import { checkEntrusts, entrustedBy, lacksEntrustedEpoch, restsOnFormerGroup } from "../recovery-group/in-commit.ts";
import {
  followInCommit,
  isStaleInShare,
  lacksEpoch,
  type ShareChange,
  shareChangeOf,
  writerGround,
} from "../share/in-commit.ts";
import { type Buckets, bucketOf, changeBuckets, type LeafChange, rootOfBuckets } from "./buckets.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import type { ParsedLink, VaultCommit } from "./parse.ts";
import type { Change, Sealing } from "./parse-change.ts";

/** What a commit does to one record, checked. */
export interface RecordEffect {
  readonly change: Change;
  readonly bucket: number;
  readonly leaf: Hash | null;
  /** Of a record that stays. */
  readonly class: number;
  readonly version: number;
  readonly sealing: Sealing | null;
  readonly previousLeaf: Hash | null;
}

/** What a commit does to one vault, checked: nothing is left but to write it down. */
export interface VaultEffect {
  readonly ground: VaultGround;
  readonly commit: VaultCommit;
  readonly roster: RosterState;
  readonly links: readonly ParsedLink[];
  readonly count: number;
  readonly buckets: Buckets;
  readonly records: readonly RecordEffect[];
  /** Null for what is no share. */
  readonly share: ShareChange | null;
  /** The key of its epoch in force, for a recovery group; null where it entrusts none. */
  readonly entrusts: NewEntrusted | null;
}

/** What may happen to a correct client. */
export type Refusal =
  | { readonly kind: "CONFLICT"; readonly records: readonly RecordId[] }
  /** Of a share, or a key that is entrusted, it may be tenant or groups that have moved on. */
  | { readonly kind: "STALE_HEAD"; readonly inShare?: true }
  | { readonly kind: "STALE_EPOCH"; readonly epoch: number; readonly due: boolean }
  | { readonly kind: "POLICY"; readonly policy: PolicyRefused }
  | { readonly kind: "LIMIT"; readonly limit: CommitLimit };

export type PolicyRefused =
  | "DISABLE_PERSONAL_PROFILE"
  | "DISABLE_SHARING"
  | "SHARE_RECIPIENT_DOMAINS"
  | "ORGANISATION_BACKUP";
/** What there is of which only so many may be, by how many. */
export const commitLimits = {
  RECORDS_PER_VAULT: bounds.recordsPerVault,
  MEMBERS_PER_SHARE: bounds.membersPerShare,
  GROUPS_PER_SHARE: bounds.groupsPerShare,
  GUESTS_PER_SHARE: bounds.guestsPerShare,
  SHARES_PER_FOUNDER: bounds.sharesPerFounder,
  SHARES_PER_GROUP: bounds.sharesPerGroup,
  LINKS_PER_SHARE: bounds.linksPerShare,
} as const;
export type CommitLimit = keyof typeof commitLimits;

export interface Rules {
  readonly device: Uint8Array;
  readonly disablePersonalProfile: boolean;
  /** Whether it is the account vault's part of new account keys: then alone may it bring links. */
  readonly newAccountKeys?: boolean;
  /** Whether the account goes to another tenant: then each vault brings the link that says so, and no other. */
  readonly moving?: boolean;
}

/**
 * Holds one vault's part of a commit against what the server has (PROTOCOL §5.4, §5.6): expected leaves, chain, links,
 * classes, leaves, signature, author's right, root and count.
 *
 * @throws Failure `INVALID_PROOF` for what no correct client sends.
 */
export function checkVaultCommit(
  ground: VaultGround,
  commit: VaultCommit,
  links: readonly ParsedLink[],
  rules: Rules,
): VaultEffect | Refusal {
  const conflicts = commit.changes.filter((change) => !asExpected(ground.records.get(change.record), change));
  if (conflicts.length > 0) return { kind: "CONFLICT", records: conflicts.map((change) => change.record) };
  if (!equalOrNull(commit.manifest.previous, ground.head?.hash ?? null)) return { kind: "STALE_HEAD" };
  if (isStaleInShare(ground, commit, links) || restsOnFormerGroup(ground, links))
    return { kind: "STALE_HEAD", inShare: true };

  const renewed = links.some(({ link }) => link.operation === operation.OWN_KEYS);
  if (ground.behind && !renewed) return { kind: "STALE_EPOCH", epoch: ground.roster.epoch?.epoch ?? 0, due: true };
  return proving(() => {
    const states = statesAfter(ground, links, rules);
    const roster = states.at(-1) ?? ground.roster;
    if (renewed) checkRests(ground.tenant, roster, commit.manifest);
    const epoch = roster.epoch?.epoch ?? 0;
    if (epochDue(roster) || commit.manifest.epoch !== epoch)
      return { kind: "STALE_EPOCH", epoch, due: epochDue(roster) };
    if (lacksEpoch(ground, roster, links) || lacksEntrustedEpoch(ground, links))
      return { kind: "STALE_EPOCH", epoch, due: true };
    checkEpochKey(commit, links, epoch);
    const disabled = ground.disabled || (rules.disablePersonalProfile && ground.class === "PERSONAL");
    if (disabled && commit.changes.some((change) => change.sealing)) {
      return { kind: "POLICY", policy: "DISABLE_PERSONAL_PROFILE" };
    }
    if (!verifySignature("manifest", commit.manifestBytes, commit.signature, commit.manifest.author.key)) {
      throw new ProtocolError("BAD_SIGNATURE", "manifest");
    }
    if (!equalBytes(commit.manifest.device, rules.device)) throw new ProtocolError("MISMATCH", "device");

    const records = commit.changes.map((change) => effectOf(ground, change, epoch));
    const count =
      ground.count + records.reduce((sum, { change }) => sum + (change.purge ? -1 : change.expectedLeaf ? 0 : 1), 0);
    if (count > bounds.recordsPerVault) return { kind: "LIMIT", limit: "RECORDS_PER_VAULT" };
    const buckets = changeBuckets(ground.buckets, records.map(leafChange));
    checkSuccessor(ground.head, commit.manifest, {
      roster,
      tenantLink: ground.tenantLinks.get(commit.manifest.tenantHead.seq) ?? null,
      root: rootOfBuckets(buckets),
      count,
      skipHash: ground.hashes.get(skipRevision(commit.manifest.revision)) ?? null,
      ...writerGround(ground, commit.manifest),
    });
    const share = shareChangeOf(ground, commit, links, states);
    const entrusts = entrustedBy(commit, links, roster);
    return { ground, commit, roster, links, count, buckets, records, share, entrusts };
  });
}

/** The roster after each of the links. */
function statesAfter(ground: VaultGround, links: readonly ParsedLink[], rules: Rules): RosterState[] {
  const states: RosterState[] = [];
  for (const link of links) states.push(follow(ground, states.at(-1) ?? ground.roster, link, rules));
  return states;
}

/**
 * An account vault's key and a user's own keys stand in the account beside it and are changed with it, by a verb of
 * their own: a bare commit starts epochs of profiles, entrusts their keys, and brings own keys only where the tenant states them
 * already.
 */
function follow(
  ground: VaultGround,
  state: RosterState,
  { link, signed }: ParsedLink,
  { newAccountKeys = false, moving = false }: Rules,
): RosterState {
  if (ground.sharing) return followInCommit(ground.sharing, ground, state, { link, signed });
  if (moving) return move(ground, state, { link, signed });
  const ownKeys = link.operation === operation.OWN_KEYS;
  const allowed =
    (ground.class === "ACCOUNT") === newAccountKeys &&
    (link.operation === operation.NEW_EPOCH ||
      link.operation === operation.ENTRUST ||
      (ownKeys && (newAccountKeys || ground.behind)));
  if (!allowed) throw new ProtocolError("NOT_ALLOWED", "link");
  checkEntrusts(ground, link);
  const next = applyLink(state, signed);
  if (ownKeys && ground.tenant) checkFollows(ground.tenant, next, link);
  checkTenantHead(next, (next.tenantHead && ground.tenantLinks.get(next.tenantHead.seq)) ?? null);
  checkCut(
    link,
    ground.head && { vault: link.roster, revision: ground.head.manifest.revision, hash: ground.head.hash },
  );
  return next;
}

/** The roster goes on in the tenant that its user has come to, under the keys that are stated there (PROTOCOL §4.4). */
function move({ tenant }: VaultGround, state: RosterState, { link, signed }: Pick<ParsedLink, "link" | "signed">) {
  if (link.operation !== operation.MOVE || tenant === null) throw new ProtocolError("NOT_ALLOWED", "link");
  const next = applyLink(state, signed);
  checkTenantHead(next, tenant.head);
  checkSameKeys(tenant, next);
  return next;
}

/** A manifest under renewed keys names a tenant head at which they are stated (PROTOCOL §4.7). */
function checkRests(tenant: RosterState | null, roster: RosterState, { tenantHead }: Manifest): void {
  const early = membersOf(roster).some(
    ({ user }) => tenantHead.seq < ((tenant && findMember(tenant, user)?.seq) ?? Number.POSITIVE_INFINITY),
  );
  if (early) throw new ProtocolError("WRONG_KEYS", "tenant head");
}

/** A new epoch brings the key before it; nothing else does. */
function checkEpochKey(commit: VaultCommit, links: readonly ParsedLink[], epoch: number): void {
  const started = links.filter(({ link }) => link.operation === operation.NEW_EPOCH);
  if (started.length !== (commit.epochKey ? 1 : 0)) throw new ProtocolError("WRONG_EPOCH", "epoch key");
  if (commit.epochKey && commit.epochKey.epoch !== epoch) throw new ProtocolError("WRONG_EPOCH", "epoch key");
}

function asExpected(held: HeldRecord | "PURGED" | undefined, change: Change): boolean {
  if (held === undefined) return change.expectedLeaf === null;
  // The id of a purged record is never used again: a reader who missed the purge would see a version go back.
  return held !== "PURGED" && equalOrNull(held.leaf, change.expectedLeaf);
}

function effectOf(ground: VaultGround, change: Change, epoch: number): RecordEffect {
  const bucket = bucketOf(change.id);
  const held = ground.records.get(change.record);
  if (change.purge) return { change, bucket, leaf: null, class: 0, version: 0, sealing: null, previousLeaf: null };
  const before = held === "PURGED" ? undefined : held;
  if (change.sealing) {
    checkSealing(ground, change.sealing, before, epoch);
    const { body, key, ...named } = change.sealing;
    const previousLeaf = before?.leaf ?? null;
    const leaf = leafHash({
      ...placeOf(change),
      ...named,
      bodyHash: sealedHash(body),
      keyHash: sealedHash(key),
      previousLeaf,
    });
    return { change, bucket, leaf, class: named.class, version: named.version, sealing: change.sealing, previousLeaf };
  }
  if (!before?.body || !before.key) throw new Failure("INTERNAL");
  const leaf = leafHash({
    ...placeOf(change),
    class: before.class,
    version: before.version,
    schema: before.schema,
    epoch: before.epoch,
    bodyHash: sealedHash(before.body),
    keyHash: sealedHash(before.key),
    previousLeaf: before.previousLeaf,
  });
  const { class: its, version, previousLeaf } = before;
  return { change, bucket, leaf, class: its, version, sealing: null, previousLeaf };
}

const leafChange = ({ change, bucket, leaf, class: its, version }: RecordEffect): LeafChange => ({
  record: change.record,
  bucket,
  leaf: leaf && { leaf, class: its, version },
});

function checkSealing(ground: VaultGround, sealing: Sealing, before: HeldRecord | undefined, epoch: number): void {
  const entry = sealing.class === recordClass.ENTRY;
  const placement = sealing.class === recordClass.PLACEMENT;
  if (entry !== (ground.class === "ACCOUNT") || (placement && ground.class === "SHARE"))
    throw new ProtocolError("NOT_ALLOWED", "class");
  if (before && before.class !== sealing.class) throw new ProtocolError("NOT_ALLOWED", "class");
  if (sealing.version !== (before?.version ?? 0) + 1) throw new ProtocolError("BROKEN_CHAIN", "version");
  if (sealing.epoch !== epoch) throw new ProtocolError("WRONG_EPOCH", "record");
}

const placeOf = (change: Change) => ({
  record: change.id,
  trashedSince: change.trashedSince,
  folder: change.folder === null ? null : parseUuid(change.folder),
});
