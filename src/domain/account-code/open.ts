import type { AuditKind } from "../../crypto/audit-kinds.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { loginAction, parseLoginProof } from "../../crypto/login-proof.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type DeviceId, lowestId, type RecordId, type RosterId, type UserId, type VaultId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { auditedOfStranger } from "../audit/event.ts";
import { attempts, bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { listDocumentsBindingActor } from "../policy/rows.ts";
import { isFactorDemanded } from "../second-factor/demand.ts";
import { countFactorStep, listFactors } from "../second-factor/rows.ts";
import { type SecondFactorNeeded, stepHash } from "../second-factor/step.ts";
import { askForFactor, proofRefused, refuseBarred, refuseCaller, type SignInRefused } from "../session/door.ts";
import { type AccountKeysRow, loadAccountKeys } from "../session/rows.ts";
import type { RecordChange, RosterChanges, VaultChanges } from "../sync/page.ts";
import type { Positions } from "../sync/positions.ts";
import { readChanges } from "../sync/read-changes.ts";
import { beforeSessionInSnapshot, type Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { isProven, type ProofInput } from "./proof.ts";
import { enterByCode, findAccountCode } from "./rows.ts";

export type OpenByAccountCodeResult =
  | {
      readonly __typename: "OpenedByAccountCode";
      readonly accountKeys: AccountKeysRow;
      readonly generation: number;
      readonly rootKey: Uint8Array;
      readonly rosters: readonly RosterChanges[];
      readonly policyDocuments: readonly Uint8Array[];
      readonly accountVault: VaultChanges;
    }
  | SecondFactorNeeded
  | SignInRefused;

export interface OpenByAccountCodeInput extends ProofInput {
  /** Token of a step that was shown a second factor. */
  readonly secondFactor?: Uint8Array | null;
}

/**
 * Shows whoever proves the account's code what they need to open it (PROTOCOL §3.9), all of one moment, and opens no
 * session. A wrong code, an account without one, an unknown user and a spent challenge are one answer, and the same work.
 * A user who is asked for a second factor is shown nothing before it (PROTOCOL §3.12). Throws `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function openByAccountCode(
  request: Request,
  input: OpenByAccountCodeInput,
): Promise<OpenByAccountCodeResult> {
  const proof = proving(() => parseLoginProof(input.proof));
  const user = formatUuid(proof.user) as UserId;
  const device = formatUuid(proof.device) as DeviceId;
  const stepToken = stepHash(input.secondFactor);
  await takeAttempts(request, [
    ["sign-in user", user, attempts.signInPerUser],
    ["sign-in peer", request.peer, attempts.signInPerPeer],
  ]);
  return beforeSessionInSnapshot(request, async (tx) => {
    const [[held]] = await tx.run(enterByCode(proof.challenge, user, device, tx.now));
    const asked = { ...proof, action: loginAction.OPEN_BY_CODE, context: null };
    const proven = isProven(request.house, input, held?.loginKey, asked);
    const caller = { user, device };
    const refuse = (refusal: SignInRefused["refusal"], kind: AuditKind) => refuseCaller(tx, caller, refusal, kind);
    const otherKey = held?.deviceKey && !equalBytes(held.deviceKey, proof.deviceKey);
    if (!held || !proven || otherKey) return refuse("PROOF_REFUSED", "ACCOUNT_CODE_REFUSED");
    if (held.deviceRevoked) return refuse("DEVICE_REVOKED", "ACCOUNT_CODE_ON_REVOKED_DEVICE_REFUSED");
    const [[viewer], [accountKeys], [code], [policy], factors, [step]] = await tx.run(
      loadViewer(),
      loadAccountKeys(),
      findAccountCode(),
      loadEntryPolicy(request.ip),
      listFactors(),
      countFactorStep(stepToken, device, "ACCOUNT_CODE", false, tx.now),
    );
    if (!viewer || !accountKeys || !code?.rootKey || !policy) return proofRefused;
    const barred = await refuseBarred(tx, caller, { status: viewer.status, policy, surface: "APP" });
    if (barred) return barred;
    // It counts once more, for the recovery that follows.
    if (isFactorDemanded(factors) && !step?.countFactorStep)
      return askForFactor(tx, request.house, caller, "ACCOUNT_CODE", factors);
    const [documents] = await tx.run(listDocumentsBindingActor());
    const groups = documents.filter(({ scope }) => scope === "GROUP").map(({ id }) => id as RosterId);
    const content = await readAccount(tx, held.tenantId, accountKeys.accountVault as VaultId, groups);
    const policyDocuments = documents.map(({ document }) => document);
    const { generation, rootKey } = code;
    await tx.finish(auditedOfStranger(tx.now, { kind: "ACCOUNT_OPENED_BY_CODE", user, device }));
    return { __typename: "OpenedByAccountCode", accountKeys, generation, rootKey, policyDocuments, ...content };
  });
}

/** Tenant, account vault and groups from their beginnings, however many pages that takes. */
async function readAccount(
  tx: Transaction,
  tenant: string,
  vault: VaultId,
  groups: readonly RosterId[],
): Promise<{ rosters: RosterChanges[]; accountVault: VaultChanges }> {
  const rosters = new Map<RosterId, RosterChanges>();
  const records: RecordChange[] = [];
  let last: VaultChanges | undefined;
  let positions: Positions = {
    vaults: [{ vault, base: 0, revision: 0, record: lowestId as RecordId, epoch: 0, resets: 0 }],
    rosters: [
      { roster: tenant as RosterId, seq: -1 },
      { roster: vault, seq: -1 },
      ...groups.map((roster) => ({ roster, seq: -1 })),
    ],
    others: "LEFT_OUT",
  };
  for (let more = true; more; ) {
    const page = await readChanges(tx, positions, bounds.recordsPerPage, [], "GOES_ON");
    for (const each of page.rosters) {
      const links = [...(rosters.get(each.roster)?.links ?? []), ...each.links];
      rosters.set(each.roster, { ...each, links });
    }
    // The last page that a vault is in is the one that shows how its head descends, and its keys.
    last = page.vaults[0] ?? last;
    records.push(...(page.vaults[0]?.records ?? []));
    more = page.hasMore;
    positions = page.next;
  }
  if (!last) throw new Error("an account vault without a first commit");
  return { rosters: [...rosters.values()], accountVault: { ...last, records } };
}
