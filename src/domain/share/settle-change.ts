/** A change of a share, held against what the server has, and written down. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { cutRoot, type VaultHead } from "../../crypto/cut.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash, type Hash } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { parseManifest } from "../../crypto/manifest.ts";
import { epochDue, type RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import type { Bound } from "../batch.ts";
import { insertCommitted, insertLinks } from "../commit/effect-rows.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Refusal } from "../commit/refusal.ts";
import { findCommitted, type GroundRow, listGrounds, lockVaults } from "../commit/rows.ts";
import { openPerson } from "../company/person.ts";
import { proving } from "../invalid.ts";
import { keepState } from "../roster/keep-state.ts";
import { topicOf, topicsOfRecipients } from "../topics.ts";
import type { Transaction } from "../transaction.ts";
import { eventsOfShare } from "./audit.ts";
import type { ShareLinks } from "./change-parse.ts";
import { checkName, checkOtherWraps, isDue } from "./content.ts";
import { recipientsIn, writeShare } from "./effects.ts";
import { type Following, followShare } from "./follow.ts";
import { meet, mostOf, readShareGround, type ShareGround, type ShareScopeName } from "./ground.ts";
import { findOwnName } from "./rows.ts";
import { refusedByRules } from "./rules.ts";
import { asksForGroups, groupsNamedBy, isStaleLink } from "./stale.ts";

export interface ShareHead {
  readonly roster: RosterId;
  readonly seq: number;
  readonly hash: Uint8Array;
}

export type SettledChange =
  | { readonly kind: "DONE"; readonly head: ShareHead; readonly topics: readonly string[] }
  | { readonly kind: "STALE"; readonly by: "ROSTERS" | "VAULT" }
  | { readonly kind: "REFUSED"; readonly refusal: Extract<Refusal, { kind: "POLICY" | "LIMIT" }> };

/** Links that need no manifest. */
const withoutManifest: ReadonlySet<number> = new Set([
  operation.OWN_KEYS,
  operation.REMOVE,
  operation.LEAVE,
  operation.ROLE,
  operation.NAME,
  operation.ADD,
  operation.ADD_GROUP,
  operation.EXPIRY,
  operation.CLOSE,
  operation.INVITE,
  operation.VOID,
  operation.RESUME,
  operation.INTRODUCE,
]);

/** @param onScope is told the share's scope once the actor is known to be something to it. Throws as `changeShare` does. */
export async function settleChange(
  tx: Transaction,
  change: ShareLinks,
  onScope: (scope: ShareScopeName) => void,
): Promise<SettledChange> {
  const { share, links } = change;
  // The vault first, as everywhere: whoever writes to it has done so, or finds the roster changed.
  const [[row], [before], [named]] = await tx.run(
    lockVaults([share]),
    findCommitted(change.clientMutationId, tx),
    findOwnName(share),
  );
  const acquaintance = await meet(tx, [share]);
  if (before) return repeated(change, before);
  const scope = acquaintance.scopes.get(share);
  const ways = acquaintance.ways.get(share) ?? [];
  const administers = acquaintance.administers && scope === "BUSINESS";
  const its = mostOf(ways) ?? (administers ? "ADMINISTRATOR" : null) ?? named?.role ?? null;
  const grant = Grant.authorize(tx, "share.change", scope && { id: share, userId: null, share: its });
  if (!row || !scope) throw new Failure("NOT_FOUND");
  onScope(scope);
  if (acquaintance.acting.suspendedAt) throw new Failure("READ_ONLY");
  if (row.restoring) throw new Failure("VAULT_RESTORING");

  const ground = await readShareGround(tx, acquaintance, {
    tenant: true,
    groups: groupsIn(links),
    shares: asksForGroups(links) ? [share] : [],
    locked: true,
  });
  const [[held]] = await tx.run(listGrounds([{ vault: share, skip: 0 }]));
  if (!held) throw new Failure("NOT_FOUND");
  const state = parseState(held.state);
  const isNext = equalOrNull((links[0] as ParsedLink).link.previous, state.head.hash);
  if (!isNext || links.some(({ link }) => isStaleLink(ground, link))) return { kind: "STALE", by: "ROSTERS" };
  const head = headOf(held);
  if (links.some(({ link }) => link.cut && !isCutAt(link.cut, head))) return { kind: "STALE", by: "VAULT" };
  const after = followAll({ ground, head, ways, administers, operations: withoutManifest }, change, state);
  const refusal = await refusedByRules(tx, links, state, after, change.persons.values());
  if (refusal) return { kind: "REFUSED", refusal };
  await tx.finish(...writesOf(tx, grant, change, state, after, { scope, ground }));
  const { tenant } = tx.actor;
  const topics = [topicOf(tenant, share), ...topicsOfRecipients(tenant, recipientsIn(links, state, after))];
  return { kind: "DONE", head: rosterHead(after), topics };
}

