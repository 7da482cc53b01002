import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { StatedKeys } from "../../crypto/link.ts";
import { applyGenesis } from "../../crypto/roster.ts";
import { findMember, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { noteRefusal } from "../audit/note.ts";
import { insertCommitted } from "../commit/effect-rows.ts";
import { findCommitted } from "../commit/rows.ts";
import { foundingActs } from "../company/allowed.ts";
import { type ChangeRostersResult, type RosterHead, refuseStopped, type TenantLimit } from "../company/answer.ts";
import { applyChange } from "../company/apply.ts";
import { eventsOf } from "../company/audit.ts";
import { withContent } from "../company/content.ts";
import { effectsOf } from "../company/effects.ts";
import { encodeHeads, parseHeads } from "../company/heads.ts";
import { limitOf } from "../company/limits.ts";
import type { Applied, Outcome } from "../company/outcome.ts";
import { insertLink, loadTerms, type TenantTermsRow } from "../company/rows.ts";
import type { Request, StaffActor } from "../context.ts";
import { proving } from "../invalid.ts";
import { foundCompany as makeCompany } from "../partner/found-rows.ts";
import { demandRight } from "../partner/rights.ts";
import { refusedByRecovery } from "../recovery-group/rules.ts";
import { loadTenantState } from "../roster/rows.ts";
import { demandStepUpFor } from "../second-factor/step-up.ts";
import { insertRoster } from "../session/new-account-rows.ts";
import { feedTopic } from "../topics.ts";
import { inFoundingTransaction, type OpeningTransaction, type PartnerTransaction } from "../transaction.ts";
import { loadViewer, type UserRow } from "../user/rows.ts";
import { closeDesks } from "./effects.ts";
import { type FoundCompanyInput, type Founding, parseFounding } from "./found-parse.ts";
import { enterFounded } from "./found-rows.ts";
import { standAgain } from "./rows.ts";
import { checkClocks } from "./rules.ts";

export type { FoundCompanyInput };
export type FoundingRefusal = "SEATS" | "PLAN" | "LABELS" | "ID_TAKEN";
export type FoundCompanyResult =
  | {
      readonly __typename: "CompanyFounded";
      readonly clientMutationId: string;
      readonly tenant: TenantId;
      readonly heads: readonly RosterHead[];
    }
  | { readonly __typename: "FoundingRefused"; readonly refusal: FoundingRefusal }
  | Extract<ChangeRostersResult, { __typename: "TenantLimitReached" | "PolicyRefused" }>;

/** Rolls back what was begun: of a company that cannot be as it was signed nothing is there. */
class FoundingStopped extends Error {
  constructor(readonly why: FoundingRefusal | { readonly limit: TenantLimit }) {
    super("founding stopped");
  }
}

/**
 * Founds a company by the desk of the caller's partner, with what the partner sells it: links, terms and the relation, all or nothing.
 * It has no member before its first administrator joins. The same mutation id with the same links is one deed with one answer.
 *
 * @throws Failure `BAD_USER_INPUT`, `INVALID_PROOF`, `FORBIDDEN`, `READ_ONLY`, `WRONG_SURFACE`, `MUTATION_ID_REUSED`, `STEP_UP_REQUIRED`.
 */
export async function foundCompany(request: Request, input: FoundCompanyInput): Promise<FoundCompanyResult> {
  const founding = parseFounding(input, request.now);
  const { change, tenant } = founding;
  const { clientMutationId } = change;
  await demandStepUpFor(request, change, false);
  try {
    const { heads, partner } = await inFoundingTransaction(request, async (tx) => {
      const heads = await settle(tx, founding);
      return { heads, partner: tx.actor.atDesk?.desk ?? null };
    });
    if (partner) request.house.doorbell.ring([feedTopic(partner)]);
    return { __typename: "CompanyFounded", clientMutationId, tenant, heads };
  } catch (error) {
    if (error instanceof Failure && error.code === "FORBIDDEN")
      await noteRefusal(request, { kind: "PARTNER_ACT_REFUSED" });
    if (error instanceof FoundingStopped) {
      const { why } = error;
      return typeof why === "string"
        ? { __typename: "FoundingRefused", refusal: why }
        : { __typename: "TenantLimitReached", clientMutationId, limit: why.limit };
    }
    const { settled } = refuseStopped(error);
    if (settled.kind !== "POLICY") throw error;
    const { refusal, setting } = settled;
    return { __typename: "PolicyRefused", clientMutationId, refusal, setting };
  }
}

type FoundingTransaction = PartnerTransaction & OpeningTransaction;

async function settle(tx: FoundingTransaction, founding: Founding): Promise<readonly RosterHead[]> {
  const { change, genesis, tenant, terms } = founding;
  const [[before], [own], [viewer]] = await tx.run(
    findCommitted(change.clientMutationId, tx),
    loadTenantState(),
    loadViewer(),
  );
  const staff: StaffActor = tx.actor;
  demandRight(staff, "found");
  const grant = Grant.authorizeLinks(
    tx,
    change.links.map(({ link }) => formatUuid(link.author.user)),
  );
  if (before) {
    if (!equalBytes(before.contentHash, change.contentHash)) throw new Failure("MUTATION_ID_REUSED");
    return parseHeads(before.answer);
  }
  if (!own || !viewer) throw new Failure("INTERNAL");
  proving(() => checkKeeper(founding, parseState(own.state), viewer));
  const outcome = applyFounding(founding, staff);
  const { seq, hash } = outcome.tenant.head;
  const heads = [{ roster: genesis.roster, seq, hash }];
  proving(() => checkClocks(outcome.applied, tx.now));
  const [, [made]] = await tx.run(
    insertCommitted(grant, { ...change, answer: encodeHeads(heads) }),
    makeCompany({ ...terms, tenant }, tx.now),
  );
  const answer = made?.foundCompany ?? "NOT_FOUND";
  if (answer === "NOT_FOUND") throw new Failure("FORBIDDEN");
  if (answer !== "DONE") throw new FoundingStopped(answer);
  const [[entered], [standing]] = await tx.run(enterFounded(tenant), standAgain());
  if (!entered?.enterFounded) throw new Failure("INTERNAL");
  // Whoever lost their place, or whose partner was suspended, while they waited for the partner's row.
  if (!standing) throw new Failure("FORBIDDEN");
  if (standing.suspendedAt) throw new Failure("READ_ONLY");
  tx.actAs({ ...staff, tenant, atDesk: { desk: staff.partner.partner } });
  await write(tx, founding, outcome);
  return heads;
}

/** In the company that was entered. */
async function write(tx: FoundingTransaction, { genesis }: Founding, outcome: Outcome): Promise<void> {
  const grant = Grant.authorizeLinks(tx, [tx.actor.user]);
  const [first, ...others] = outcome.applied as [Applied, ...Applied[]];
  const [[sold]] = await tx.run(loadTerms());
  const ground = { tenant: first.after, groups: new Map(), address: "", cuts: new Map() };
  const limit =
    limitOf(sold as TenantTermsRow, outcome, tx.now) ??
    (await refusedByRecovery(tx, ground, outcome, sold as TenantTermsRow));
  if (limit) throw new FoundingStopped({ limit });
  await tx.finish(
    ...insertRoster({ link: genesis, state: outcome.tenant }, tx.now),
    ...others.map(({ link }) => insertLink(grant, link)),
    ...outcome.applied.flatMap((each) => effectsOf(grant, each)),
    ...closeDesks(grant, null, outcome.tenant, outcome.applied),
    ...audited(tx, ...outcome.applied.flatMap(eventsOf)),
  );
}

/**
 * The desk is the caller's own partner's, and its keeper the caller, by the keys and as the person that the partner's roster and its
 * list of people have. Throws MISMATCH.
 */
function checkKeeper({ genesis: { link }, desk, change }: Founding, partner: RosterState, viewer: UserRow): void {
  const member = findMember(partner, link.author.user);
  const keys = link.subject as StatedKeys;
  const person = change.persons.get(0);
  const holds =
    equalBytes(desk.desk, partner.head.id) &&
    equalBytes(desk.genesis, partner.genesis) &&
    member !== undefined &&
    equalBytes(member.signingKey, keys.signingKey) &&
    equalBytes(member.xwingKeyHash, keys.xwingKeyHash) &&
    person?.address === viewer.address &&
    person.name === viewer.name;
  if (!holds) throw new ProtocolError("MISMATCH", "keeper");
}

/** The genesis, which rests on nothing, and what a founding desk signs behind it. Throws `INVALID_PROOF`. */
function applyFounding({ change, genesis }: Founding, actor: StaffActor): Outcome {
  const tenant = proving(() => applyGenesis(genesis.signed));
  const first = proving(() => withContent(genesis, null, tenant, { tenant }, change, ""));
  const links = change.links.slice(1);
  const rest = { ...change, links, persons: without(change.persons, 0), staffKeys: without(change.staffKeys, 0) };
  const ground = { tenant, groups: new Map(), address: "", cuts: new Map() };
  const outcome = applyChange(ground, rest, actor.user, foundingActs);
  if (outcome === "STALE") throw new Failure("INVALID_PROOF", undefined, { reason: "BROKEN_CHAIN" });
  return { ...outcome, applied: [first, ...outcome.applied] };
}

function without<V>(map: ReadonlyMap<number, V>, seq: number): Map<number, V> {
  const rest = new Map(map);
  rest.delete(seq);
  return rest;
}
