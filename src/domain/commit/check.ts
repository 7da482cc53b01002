import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { skipRevision } from "../../crypto/manifest.ts";
import { epochDue, type RosterState } from "../../crypto/roster-state.ts";
import { verifySignature } from "../../crypto/signature.ts";
import { checkSuccessor } from "../../crypto/successor.ts";
import { bounds } from "../bounds.ts";
import { proving } from "../invalid.ts";
import type { NewEntrusted } from "../recovery-group/entrusted-rows.ts";
import { entrustedBy, lacksEntrustedEpoch, restsOnFormerGroup } from "../recovery-group/in-commit.ts";
import { isStaleInShare, lacksEpoch, type ShareChange, shareChangeOf, writerGround } from "../share/in-commit.ts";
import { type Buckets, changeBuckets, rootOfBuckets } from "./buckets.ts";
import { checkEpochKey, checkRests, type Rules, statesAfter } from "./follow-links.ts";
import type { VaultGround } from "./ground.ts";
import type { ParsedLink, VaultCommit } from "./parse.ts";
import { asExpected, effectOf, leafChange, type RecordEffect } from "./record-effect.ts";
import type { Refusal } from "./refusal.ts";

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
