/** Whose profiles are bound otherwise after links: their rows are locked before rosters, as everywhere. */
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { parsePolicies } from "../../crypto/policies.ts";
import { policyScope } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Transaction } from "../transaction.ts";
import { listDocumentsAt, type Place } from "./rows.ts";

export interface ProfilesBound {
  readonly users: readonly UserId[];
  /** Whose members it may be. */
  readonly groups: readonly RosterId[];
  readonly everybody: boolean;
}

/** What a link changes in what is said: of whom, and of which users alone. */
interface Touched {
  readonly place: Place;
  /** Null: of all whom the place is about. */
  readonly user: UserId | null;
  readonly document: Uint8Array | null;
}

/**
 * Null where the links leave profiles as they are. What stands is looked at before anything is locked: links that are taken
 * rest on the head that it stands with.
 *
 * @param documents that come along, by the seq of their link.
 */
export async function findProfilesBound(
  tx: Transaction,
  links: readonly ParsedLink[],
  documents: ReadonlyMap<number, Uint8Array>,
): Promise<ProfilesBound | null> {
  const touched = links.flatMap((link) => touchedBy(link, documents));
  if (touched.length === 0) return null;
  const idOf = ({ scope, id }: Place) => (scope === "TENANT" ? tx.actor.tenant : id);
  const [standing] = await tx.run(listDocumentsAt(touched.map(({ place }) => place)));
  const before = new Set(standing.filter(({ document }) => saysOfProfiles(document)).map(({ id }) => id));
  const bound = touched.filter(
    ({ place, document }) => before.has(idOf(place)) || (document !== null && saysOfProfiles(document)),
  );
  if (bound.length === 0) return null;
  const whole = bound.filter(({ user }) => user === null).map(({ place }) => place);
  return {
    users: bound.flatMap(({ user }) => user ?? []),
    groups: whole.filter(({ scope }) => scope === "GROUP").map(({ id }) => id as RosterId),
    everybody: whole.some(({ scope }) => scope === "TENANT" || scope === "PARTNER"),
  };
}

const inGroups: ReadonlySet<number> = new Set([operation.ADD, operation.REMOVE, operation.LEAVE]);

function touchedBy({ link, roster }: ParsedLink, documents: ReadonlyMap<number, Uint8Array>): Touched[] {
  if (link.kind === rosterKind.GROUP) {
    if (!inGroups.has(link.operation)) return [];
    const user = formatUuid((link.subject as { user: Id }).user) as UserId;
    return [{ place: { scope: "GROUP", id: roster }, user, document: null }];
  }
  if (link.kind !== rosterKind.TENANT) return [];
  if (link.operation === operation.END_GROUP) {
    return [{ place: { scope: "GROUP", id: formatUuid(link.subject.group) }, user: null, document: null }];
  }
  if (link.operation === operation.DESK) {
    return [{ place: { scope: "PARTNER", id: formatUuid(link.subject.desk) }, user: null, document: null }];
  }
  if (link.operation !== operation.POLICY) return [];
  const { scope, id } = link.subject;
  const document = documents.get(link.seq) ?? null;
  if (id === null) return [{ place: { scope: "TENANT", id: "" }, user: null, document }];
  const its = formatUuid(id);
  if (scope === policyScope.PARTNER) return [{ place: { scope: "PARTNER", id: its }, user: null, document }];
  if (scope === policyScope.USER) return [{ place: { scope: "USER", id: its }, user: its as UserId, document }];
  return [{ place: { scope: "GROUP", id: its }, user: null, document }];
}

/** What is no document is refused before it changes anything. */
function saysOfProfiles(document: Uint8Array): boolean {
  try {
    const { disablePersonalProfile, itemHistoryLimit } = parsePolicies(document);
    return disablePersonalProfile !== undefined || itemHistoryLimit !== undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}
