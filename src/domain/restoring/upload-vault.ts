import { asHash, type Id } from "../../crypto/keys.ts";
import { parseManifest } from "../../crypto/manifest.ts";
import { findMember, isActive } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import type { Bound } from "../batch.ts";
import { changeBuckets, noBuckets } from "../commit/buckets.ts";
import { insertHead, insertLinks, purge } from "../commit/effect-rows.ts";
import { listMissing, openWhatStands } from "../commit/offers.ts";
import { readLeaf } from "../commit/read-ground.ts";
import { listGrounds, listLeaves, listTenantLinks, lockVaults } from "../commit/rows.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { dropEntrusted } from "../recovery-group/entrusted-rows.ts";
import { keepState } from "../roster/keep-state.ts";
import { groupAtOf, meet, mostOf, readShareGround } from "../share/ground.ts";
import { topicOf } from "../topics.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { type Fitting, fitUpload, type UploadGround } from "./fit.ts";
import { type ParsedManifest, parseUpload, type Upload, type UploadInput } from "./parse.ts";
import {
  insertEpochKeys,
  insertManifests,
  listRestoring,
  offer,
  putRecords,
  type RestoringVaultWithMissing,
  setBrought,
  withMissing,
} from "./rows.ts";

export interface UploadResult {
  /** False where the vault does not wait for it any more. */
  readonly taken: boolean;
  readonly vault: RestoringVaultWithMissing;
}

/**
 * Takes what a restored server lacks of one vault of the actor's, or of a share that they are in, where all of it fits (PROTOCOL §5.8), in one
 * transaction; and counts it as the device's offer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `NOT_FOUND`, `READ_ONLY`.
 */
export async function uploadVault(request: Request, input: UploadInput): Promise<UploadResult> {
  const upload = parseUpload(input);
  const { vault } = upload;
  const result = await inTransaction(request, async (tx) => {
    const { ground, isWaiting, isOfCompany } = await readGround(tx, upload);
    if (!isWaiting) {
      return { taken: false, vault: await finishWith(tx, vault) };
    }
    const fitting = proving(() => fitUpload(ground, upload));
    const brought = isOfCompany ? audited(tx, { kind: "PROFILE_BROUGHT", vault }) : [];
    await tx.run(...writesOf(tx, upload, fitting), ...brought);
    return { taken: true, vault: await finishWith(tx, vault), tenant: tx.actor.tenant };
  });
  if ("tenant" in result) request.house.doorbell.ring([topicOf(result.tenant, vault)]);
  return { taken: result.taken, vault: result.vault };
}

async function finishWith(tx: Transaction, vault: VaultId): Promise<RestoringVaultWithMissing> {
  const [vaults, missing] = await tx.finish(listRestoring([vault]), listMissing([vault]));
  return withMissing(vaults, missing)[0] as RestoringVaultWithMissing;
}

/** Locks the vault and reads all that the upload is held against; the right to bring it is asked first. */
async function readGround(
  tx: Transaction,
  { vault, base, links, manifests }: Upload,
): Promise<{ ground: UploadGround; isWaiting: boolean; isOfCompany: boolean }> {
  const seqs = [
    manifests[0].manifest.tenantHead.seq,
    ...links.flatMap(({ link }) => (link.tenantHead ? [link.tenantHead.seq] : [])),
  ];
  const [[row], [held], tenantLinks, leaves] = await tx.run(
    lockVaults([vault]),
    listGrounds([{ vault, skip: 0 }]),
    listTenantLinks(seqs),
    listLeaves([vault]),
  );
  const shared = row?.class === "SHARE" ? await meetShare(tx, vault, manifests[0]) : null;
  Grant.authorize(tx, "vault.bring", shared?.held ?? row);
  if (!row || !held) throw new Failure("NOT_FOUND");
  if (row.closed) throw new Failure("READ_ONLY");
  const ground: UploadGround = {
    class: row.class,
    head: held.hash && held.manifest ? { manifest: parseManifest(held.manifest), hash: asHash(held.hash) } : null,
    roster: parseState(held.state),
    tenantLinks: new Map(
      tenantLinks.map(({ rosterId, seq, hash }) => [seq, { id: parseUuid(rosterId), seq, hash: asHash(hash) }]),
    ),
    buckets: changeBuckets(noBuckets, leaves.map(readLeaf)),
    ...(shared && { share: shared.ground }),
  };
  const isWaiting = row.restoring && (ground.head?.manifest.revision ?? 0) === base;
  return { ground, isWaiting, isOfCompany: shared?.isOfCompany ?? row.class === "BUSINESS" };
}

/** What the actor is to a share, and who may have written a head of it: by company and groups as they are here. */
async function meetShare(tx: Transaction, share: VaultId, { manifest: { author } }: ParsedManifest) {
  const acquaintance = await meet(tx, [share]);
  const ways = acquaintance.ways.get(share) ?? [];
  const groups = author.via ? [formatUuid(author.via.id) as RosterId] : [];
  const ground = await readShareGround(tx, acquaintance, { tenant: true, groups, shares: [], locked: false });
  const keyOf = (user: Id) => {
    const stated = ground.tenant ? findMember(ground.tenant, user) : undefined;
    return isActive(stated) ? stated.signingKey : null;
  };
  return {
    held: { id: share, userId: null, share: mostOf(ways) },
    isOfCompany: acquaintance.scopes.get(share) === "BUSINESS",
    ground: { keyOf, groupAt: groupAtOf(ground) },
  };
}

function writesOf(tx: Transaction, upload: Upload, { roster, records, count }: Fitting): Bound<unknown>[] {
  const { vault, links, manifests, epochKeys, gone } = upload;
  const [head, ...below] = manifests;
  const { revision } = head.manifest;
  return [
    ...insertLinks(vault, links, roster, keepState(roster), tx.now),
    ...(links.length > 0 ? [dropEntrusted({ vault })] : []),
    insertHead({ vault, ...head, count }, tx.now),
    setBrought(vault, revision),
    ...(below.length > 0 ? [insertManifests(vault, below, tx.now)] : []),
    ...(epochKeys.length > 0 ? [insertEpochKeys(vault, epochKeys)] : []),
    ...(records.length > 0 ? [putRecords(vault, revision, records)] : []),
    ...(gone.length > 0 ? purge(vault, revision, gone) : []),
    offer(tx.actor.device, [{ vault, revision, hash: head.hash }], tx.now),
    openWhatStands([vault], tx.now),
  ];
}
