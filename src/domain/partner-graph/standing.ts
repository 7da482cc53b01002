/** How a partner's desk stands in a company, what it says there, and whether that is what the partner's templates come to. */
import { setImmediate } from "node:timers/promises";
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

/** What was read, by company; nothing of whatever was not. Others are served in between. */
export async function standingIn(rows: readonly CountedRow[]): Promise<(tenant: TenantId) => Standing> {
  const of = (family: CountedRow["family"]) => rows.filter((row) => row.family === family);
  const desks = new Map(of("DESK").map((row) => [row.tenant, deskFrom(row)]));
  const grounds = groundsIn([...of("TEMPLATE"), ...of("PARTNER")]);
  const policies = new Map<TenantId, StandingPolicies>();
  for (const row of of("POLICIES")) {
    policies.set(row.tenant, { seq: row.b, since: row.at, behind: await isBehind(row, grounds) });
  }
  return (tenant) => ({ desk: desks.get(tenant) ?? null, policies: policies.get(tenant) ?? unread });
}

const unread: StandingPolicies = { seq: null, since: null, behind: null };

const deskFrom = ({ a, b, c, at, until }: CountedRow): StandingDesk => ({
  rights: a ?? 0,
  hours: b ?? 0,
  staff: c ?? 0,
  breakGlass: at && until ? { from: at, until } : null,
});

/** What companies of one partner are judged by. */
interface Ground {
  /** Null for one that cannot be read. */
  readonly templates: (ReadTemplate | null)[];
  roster: RosterState | null;
}

function groundsIn(rows: readonly CountedRow[]): ReadonlyMap<TenantId, Ground> {
  const grounds = new Map<TenantId, Ground>();
  for (const { family, tenant, hash, bytes } of rows) {
    const its = grounds.get(tenant) ?? { templates: [], roster: null };
    grounds.set(tenant, its);
    if (family === "TEMPLATE") its.templates.push(templateOf(hash as Uint8Array, bytes as Uint8Array));
    else its.roster = rosterOf(hash as Uint8Array, bytes as Uint8Array);
  }
  return grounds;
}

/** By the same rules as staff's devices (PROTOCOL §4.17): where a template lapsed with its author, nothing is signed. */
async function isBehind(
  { a, partner, labels, bytes }: CountedRow,
  grounds: ReadonlyMap<TenantId, Ground>,
): Promise<boolean | null> {
  const ground = grounds.get(partner as TenantId);
  if (!hasDeskRight({ rights: a ?? 0 }, deskRight.POLICY) || !ground?.roster) return null;
  const { templates, roster } = ground;
  const company: readonly string[] = JSON.parse(labels as string);
  const bearing = new Set(company);
  const counting: ReadTemplate[] = [];
  for (const each of templates) {
    if (each === null) return null;
    if (!isTemplateFor(each.template, bearing)) continue;
    if (!isByAdministrator(each.template, roster)) return null;
    counting.push(each);
  }
  const coming = await documentOf(counting, company);
  return coming === undefined ? null : !equalOrNull(coming, bytes);
}

/** The document that templates come to together; null: none; undefined: nobody can sign it, or it cannot be read. */
async function documentOf(counting: readonly ReadTemplate[], labels: readonly string[]) {
  const key = counting
    .map(({ hash }) => hash)
    .sort()
    .join();
  const known = combined.get(key);
  if (known) return known.document;
  await setImmediate();
  const document = combine(counting, labels);
  combined.set(key, { document });
  return document;
}

function combine(counting: readonly ReadTemplate[], labels: readonly string[]): Uint8Array | null | undefined {
  try {
    const all = counting.map(({ template }) => template);
    const { document, unsayable } = combineTemplates(all, labels);
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

interface ReadTemplate {
  readonly hash: string;
  readonly template: Template;
}

/** By their hashes and heads: what those stand for never changes. */
const readTemplates = new LRUCache<string, ReadTemplate>({ max: 500 });
const readRosters = new LRUCache<string, RosterState>({ max: 100 });
/** By the hashes of all of them: companies that the same templates are for are judged once. */
const combined = new LRUCache<string, { readonly document: Uint8Array | null | undefined }>({ max: 500 });

/** Null for one that a later release wrote. */
function templateOf(of: Uint8Array, signed: Uint8Array): ReadTemplate | null {
  try {
    return once(readTemplates, of, (hash) => ({ hash, template: openSignedTemplate(signed).template }));
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

const rosterOf = (head: Uint8Array, state: Uint8Array): RosterState => once(readRosters, head, () => parseState(state));

function once<T extends object>(cache: LRUCache<string, T>, hash: Uint8Array, read: (key: string) => T): T {
  const key = Buffer.from(hash).toString("base64");
  const made = cache.get(key) ?? read(key);
  cache.set(key, made);
  return made;
}
