import { createHash } from "node:crypto";
import { Failure } from "../../errors.ts";
import { lowestId, parseId, type TenantId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts, bounds } from "../bounds.ts";
import { parseMutationId } from "../commit/parse.ts";
import type { Request } from "../context.ts";
import { type CompanyFilterInput, type Filter, parseFilter } from "../partner-graph/filter.ts";
import { readMatching } from "../partner-graph/list.ts";
import { demandStepUp } from "../second-factor/step-up.ts";
import { askAsPartner } from "../transaction.ts";
import {
  type BulkResultRow,
  claimWaiting,
  findBulk,
  insertBulk,
  insertWaiting,
  listResults,
  noteResults,
} from "./bulk-rows.ts";
import { labelsAct, planAct, rightOf, seatsAct } from "./company.ts";
import { actOn, type CompanyAct, type OutcomeRow } from "./company-rows.ts";
import { parseLabels } from "./labels.ts";
import { inStaffTransaction, ringPartner } from "./refuse.ts";
import { listOwn, type Plan } from "./rows.ts";
import { parseCompanies } from "./staff.ts";

export interface BulkAction {
  readonly setLabels?: readonly string[] | null;
  readonly addLabels?: readonly string[] | null;
  readonly removeLabels?: readonly string[] | null;
  readonly changePlan?: { readonly plan: Plan; readonly trialDays?: number | null } | null;
  readonly setSeats?: number | null;
  readonly suspend?: boolean | null;
  readonly resume?: boolean | null;
}

export interface BulkInput {
  readonly clientMutationId: string;
  /** Either these or a filter. */
  readonly companies?: readonly string[] | null;
  /** The partner's own that meet it when the change begins. */
  readonly filter?: CompanyFilterInput | null;
  readonly action: BulkAction;
  readonly dryRun?: boolean | null;
  readonly after?: string | null;
}

export interface BulkAnswer {
  readonly clientMutationId: string;
  readonly results: readonly BulkResultRow[];
  readonly next: TenantId | null;
}

/** Companies of one transaction. Whoever writes to a company that is suspended waits for all of its transaction. */
const together = { PLAN: 50, SEATS: 50, LABELS: 50, REFERENCE: 50, SUSPEND: 5, RESUME: 5 } as const;

/**
 * Does one thing with many companies of the caller's partner, a page of them at a time, some in one transaction: what broke off in the
 * middle goes on behind what was done, and what was done is told again and not done again. A company that has gone meanwhile, or that the
 * caller does not see, is NOT_FOUND, and the others go on.
 *
 * @throws Failure `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`, `MUTATION_ID_REUSED`; `STEP_UP_REQUIRED` but for trials; `RATE_LIMITED` where
 * the caller or the partner has begun too many within a day.
 */
export async function bulkCompanies(request: Request, input: BulkInput): Promise<BulkAnswer> {
  const clientMutationId = parseMutationId(input.clientMutationId);
  const chosen = parseChosen(input);
  const act = parseAction(input.action);
  const after = input.after == null ? lowestId : parseId<TenantId>(input.after, "after");
  // A trial changes nothing.
  if (!input.dryRun) await demandStepUp(request);
  const asked = { id: clientMutationId, chosen, act, after };
  const page = input.dryRun ? await tryAll(request, asked) : await goOn(request, asked);
  const results = page.slice(0, bounds.companiesPerCall);
  const next = page.length > results.length ? (results.at(-1)?.company ?? null) : null;
  return { clientMutationId, results, next };
}

interface Asked {
  readonly id: string;
  /** By their ids, ascending, or by what they meet. */
  readonly chosen: readonly TenantId[] | Filter;
  readonly act: CompanyAct;
  readonly after: string;
}

const resultOf = ({ tenant: company, outcome }: OutcomeRow): BulkResultRow =>
  outcome === "DONE" || outcome === "UNCHANGED" || outcome === "NOT_FOUND"
    ? { company, outcome, refusal: null }
    : { company, outcome: "REFUSED", refusal: outcome };

/** Thrown by a trial with what it found, so that nothing of it stays. */
class Tried {
  constructor(readonly results: readonly BulkResultRow[]) {}
}

/** What would become of a page of them, one behind the other, and of one more. */
async function tryAll(request: Request, { chosen, act, after }: Asked): Promise<readonly BulkResultRow[]> {
  const companies = "plans" in chosen ? await companiesOf(request, chosen) : chosen;
  const page = companies.filter((each) => each > after).slice(0, bounds.companiesPerCall + 1);
  try {
    return await inStaffTransaction(request, rightOf[act.act], async (tx) => {
      const [rows] = await tx.run(actOn(page, act, tx.now, true));
      throw new Tried(rows.map(resultOf));
    });
  } catch (error) {
    if (error instanceof Tried) return error.results;
    throw error;
  }
}

