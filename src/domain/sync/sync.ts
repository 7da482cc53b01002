import { Failure } from "../../errors.ts";
import { parseId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { inSnapshot } from "../transaction.ts";
import { encodeCursor, parseCursor } from "./cursor.ts";
import type { SyncPage } from "./page.ts";
import { beginning } from "./positions.ts";
import { readChanges } from "./read-changes.ts";

export interface KnownHead {
  readonly vault: string;
  readonly revision: number;
}

/**
 * What is new behind a cursor in every stream that the caller can see: one snapshot, one round trip.
 *
 * @param after a cursor of this user, or null for everything from the beginning.
 * @param first records in the page.
 * @param known heads that the caller has verified beyond its cursor: descent is shown from them.
 * @throws Failure `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function sync(
  request: Request,
  after: string | null,
  first: number,
  known: readonly KnownHead[] = [],
): Promise<SyncPage> {
  parseFirst(first, bounds.recordsPerPage);
  if (known.length > bounds.knownHeads)
    throw new Failure("BAD_USER_INPUT", `known has at most ${bounds.knownHeads} heads.`);
  const heads = known.map(({ vault, revision }) => ({ vault: parseId<VaultId>(vault, "known.vault"), revision }));
  const { serverSecret } = request.house;
  const cursor = after === null ? null : parseCursor(serverSecret, after);
  return inSnapshot(request, async (tx) => {
    const { vaults, rosters, next, hasMore } = await readChanges(tx, cursor?.positions ?? beginning, first, heads);
    if (cursor && cursor.user !== tx.actor.user) throw new Failure("INVALID_CURSOR");
    return { cursor: encodeCursor(serverSecret, tx.actor.user, next), hasMore, rosters, vaults };
  });
}
