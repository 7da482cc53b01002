/** Rosters as a change leaves them: what is written of them, and their heads as they are answered. */
import type { RosterState } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId } from "../../ids.ts";
import type { Grant } from "../access.ts";
import type { Bound } from "../batch.ts";
import { keepState } from "../roster/keep-state.ts";
import type { RosterHead } from "./answer.ts";
import { insertGroupRoster } from "./group-effect-rows.ts";
import type { Outcome } from "./outcome.ts";
import { insertLink, type RosterHeadRow, updateRoster } from "./rows.ts";

/** The rosters that were founded or went on, with their links. */
export function rosterWrites(grant: Grant<"roster.extend">, { tenant, groups, applied }: Outcome): Bound<unknown>[] {
  const founded = new Set(applied.flatMap(({ before, link }) => (before === null ? [link.roster] : [])));
  const changed = new Set(applied.map(({ link }) => link.roster));
  const rows = [tenant, ...groups.values()].map(rowOf).filter(({ roster }) => changed.has(roster));
  return [
    ...rows.map((row) => (founded.has(row.roster) ? insertGroupRoster(grant, row) : updateRoster(grant, row))),
    ...applied.map(({ link }) => insertLink(grant, link)),
  ];
}

const rowOf = (state: RosterState): RosterHeadRow => ({
  roster: formatUuid(state.head.id) as RosterId,
  seq: state.head.seq,
  hash: state.head.hash,
  epoch: state.epoch?.epoch ?? 0,
  state: keepState(state),
});

export function headsOf({ tenant, groups, applied }: Outcome): RosterHead[] {
  const changed = new Set(applied.map(({ link }) => link.roster));
  return [tenant, ...groups.values()]
    .map(({ head }) => ({ roster: formatUuid(head.id) as RosterId, seq: head.seq, hash: head.hash }))
    .filter(({ roster }) => changed.has(roster));
}

/** As they are kept to be answered again. */
export const encodeHeads = (heads: readonly RosterHead[]): string =>
  JSON.stringify(heads.map(({ roster, seq, hash }) => [roster, seq, Buffer.from(hash).toString("base64url")]));

export const parseHeads = (text: string): RosterHead[] =>
  (JSON.parse(text) as [RosterId, number, string][]).map(([roster, seq, hash]) => ({
    roster,
    seq,
    hash: new Uint8Array(Buffer.from(hash, "base64url")),
  }));
