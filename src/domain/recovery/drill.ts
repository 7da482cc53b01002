import { equalBytes } from "../../crypto/bytes.ts";
import { asSymmetricKey } from "../../crypto/keys.ts";
import { canaryHash } from "../../crypto/recovery-canary.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RosterId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { audited } from "../audit/event.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseLength } from "../invalid.ts";
import { findActor } from "../session/find-actor.ts";
import { ask, inTransaction, type Transaction } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import { type CanaryRow, findCanary, lockGroup, putCanary, putDrill } from "./drill-rows.ts";

export interface ReportDrillInput {
  readonly group: string;
  readonly canary?: string | null;
  readonly bytes?: Uint8Array | null;
  readonly byCode: boolean;
  readonly next: {
    readonly canary: string;
    readonly epoch: number;
    readonly wrap: Uint8Array;
    readonly hash: Uint8Array;
  };
}

export type DrillOutcome = "PROVEN" | "FIRST_LAID" | "WRONG_BYTES" | "STALE";

/** What the next drill opens; null where there is none. Throws `WRONG_SURFACE`, `FORBIDDEN`, `BAD_USER_INPUT`. */
export async function readCanary(request: Request, group: string): Promise<CanaryRow | null> {
  const { answers, actor } = await ask(request, loadViewer(), findCanary(parseId<RosterId>(group, "group")));
  const [[viewer], [row]] = answers;
  demandAdministrator(actor, viewer);
  return row ?? null;
}

/**
 * Notes that a canary was opened, and lays the next (PROTOCOL §8.6): whoever knows its bytes has opened it. Without bytes one is laid
 * and nothing proven: for the first, and where the one that is there opens for nobody.
 *
 * @throws Failure `BAD_USER_INPUT`, `WRONG_SURFACE`, `FORBIDDEN`, `NOT_FOUND`, `STEP_UP_REQUIRED`, `RATE_LIMITED`.
 */
export async function reportDrill(
  request: Request,
  input: ReportDrillInput,
): Promise<{ readonly outcome: DrillOutcome; readonly canary: CanaryRow | null }> {
  const report = parse(input);
  const { user } = await findActor(request);
  await takeAttempts(request, [["drills", user, attempts.drillsPerUser]]);
  return inTransaction(request, async (tx) => {
    const [[viewer], [group]] = await tx.run(loadViewer(), lockGroup(report.group));
    demandAdministrator(tx.actor, viewer);
    if (!group) throw new Failure("NOT_FOUND");
    if (report.byCode ? !group.hasCode : !group.isIn) throw new Failure("FORBIDDEN");
    const [[there]] = await tx.run(findCanary(report.group));
    const outcome = judge(report, there, group.epoch);
    await write(tx, report, outcome, group.epoch);
    const [[canary]] = await tx.run(findCanary(report.group));
    return { outcome, canary: canary ?? null };
  });
}

type Report = ReturnType<typeof parse>;

function parse(input: ReportDrillInput) {
  const { canary, bytes, byCode, next } = input;
  if ((canary == null) !== (bytes == null)) throw new Failure("BAD_USER_INPUT", "canary and bytes go together.");
  parseLength(next.wrap, "wrap", 1_225);
  parseLength(next.hash, "hash", 32);
  const opened =
    canary == null || bytes == null
      ? null
      : {
          canary: parseId<string & never>(canary, "canary") as string,
          bytes: asSymmetricKey(parseLength(bytes, "bytes", 32)),
        };
  return {
    group: parseId<RosterId>(input.group, "group"),
    opened,
    byCode,
    next: { ...next, canary: parseId<string & never>(next.canary, "canary") as string },
  };
}

function judge({ opened, next }: Report, there: CanaryRow | undefined, epoch: number): DrillOutcome {
  if (next.epoch !== epoch) return "STALE";
  if (opened === null) return "FIRST_LAID";
  if (there?.canary !== opened.canary) return "STALE";
  return equalBytes(canaryHash(opened.bytes), there.hash) ? "PROVEN" : "WRONG_BYTES";
}

async function write(tx: Transaction, { group, byCode, next }: Report, outcome: DrillOutcome, epoch: number) {
  const kind = outcome === "PROVEN" ? "RECOVERY_DRILLED" : "RECOVERY_DRILL_FAILED";
  if (outcome === "PROVEN" || outcome === "FIRST_LAID") await tx.run(putCanary(group, next, tx.now));
  if (outcome === "PROVEN") await tx.run(putDrill(group, byCode, epoch, tx.now));
  if (outcome === "PROVEN" || outcome === "WRONG_BYTES") await tx.run(...audited(tx, { kind, group, epoch }));
}
