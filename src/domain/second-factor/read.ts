import type { FactorId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { twoFactorDemandedFrom } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { ask } from "../transaction.ts";
import { countSpareCodes, type FactorKind, type FactorRow, listFactors, loadStanding } from "./rows.ts";
import { provenUntil } from "./step-up.ts";

/** A factor as its user is shown it. */
export interface SecondFactor {
  readonly factor: FactorId;
  readonly kind: FactorKind;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface SecondFactors {
  readonly factors: readonly SecondFactor[];
  readonly spareCodesLeft: number;
  readonly provenUntil: Date | null;
  readonly demandedFrom: Date | null;
}

export const shownFactor = ({ factor, kind, name, createdAt, lastUsedAt }: FactorRow): SecondFactor => ({
  factor,
  kind,
  name,
  createdAt,
  lastUsedAt,
});

/** The caller's own. */
export async function readSecondFactors(request: Request): Promise<SecondFactors> {
  const { answers } = await ask(
    request,
    listFactors(),
    countSpareCodes(),
    loadStanding(request.accessHash as Uint8Array),
    loadEntryPolicy(request.ip),
  );
  const [factors, [spare], [standing], [policy]] = answers;
  return {
    factors: factors.map(shownFactor),
    spareCodesLeft: spare?.left ?? 0,
    provenUntil: provenUntil(standing?.provenAt ?? null, request.now),
    demandedFrom: policy ? twoFactorDemandedFrom(policy) : null,
  };
}
