import { compareBytes } from "../../src/crypto/bytes.ts";
import { signRecoveryApproval, signRecoveryRequest } from "../../src/crypto/client/recovery.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { recoveryVerdict } from "../../src/crypto/recovery-approval.ts";
import { type RecoveryRequest, recoveryPurposeHash, recoveryRequestHash } from "../../src/crypto/recovery-request.ts";
import { makeId, parseUuid } from "../../src/crypto/uuid.ts";
import type { BackupRow } from "../../src/domain/backup/list.ts";
import { judgeRecovery } from "../../src/domain/recovery/judge.ts";
import { openRecovery } from "../../src/domain/recovery/open.ts";
import type { ShownRecovery } from "../../src/domain/recovery/read.ts";
import type { BareMember } from "./bare-company.ts";
import type { BareRecovery } from "./bare-recovery.ts";

const hour = 3_600_000;

/** What somebody signs who wants to read backups; anything of it can be changed before it is signed. */
export function request(
  recovery: BareRecovery,
  by: BareMember,
  backups: readonly BackupRow[],
  {
    purpose = "an accident",
    byCode = false,
    hours = 24,
    ...twist
  }: Partial<Omit<RecoveryRequest, "purpose">> & { purpose?: string; byCode?: boolean; hours?: number } = {},
) {
  const { head } = recovery.state;
  const now = recovery.company.house.house.clock().getTime();
  const named = backups.map((each) => ({
    backup: parseUuid(each.id),
    vault: parseUuid(each.vault),
    revision: each.revision,
    manifest: asHash(new Uint8Array(each.manifestHash)),
  }));
  const code = byCode ? (recovery.code?.signing ?? null) : null;
  const asked: RecoveryRequest = {
    tenant: recovery.company.state.head.id,
    group: head.id,
    seq: head.seq,
    hash: head.hash,
    recovery: makeId(now),
    user: parseUuid(backups[0]?.owners[0] ?? ""),
    backups: named.sort((a, b) => compareBytes(a.vault, b.vault)),
    purpose: recoveryPurposeHash(purpose),
    ends: now + hours * hour,
    author: { user: by.account.user, key: by.account.signing.publicKey },
    code: code?.publicKey ?? null,
    time: now,
    ...twist,
  };
  const signed = signRecoveryRequest(asked, by.account.signing, ...(code ? [code] : []));
  return { request: signed.bytes, signatures: signed.signatures, purpose };
}

export const open = (
  recovery: BareRecovery,
  by: BareMember,
  backups: readonly BackupRow[],
  its: Parameters<typeof request>[3] = {},
) => openRecovery(by.portal(), request(recovery, by, backups, its));

/** Opens one. Throws where it is refused. */
export async function opened(...args: Parameters<typeof open>): Promise<ShownRecovery> {
  const answer = await open(...args);
  if (answer.__typename !== "RecoveryOpened") throw new Error(answer.refusal);
  return answer.recovery;
}

/** What an administrator signs about a recovery. */
export function judgement(
  recovery: BareRecovery,
  by: BareMember,
  { recovery: id, request: bytes }: Pick<ShownRecovery, "recovery" | "request">,
  verdict: "APPROVE" | "VETO",
  twist: object = {},
) {
  const approval = {
    tenant: recovery.company.state.head.id,
    recovery: parseUuid(id),
    request: recoveryRequestHash(new Uint8Array(bytes)),
    verdict: recoveryVerdict[verdict],
    user: by.account.user,
    key: by.account.signing.publicKey,
    time: Date.now(),
    ...twist,
  };
  const { bytes: signed, signature } = signRecoveryApproval(approval, by.account.signing);
  return { recovery: id, approval: signed, signature };
}

export const judge = (
  recovery: BareRecovery,
  by: BareMember,
  of: Pick<ShownRecovery, "recovery" | "request">,
  verdict: "APPROVE" | "VETO" = "APPROVE",
  twist: object = {},
) => judgeRecovery(by.portal(), judgement(recovery, by, of, verdict, twist), verdict);