function groupsIn(links: readonly ParsedLink[]): RosterId[] {
  const named = links.flatMap(({ link }) => groupsNamedBy(link).map(([group]) => group));
  const vias = links.flatMap(({ link }) => (link.author.via ? [link.author.via.id] : []));
  return [...new Set([...named, ...vias].map((group) => formatUuid(group) as RosterId))];
}

function headOf({ vaultId, hash, manifest }: GroundRow): VaultHead | null {
  if (!hash || !manifest) return null;
  return { vault: parseUuid(vaultId), revision: parseManifest(manifest).revision, hash: asHash(hash) };
}

const isCutAt = (cut: Hash, head: VaultHead | null): boolean => {
  const its = head && cutRoot([head]);
  return its !== null && equalBytes(cut, its);
};

function followAll(following: Following, change: ShareLinks, state: RosterState): RosterState {
  const { links, name, wraps } = change;
  return proving(() => {
    const after = links.reduce((known, link) => followShare(following, known, link), state);
    checkName(name, links, after);
    checkOtherWraps(wraps, links, after, following);
    checkPersons(change);
    return after;
  });
}

/** Each invitation says whom it is for, and nothing else comes along. Throws MISMATCH. */
function checkPersons({ links, persons }: ShareLinks): void {
  const invited = links.flatMap(({ link }) => (link.operation === operation.INVITE ? [link] : []));
  for (const { seq, subject } of invited) openPerson(subject.person, persons.get(seq));
  if (invited.length !== persons.size) throw new ProtocolError("MISMATCH", "nothing that a link states");
}

function writesOf(
  tx: Transaction,
  grant: Grant<"share.change">,
  { share, links, name, wraps, persons, ...deed }: ShareLinks,
  before: RosterState,
  after: RosterState,
  { scope, ground }: { readonly scope: ShareScopeName; readonly ground: ShareGround },
): Bound<unknown>[] {
  const state = keepState(after);
  const events = scope === "BUSINESS" ? eventsOfShare(links, before, after) : [];
  return [
    ...writeShare(grant, { before, name, wraps, persons }, links, after, {
      scope,
      state,
      due: dueBy(links, after, ground),
    }),
    ...insertLinks(share, links, after, state, tx.now),
    insertCommitted(grant, { ...deed, answer: encodeHead(rosterHead(after)) }),
    ...audited(tx, ...events),
  ];
}

/** What the links tell of whether the epoch is due: null where they tell nothing. */
function dueBy(links: readonly ParsedLink[], after: RosterState, ground: ShareGround): boolean | null {
  if (asksForGroups(links)) return isDue(after, ground);
  return epochDue(after) ? true : null;
}

const rosterHead = ({ head: { id, seq, hash } }: RosterState): ShareHead => ({
  roster: formatUuid(id) as RosterId,
  seq,
  hash,
});

/** Throws `MUTATION_ID_REUSED` where the id was used for other content. */
function repeated({ contentHash }: ShareLinks, before: { contentHash: Uint8Array; answer: string }): SettledChange {
  if (Buffer.compare(before.contentHash, contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
  return { kind: "DONE", head: decodeHead(before.answer), topics: [] };
}

const encodeHead = ({ roster, seq, hash }: ShareHead): string =>
  JSON.stringify([roster, seq, Buffer.from(hash).toString("base64url")]);

function decodeHead(text: string): ShareHead {
  const [roster, seq, hash] = JSON.parse(text) as [RosterId, number, string];
  return { roster, seq, hash: new Uint8Array(Buffer.from(hash, "base64url")) };
}
