/** A vault that the server was caught at stays as it was: read by what was known of it, and not written to. */
import type { Held, NewestKey } from "./held.ts";
import { pinnedKey } from "./keys.ts";
import type { Pins } from "./pins.ts";

/**
 * Freezes a vault, and keeps the key that it is read by: the account vault may go on to name a later one (PROTOCOL §5.4).
 *
 * @param pins what the account vault said when the vault was last taken.
 */
export function freeze(held: Held, vault: string, evidence: string, pins: Pins | null): void {
  held.frozen.set(vault, evidence);
  const key = keyNow(held, vault, pins);
  if (key && !held.frozenKeys.has(vault)) held.frozenKeys.set(vault, key);
}

/** Gives whether it was frozen. */
export function thaw(held: Held, vault: string): boolean {
  held.frozenKeys.delete(vault);
  return held.frozen.delete(vault);
}

function keyNow({ vaults }: Held, vault: string, pins: Pins | null): NewestKey | null {
  const known = vaults.get(vault);
  if (known === undefined || known.class === "ACCOUNT" || pins === null) return null;
  try {
    const { epoch, key } = pinnedKey(pins, known);
    return { epoch, key };
  } catch {
    // It never was taken under what is noted: nothing of it was shown.
    return null;
  }
}
