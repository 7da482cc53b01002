import { Failure } from "../errors.ts";
import type { DeviceId, SessionId, TenantId, UserId, VaultId } from "../ids.ts";
import { type Answers, type Bound, bind, statement } from "./batch.ts";
import { connect, send, submit } from "./connection.ts";

import type {
  Actor,
  Admission,
  AtDesk,
  House,
  MachineScope,
  Request,
  StaffActor,
  Standing,
  Surface,
  Visit,
} from "./context.ts";
import { visiting } from "./visiting.ts";

interface EnterRow {
  tenantId: TenantId;
  userId: UserId;
  deviceId: DeviceId;
  sessionId: SessionId;
  accessExpiresAt: Date;
  surface: Surface;
}

type PartnerRow = EnterRow & Omit<Standing, "partner" | "scopes"> & { scopes: string | null };
type VisitRow = Omit<Visit, "share"> & { tenantId: TenantId };
type CompanyRow = AtDesk & { tenantId: TenantId };

const begin = statement("begin", "begin");
const beginOpeningSnapshot = statement("begin_opening_snapshot", "begin isolation level repeatable read");
const beginSnapshot = statement("begin_snapshot", "begin isolation level repeatable read read only");
const commit = statement("commit", "commit");
const enter = statement<EnterRow>("enter", "select * from enter($1, $2, $3, $4)");
const enterPartner = statement<PartnerRow>("enter_partner", "select * from enter_partner($1, $2, $3, $4)");
const visit = statement<VisitRow>("visit", "select * from visit($1)");
const enterCompany = statement<CompanyRow>("enter_company", "select * from enter_company($1)");

/**
 * A transaction that acts for somebody. `run` takes one round trip for all its statements, `finish` also commits in it.
 */
export interface Transaction {
  readonly now: Date;
  /** The share that is visited; null at home. */
  readonly visits: VaultId | null;
  /** Whether it acts in a company, as staff of a desk. */
  readonly inCompany: boolean;
  /** Who acts: known after the first `run`. Throws before it. */
  readonly actor: Actor;
  run<const B extends readonly Bound<unknown>[]>(...statements: B): Promise<Answers<B>>;
  /** Runs and commits. Nothing can be run after it. */
  finish<const B extends readonly Bound<unknown>[]>(...statements: B): Promise<Answers<B>>;
}

/** A transaction that acts for a partner. */
export interface PartnerTransaction extends Transaction {
  readonly actor: StaffActor;
}

/** A transaction in which it changes who acts. */
export interface OpeningTransaction extends Transaction {
  /** What is done once it stands, and only then. */
  onCommit(act: () => void): void;
  /** Says who acts from here on: whom the database entered as by one of its `enter…` functions in this transaction. */
  actAs(actor: Actor): void;
}

/**
 * Runs `work` in one transaction as the session of the request: session check, tenant and the first statements share one
 * round trip. Commits when `work` returns, rolls back when it throws.
 *
 * @throws Failure `UNAUTHENTICATED`, `TOKEN_EXPIRED`, `SESSION_ENDED`, `DEVICE_REVOKED`, `NETWORK_REFUSED`, `PASSWORD_TOO_OLD`, `SECOND_FACTOR_REQUIRED`, and in a visit or a company `NOT_FOUND`, before any row was seen.
 */
