import { parseUuid } from "../../crypto/uuid.ts";
import { Failure, type FailureCode } from "../../errors.ts";
import type { RecordId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { isTaken } from "../connection.ts";
import type { Actor, Request } from "../context.ts";
import { findKnownActor, forgetActor } from "../known-actors.ts";
import { askAlone } from "../transaction.ts";
import { bucketOf } from "./buckets.ts";
import { checkVaultCommit, type VaultEffect } from "./check.ts";
import type { HeldRecord, VaultGround } from "./ground.ts";
import { findVault, type KnownVault } from "./known-vaults.ts";
import type { Commit, VaultCommit } from "./parse.ts";
import { deedOf, type Effect, headsOf } from "./plan.ts";
import { writeQuickly } from "./quick-rows.ts";

/**
 * Carries a commit out in one round trip where all that it has to be checked against is known here: session, tenant,
 * head and roster are demanded by the very statement that writes. Null where anything is not known, does not hold or has
 * moved on: then nothing was written, and the ordinary way finds out what is to be answered.
 *
 * @throws Failure for a session that is over, and `UNAVAILABLE`: then nobody knows.
 */
export async function commitQuickly(request: Request, commit: Commit): Promise<Effect | null> {
  const actor = findKnownActor(request.accessHash);
  const [only, ...others] = commit.vaults;
  if (request.visit || !actor || !only?.manifest.previous || others.length > 0 || commit.links.length > 0) return null;
  const known = findVault(actor.tenant, only.manifest.previous);
  if ((known?.head.manifest.reset?.length ?? 0) !== (only.manifest.reset?.length ?? 0)) return null;
  const effect = known && known.owner === actor.user && checkOnKnown(request, actor, known, only);
  if (!effect) return null;

  const tx = { now: request.now, actor };
  const grant = Grant.authorize(tx, "vault.write", { id: only.vault, userId: known.owner });
  const heads = headsOf(commit);
  const write = writeQuickly(grant, effect, deedOf(commit, heads));
  if (!write) return null;
  try {
    const { answers } = await askAlone(request, write);
    return answers[0][0]?.done === 1 ? { kind: "EFFECT", tenant: actor.tenant, effects: [effect], heads } : null;
  } catch (error) {
    if (isTaken(error)) return null;
    if (error instanceof Failure && isOver.includes(error.code)) forgetActor(request.accessHash);
    throw error;
  }
}

/** What is said of a session that will not come back. */
const isOver: readonly FailureCode[] = ["UNAUTHENTICATED", "SESSION_ENDED", "DEVICE_REVOKED", "TOKEN_EXPIRED"];

function checkOnKnown(request: Request, { device }: Actor, known: KnownVault, commit: VaultCommit): VaultEffect | null {
  const { disablePersonalProfile } = request.house;
  try {
    const rules = { device: parseUuid(device), disablePersonalProfile };
    const outcome = checkVaultCommit(groundOf(known, commit), commit, [], rules);
    return "kind" in outcome ? null : outcome;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function groundOf(known: KnownVault, { vault, changes }: VaultCommit): VaultGround {
  const records = new Map<RecordId, HeldRecord>();
  for (const { record, id } of changes) {
    const leaf = known.buckets[bucketOf(id)]?.leaves.get(record);
    if (leaf)
      records.set(record, { ...leaf, id: record, schema: 0, epoch: 0, previousLeaf: null, body: null, key: null });
  }
  // Whether it is any of it, the statement asks.
  const open = { behind: false, disabled: false, due: false };
  return { ...known, ...open, vault, records, entrusting: null, sharing: null, tenant: null };
}
