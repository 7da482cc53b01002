/** How a partner's desk stands in a company, what it says there, and whether that is what the partner's templates come to. */
import { LRUCache } from "lru-cache";
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { deskRight, hasDeskRight } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { findMember, isAdministrator, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { openSignedTemplate, type Template } from "../../crypto/template.ts";
import { combineTemplates, isTemplateFor } from "../../crypto/template-combination.ts";
import type { TenantId } from "../../ids.ts";
import type { CountedRow } from "./numbers.ts";

/** The desk of whoever looks after a company. */
export interface StandingDesk {
  /** A sum of `deskRight`. */
  readonly rights: number;
  readonly hours: number;
  readonly staff: number;
  /** Asked for or in force. */
  readonly breakGlass: { readonly from: Date; readonly until: Date } | null;
}

/** What that desk says in a company. */
export interface StandingPolicies {
  /** The link that states its document; null where it has none. */
  readonly seq: number | null;
  readonly since: Date | null;
  /** Whether that is not what the templates come to; null where nobody could sign it, or nothing can be said of it. */
  readonly behind: boolean | null;
}

export interface Standing {
  readonly desk: StandingDesk | null;
  readonly policies: StandingPolicies;
}

/** What was read, by company; nothing of whatever was not. */
export function standingIn(rows: readonly CountedRow[]): (tenant: TenantId) => Standing {
  const of = (family: CountedRow["family"]) =>
    new Map(rows.filter((row) => row.family === family).map((row) => [row.tenant, row]));
  const [desks, policies] = [of("DESK"), of("POLICIES")];
  const comingTo = judge(rows);
  return (tenant) => {
    const [desk, its] = [desks.get(tenant), policies.get(tenant)];
    return {
      desk: desk ? deskFrom(desk) : null,
      policies: {
        seq: its?.b ?? null,
        since: its?.at ?? null,
        behind: its ? behindFrom(its, comingTo) : null,
      },
    };
  };
}

const deskFrom = ({ a, b, c, at, until }: CountedRow): StandingDesk => ({
  rights: a ?? 0,
  hours: b ?? 0,
  staff: c ?? 0,
  breakGlass: at && until ? { from: at, until } : null,
});

function behindFrom({ a, partner, labels, bytes }: CountedRow, comingTo: Judge): boolean | null {
  if (!hasDeskRight({ rights: a ?? 0 }, deskRight.POLICY)) return null;
  const coming = comingTo(partner as TenantId, labels as string);
  return coming === undefined ? null : !equalOrNull(coming, bytes);
}

/** The document that a partner's templates come to for labels; null: none; undefined: nobody can sign it, or nothing can be said. */
type Judge = (partner: TenantId, labels: string) => Uint8Array | null | undefined;

/** Companies of the same labels are judged once. */
function judge(rows: readonly CountedRow[]): Judge {
  const templates = new Map<TenantId, (Template | null)[]>();
  const rosters = new Map<TenantId, RosterState>();
  for (const { family, tenant, hash, bytes } of rows) {
    if (family === "TEMPLATE") {
      templates.set(tenant, [...(templates.get(tenant) ?? []), templateOf(hash as Uint8Array, bytes as Uint8Array)]);
    } else if (family === "PARTNER") rosters.set(tenant, rosterOf(hash as Uint8Array, bytes as Uint8Array));
  }
  const known = new Map<string, Uint8Array | null | undefined>();
  return (partner, labels) => {
    const key = `${partner} ${labels}`;
    if (!known.has(key)) {
      const roster = rosters.get(partner);
      known.set(key, roster && documentFor(templates.get(partner) ?? [], roster, JSON.parse(labels)));
    }
    return known.get(key);
  };
}

/** By the same rules as staff's devices (PROTOCOL §4.17): where a template lapsed with its author, nothing is signed. */
function documentFor(
  all: readonly (Template | null)[],
  roster: RosterState,
  labels: readonly string[],
): Uint8Array | null | undefined {
  const company = new Set(labels);
  const templates = all.filter((each) => each !== null);
  if (templates.length < all.length) return undefined;
  if (templates.some((each) => isTemplateFor(each, company) && !isByAdministrator(each, roster))) return undefined;
  try {
    const { document, unsayable } = combineTemplates(templates, labels);
    return unsayable.length > 0 ? undefined : document;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function isByAdministrator({ author }: Template, roster: RosterState): boolean {
  const member = findMember(roster, author.user);
  return isAdministrator(member) && equalBytes(member.signingKey, author.key);
}

/** By their hashes and heads: what those stand for never changes. */
const [readTemplates, readRosters] = [
  new LRUCache<string, Template>({ max: 500 }),
  new LRUCache<string, RosterState>({ max: 100 }),
];

/** Null for one that a later release wrote. */
function templateOf(hash: Uint8Array, signed: Uint8Array): Template | null {
  try {
    return once(readTemplates, hash, () => openSignedTemplate(signed).template);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

const rosterOf = (head: Uint8Array, state: Uint8Array): RosterState => once(readRosters, head, () => parseState(state));

function once<T extends object>(cache: LRUCache<string, T>, hash: Uint8Array, read: () => T): T {
  const key = Buffer.from(hash).toString("base64");
  const made = cache.get(key) ?? read();
  cache.set(key, made);
  return made;
}