/** A page of results, and one more, with all of the page done that waited. */
async function goOn(request: Request, asked: Asked): Promise<readonly BulkResultRow[]> {
  const { id, act, after } = asked;
  const right = rightOf[act.act];
  const { isBegun, partner, user } = await inStaffTransaction(request, right, async (tx) => {
    const [begun] = await tx.run(findBulk(id));
    return { isBegun: begun.length > 0, partner: tx.actor.tenant, user: tx.actor.user };
  });
  if (!isBegun) await takeAttempts(request, [["bulk user", user, attempts.bulksPerUser]]);
  const companies = isBegun ? [] : await companiesOf(request, asked.chosen);
  // What touches no company takes nothing from the others on the staff.
  if (companies.length > 0) await takeAttempts(request, [["bulk partner", partner, attempts.bulksPerPartner]]);
  const last = await inStaffTransaction(request, right, async (tx) => {
    const content = contentOf(asked);
    const [[isNew]] = await tx.run(insertBulk(id, act.act, content, tx.now));
    // Forgotten since the look before: nothing is known of it any more.
    if (isNew && isBegun) throw new Failure("UNAVAILABLE");
    if (isNew) await tx.run(insertWaiting(id, companies));
    const [[bulk], rows] = await tx.run(findBulk(id), listResults(id, after, bounds.companiesPerCall));
    const isThis = bulk?.author === tx.actor.user && Buffer.from(bulk.contentHash).equals(content);
    if (!isThis) throw new Failure("MUTATION_ID_REUSED");
    return pageOf(asked, rows, bounds.companiesPerCall).at(-1)?.company ?? lowestId;
  });
  let claimed: number;
  do {
    claimed = await inStaffTransaction(request, right, async (tx) => {
      const [waiting] = await tx.run(claimWaiting(id, after, last, together[act.act]));
      if (waiting.length === 0) return 0;
      const ids = waiting.map(({ company }) => company);
      const [rows] = await tx.run(actOn(ids, act, tx.now));
      await tx.finish(noteResults(id, rows.map(resultOf)));
      if (act.act === "LABELS") ringPartner(request, tx.actor.tenant);
      return waiting.length;
    });
  } while (claimed > 0);
  return inStaffTransaction(request, right, async (tx) => {
    const most = bounds.companiesPerCall + 1;
    const [rows] = await tx.run(listResults(id, after, most));
    return pageOf(asked, rows, most);
  });
}

/** What is kept of some, in place: of ids that were none the caller may change when it began, nothing is. */
function pageOf({ chosen, after }: Asked, rows: readonly BulkResultRow[], most: number): readonly BulkResultRow[] {
  if ("plans" in chosen) return rows;
  const kept = new Map(rows.map((row) => [row.company, row]));
  const named = chosen.filter((each) => each > after).slice(0, most);
  return named.map((company) => kept.get(company) ?? { company, outcome: "NOT_FOUND", refusal: null });
}

const contentOf = ({ chosen, act }: Asked): Buffer =>
  createHash("sha256")
    .update(JSON.stringify([chosen, act]))
    .digest();

/** Ascending, and only the partner's own in the caller's scope: those of partners under it are not changed. */
async function companiesOf(request: Request, chosen: Asked["chosen"]): Promise<readonly TenantId[]> {
  const named = "plans" in chosen ? await readMatching(request, chosen) : chosen;
  const { answers } = await askAsPartner(request, listOwn(named));
  return answers[0].map(({ tenant }) => tenant);
}

/** Throws `BAD_USER_INPUT`. */
function parseChosen({ companies, filter }: BulkInput): Asked["chosen"] {
  if ((companies == null) === (filter == null)) throw new Failure("BAD_USER_INPUT", "Say companies or a filter.");
  return companies == null ? parseFilter(filter) : parseCompanies(companies, 1, bounds.companiesPerBulk);
}

/** Throws `BAD_USER_INPUT` for none, for several at once, and for what one of them does not take. */
function parseAction(action: BulkAction): CompanyAct {
  const { setLabels, addLabels, removeLabels, changePlan, setSeats, suspend, resume } = action;
  const acts: CompanyAct[] = [];
  if (setLabels != null) acts.push(labelsAct(setLabels));
  if (addLabels != null) acts.push({ act: "LABELS", said: null, added: someLabels(addLabels), removed: [] });
  if (removeLabels != null) acts.push({ act: "LABELS", said: null, added: [], removed: someLabels(removeLabels) });
  if (changePlan != null) acts.push(planAct(changePlan));
  if (setSeats != null) acts.push(seatsAct(setSeats));
  if (suspend) acts.push({ act: "SUSPEND" });
  if (resume) acts.push({ act: "RESUME" });
  const [act] = acts;
  if (!act || acts.length > 1) throw new Failure("BAD_USER_INPUT", "action says exactly one thing.");
  return act;
}

function someLabels(labels: readonly string[]): string[] {
  const parsed = parseLabels(labels);
  if (parsed.length === 0) throw new Failure("BAD_USER_INPUT", "action names no label.");
  return parsed;
}