export const inTransaction = <T>(request: Request, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  transact(request, [bind(begin), ...enterAs(request)], work);

/** The same, for what leads into another tenant: `actAs` says so. */
export const inMovingTransaction = <T>(request: Request, work: (tx: OpeningTransaction) => Promise<T>): Promise<T> =>
  transact(request, [bind(begin), ...enterAs(request)], work);

/** The same, read only, with everything it reads from one snapshot of the database. */
export const inSnapshot = <T>(request: Request, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  transact(request, [bind(beginSnapshot), ...enterAs(request)], work);

/**
 * The same as `inTransaction`, for the partner on whose staff the actor is: companies are seen by `partner_scope()`.
 *
 * @throws Failure as there, `WRONG_SURFACE` for sessions that are for no partner, `FORBIDDEN` for whoever is on no staff any more.
 */
export const inPartnerTransaction = <T>(request: Request, work: (tx: PartnerTransaction) => Promise<T>): Promise<T> =>
  transact(request, [bind(begin), ...enterPartnerAs(request)], work as (tx: Transaction) => Promise<T>);

/** The same, for what leads into a company that it founds: `actAs` says so. */
export const inFoundingTransaction = <T>(
  request: Request,
  work: (tx: PartnerTransaction & OpeningTransaction) => Promise<T>,
): Promise<T> =>
  transact(request, [bind(begin), ...enterPartnerAs(request)], work as (tx: OpeningTransaction) => Promise<T>);

/** A transaction before there is a session: it sees no tenant until one of the `enter…` functions was called in it. */
export const beforeSession = <T>(request: Request, work: (tx: OpeningTransaction) => Promise<T>): Promise<T> =>
  transact(request, [bind(begin)], work);

/** The same, with everything it reads from one snapshot. */
export const beforeSessionInSnapshot = <T>(
  request: Request,
  work: (tx: OpeningTransaction) => Promise<T>,
): Promise<T> => transact(request, [bind(beginOpeningSnapshot)], work);

/** A transaction of the house's own: nobody asked for it, and it sees no tenant until it has entered one. */
export const inHouse = <T>(house: House, work: (tx: OpeningTransaction) => Promise<T>): Promise<T> =>
  transact({ house, now: house.clock() }, [bind(begin)], work);

/** Statements that need no transaction of several steps, as the session of the request: one round trip in all. */
export async function ask<const B extends readonly Bound<unknown>[]>(
  request: Request,
  ...statements: B
): Promise<{ actor: Actor; answers: Answers<B> }> {
  const opening = enterAs(request);
  const rows = await send(request.house, [...opening, ...inPlace(request, statements)]);
  return { actor: actorOf(request, rows), answers: rows.slice(opening.length) as Answers<B> };
}

/** As `ask`, for the partner on whose staff the actor is. Throws as `inPartnerTransaction` does. */
export async function askAsPartner<const B extends readonly Bound<unknown>[]>(
  request: Request,
  ...statements: B
): Promise<{ actor: StaffActor; answers: Answers<B> }> {
  const rows = await send(request.house, [...enterPartnerAs(request), ...statements]);
  return { actor: actorOf(request, rows) as StaffActor, answers: rows.slice(1) as Answers<B> };
}

/** As `ask`, on a connection of its own: for what may take long, as everything does that writes. */
export async function askAlone<const B extends readonly Bound<unknown>[]>(
  request: Request,
  ...statements: B
): Promise<{ actor: Actor; answers: Answers<B> }> {
  const client = await connect(request.house);
  try {
    const opening = enterAs(request);
    const rows = await submit(client, [...opening, ...inPlace(request, statements)]);
    return { actor: actorOf(request, rows), answers: rows.slice(opening.length) as Answers<B> };
  } finally {
    client.release();
  }
}

/** Statements that need neither session nor tenant. */
export async function askAnyone<const B extends readonly Bound<unknown>[]>(
  house: House,
  ...statements: B
): Promise<Answers<B>> {
  return (await send(house, statements)) as Answers<B>;
}

async function transact<T>(
  request: Pick<Request, "house" | "now" | "visit" | "company">,
  opening: readonly Bound<unknown>[],
  work: (tx: OpeningTransaction) => Promise<T>,
): Promise<T> {
  const client = await connect(request.house);
  let state: "NEW" | "OPEN" | "ENDED" = "NEW";
  let actor: Actor | null = null;
  const afterwards: (() => void)[] = [];

  const run = async (statements: readonly Bound<unknown>[], closing: readonly Bound<unknown>[]): Promise<unknown[]> => {
    if (state === "ENDED") throw new Error("the transaction has ended");
    const before = state === "NEW" ? opening : [];
    state = "OPEN";
    const rows = await submit(client, [...before, ...inPlace(request, statements), ...closing]);
    if (closing.length > 0) {
      state = "ENDED";
      for (const act of afterwards.splice(0)) act();
    }
    if (before.length > 1) actor = actorOf(request, rows.slice(1));
    return rows.slice(before.length, before.length + statements.length);
  };

  const tx: OpeningTransaction = {
    now: request.now,
    visits: request.visit ?? null,
    inCompany: Boolean(request.company),
    actAs: (somebody) => {
      actor = somebody;
    },
    onCommit: (act) => void afterwards.push(act),
    get actor() {
      if (actor === null) throw new Error("nobody acts yet");
      return actor;
    },
    run: async (...statements) => (await run(statements, [])) as never,
    finish: async (...statements) => (await run(statements, [bind(commit)])) as never,
  };

  let broken: Error | undefined;
  try {
    const result = await work(tx);
    if (stateOf() === "OPEN") await run([], [bind(commit)]);
    return result;
  } catch (error) {
    if (stateOf() === "OPEN") await client.query("rollback").catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }

  function stateOf(): "NEW" | "OPEN" | "ENDED" {
    return state;
  }
}

const nothing: readonly Admission[] = [];

const inPlace = ({ visit: visited }: Pick<Request, "visit">, statements: readonly Bound<unknown>[]) =>
  visited ? statements.map(visiting) : statements;

/** Where a share is visited, from the session's own tenant into that share; where staff act, from their partner into that company. */
const enterAs = (request: Request): Bound<unknown>[] => {
  if (request.accessHash === null) throw new Failure("UNAUTHENTICATED");
  if (request.company) return [...enterPartnerAs(request), bind(enterCompany, request.company)];
  const { accessHash, now, admits = nothing, ip } = request;
  const home = bind(enter, accessHash, now, admits, ip);
  return request.visit ? [home, bind(visit, request.visit)] : [home];
};

/** A partner is never visited, and visits nobody. */
const enterPartnerAs = (request: Request): Bound<unknown>[] => {
  if (request.accessHash === null) throw new Failure("UNAUTHENTICATED");
  if (request.visit) throw new Failure("FORBIDDEN");
  const { accessHash, now, admits = nothing, ip } = request;
  // Which fields are for service accounts, the gate says; what each may, its scopes.
  return [bind(enterPartner, accessHash, now, [...admits, "SERVICE"], ip)];
};

/** `enter` answers one row, or raises; and so do `enter_partner`, `visit` and `enter_company`. */
function actorOf(request: Pick<Request, "visit" | "company">, [entered, elsewhere]: readonly unknown[]): Actor {
  const [row] = entered as [EnterRow];
  const actor = {
    tenant: row.tenantId,
    visit: null,
    user: row.userId,
    device: row.deviceId,
    session: row.sessionId,
    accessExpiresAt: row.accessExpiresAt,
    surface: row.surface,
    ...("role" in row && { partner: standingOf(row as PartnerRow) }),
  };
  if (request.visit) {
    const [{ tenantId: tenant, ...rights }] = elsewhere as [VisitRow];
    return { ...actor, tenant, visit: { share: request.visit, ...rights } };
  }
  if (!request.company) return actor;
  const [{ tenantId: tenant, ...atDesk }] = elsewhere as [CompanyRow];
  return { ...actor, tenant, atDesk };
}

const standingOf = ({ tenantId: partner, role, scope, scopes, suspendedAt }: PartnerRow): Standing => ({
  partner,
  role,
  scope,
  scopes: scopes === null ? null : (scopes.split(" ") as MachineScope[]),
  suspendedAt,
});
