import { Failure } from "../../errors.ts";
import { parseId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { inSnapshot } from "../transaction.ts";
import { encodeCursor, parseCursor } from "./cursor.ts";
import type { SyncPage } from "./page.ts";
import { beginning, type Positions } from "./positions.ts";
import { readChanges, type VaultRevision } from "./read-changes.ts";

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
 * @param complete whether `known` is all that the caller holds: a cursor that is beyond it is refused then.
 * @throws Failure `INVALID_CURSOR`, `BAD_USER_INPUT`.
 */
export async function sync(
  request: Request,
  after: string | null,
  first: number,
  known: readonly KnownHead[] = [],
  complete = false,
): Promise<SyncPage> {
  parseFirst(first, bounds.recordsPerPage);
  if (known.length > bounds.syncedHeads)
    throw new Failure("BAD_USER_INPUT", `known has at most ${bounds.syncedHeads} heads.`);
  const heads = known.map(({ vault, revision }) => ({ vault: parseId<VaultId>(vault, "known.vault"), revision }));
  const { serverSecret } = request.house;
  const cursor = after === null ? null : parseCursor(serverSecret, after);
  if (complete && cursor && isBeyond(cursor.positions, heads)) throw new Failure("INVALID_CURSOR");
  return inSnapshot(request, async (tx) => {
    const { vaults, rosters, lost, next, hasMore } = await readChanges(
      tx,
      cursor?.positions ?? beginning,
      first,
      heads,
    );
    const { user, tenant } = tx.actor;
    if (cursor && (cursor.user !== user || cursor.tenant !== tenant)) throw new Failure("INVALID_CURSOR");
    return { cursor: encodeCursor(serverSecret, { user, tenant }, next), hasMore, rosters, vaults, lost };
  });
}

/** Whether pages that the positions count as handed out never reached the reader. */
function isBeyond({ vaults }: Positions, heads: readonly VaultRevision[]): boolean {
  const known = new Map(heads.map(({ vault, revision }) => [vault, revision]));
  return vaults.some(({ vault, base }) => base > (known.get(vault) ?? 0));
}
