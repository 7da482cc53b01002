/** Vaults are locked before rosters; into which shares somebody is put, only the lock of the tenant's roster keeps. */
import { Failure } from "../../errors.ts";
import type { RosterId } from "../../ids.ts";

/** Somebody was put into a share, or a group was, between the lock of vaults and that of the tenant's roster. */
class Overtaken extends Error {}

/** Whoever would lock another vault behind the roster would wait in a ring with who waits for that roster. Throws Overtaken. */
export function demandLocked(concerned: readonly { id: RosterId }[], locked: readonly { id: string }[]): void {
  const ids = new Set(locked.map(({ id }) => id));
  if (concerned.some(({ id }) => !ids.has(id))) throw new Overtaken();
}

/** How often it begins anew before somebody is told to come again. */
const most = 5;

/** Does it again, in a new transaction, for as long as it was overtaken. Throws `UNAVAILABLE`, and what `work` throws. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let round = 0; round < most; round++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  throw new Failure("UNAVAILABLE");
}
