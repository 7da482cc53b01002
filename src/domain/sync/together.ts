/** One reading of a vault for all who stand at the same place in it (docs/adr/0034). */
import type { RosterId, VaultId } from "../../ids.ts";
import type { House, Request } from "../context.ts";
import { inSnapshot } from "../transaction.ts";
import { type Cursor, encodeCursor } from "./cursor.ts";
import type { SyncPage } from "./page.ts";
import { lastRecord, type VaultPosition } from "./positions.ts";
import { changesOf, listVaults } from "./read-changes.ts";
import { listGround } from "./roster-rows.ts";
import { listReaders } from "./rows.ts";

/** Somebody who has read everything up to the cursor, and has heard of one vault and of nothing else since. */
export interface Follower {
  /** Gives a fresh request of theirs. */
  readonly requestOf: () => Request;
  readonly cursor: Cursor;
  readonly vault: VaultId;
  /** Records in a page. */
  readonly first: number;
}

/** What a follower gets, and where they stand then. */
export interface Followed {
  readonly page: SyncPage;
  readonly cursor: Cursor;
}

interface Waiting extends Follower {
  readonly answer: (followed: Followed | null) => void;
}

/** Followers whose rights are asked for by one statement. */
const mostTogether = 1_000;
/** How many are tried to read as, where the first may not. */
const mostReaders = 3;

/** Who waits for the next reading, by where they stand. A place is here as long as somebody is read for at it. */
const gathered = new WeakMap<House["pool"], Map<string, Waiting[]>>();

/**
 * What the vault has behind the follower's cursor, read once for all who ask in the same turn, or while others are read for;
 * with the head as it is after the asking. Each one's session and right are looked at in the same snapshot. Null where a page
 * has to be read for this one alone: where anything is not as plain as that, and where they may not read it. Never rejects.
 */
export function readTogether(follower: Follower): Promise<Followed | null> {
  const { requestOf, cursor, vault, first } = follower;
  const position = cursor.positions.vaults.find((each) => each.vault === vault);
  if (!position || position.record !== lastRecord || position.base !== position.revision) return Promise.resolve(null);
  const { house, visit } = requestOf();
  // A guest sees nothing of what the company's people verify the vault by, so nobody is read for as one.
  if (visit) return Promise.resolve(null);
  const places = gathered.get(house.pool) ?? new Map<string, Waiting[]>();
  gathered.set(house.pool, places);
  const { base, epoch, resets } = position;
  const place = [cursor.tenant, vault, base, epoch, resets, first].join(" ");
  return new Promise((answer) => {
    const waiting = places.get(place);
    if (waiting) return void waiting.push({ ...follower, answer });
    const those = [{ ...follower, answer }];
    places.set(place, those);
    setImmediate(async () => {
      while (those.length > 0) await readFor(those.splice(0, mostTogether), position);
      places.delete(place);
    });
  });
}

async function readFor(waiting: readonly Waiting[], position: VaultPosition): Promise<void> {
  let left = waiting;
  for (let tried = 0; tried < mostReaders && left.length > 0; tried++) {
    const [reader, ...others] = left as [Waiting, ...Waiting[]];
    const followed = await readAs(reader, others, position).catch(() => null);
    if (followed) {
      for (const [i, each] of left.entries()) each.answer(followed[i] ?? null);
      return;
    }
    reader.answer(null);
    left = others;
  }
  for (const { answer } of left) answer(null);
}

/** Null where the reader may not read the vault. */
async function readAs(
  reader: Waiting,
  others: readonly Waiting[],
  position: VaultPosition,
): Promise<(Followed | null)[] | null> {
  const { vault, first } = reader;
  const request = reader.requestOf();
  const positions = { vaults: [position], rosters: [], others: "LEFT_OUT" } as const;
  return inSnapshot(request, async (tx) => {
    const requests = others.map(({ requestOf }) => requestOf());
    const asked = [...listVaults(positions, first), listGround(vault), listReaders(vault, requests)] as const;
    const [heads, paths, records, epochKeys, ground, readers] = await tx.finish(...asked);
    const { vaults, next, isCut } = changesOf([heads, paths, records, epochKeys], positions, first);
    const [arrived] = next;
    const { tenant, user } = tx.actor;
    if (!arrived || tenant !== reader.cursor.tenant || user !== reader.cursor.user) return null;
    const plain = !isCut && !vaults.some((each) => each.restoring || each.class === "ACCOUNT");
    const userAt = new Map(readers.map(({ place, userId }) => [place, userId]));
    const alike = {};
    return [reader, ...others].map(({ cursor }, place) => {
      const mayRead = place === 0 || userAt.get(place) === cursor.user;
      if (!plain || !mayRead || !standsOn(cursor, ground)) return null;
      const moved = cursor.positions.vaults.map((each) => (each.vault === vault ? arrived : each));
      const then = { ...cursor, positions: { ...cursor.positions, vaults: moved } };
      const text = encodeCursor(request.house.serverSecret, then, then.positions);
      return { cursor: then, page: { cursor: text, hasMore: false, rosters: [], vaults, lost: [], alike } };
    });
  });
}

/** Whether the follower has all links by which the vault is verified: who lacks some is shown them with what rests on them. */
function standsOn({ positions }: Cursor, ground: readonly { roster: RosterId; seq: number }[]): boolean {
  const seqs = new Map(positions.rosters.map(({ roster, seq }) => [roster, seq]));
  return ground.every(({ roster, seq }) => seqs.get(roster) === seq);
}
