import type { Client } from "sealgraph/client";

/** Why there is a new kit: the account is new, was recovered, or was given new keys. */
export type KitWhy = "NEW" | "RECOVERED" | "RENEWED";

const keptAt = "sealgraph-kit-to-keep";
const isWhy = (text: string | null): text is KitWhy => text === "NEW" || text === "RECOVERED" || text === "RENEWED";

let why: KitWhy | null = null;
/** For which the password was given here since there is one to keep: nobody else is shown it, whatever failed. */
let proven = new WeakSet<Client>();

/**
 * That the Emergency Kit was not kept yet outlives the page: whoever reloads has a Secret Key that stands nowhere but in this browser.
 * It is no secret.
 */
export const kitToKeep = {
  why(): KitWhy | null {
    try {
      const kept = window.localStorage.getItem(keptAt);
      return isWhy(kept) ? kept : why;
    } catch {
      return why;
    }
  },
  /** Why this account's is to be shown now; null where it is not. */
  shownFor(client: Client): KitWhy | null {
    return proven.has(client) ? kitToKeep.why() : null;
  },
  /** The password was given for it: that counts for the kit that there is now, and for none that comes later. */
  notePassword(client: Client): void {
    if (kitToKeep.why() !== null) proven.add(client);
  },
  set(next: KitWhy | null): void {
    why = next;
    if (next === null) proven = new WeakSet();
    try {
      if (next === null) window.localStorage.removeItem(keptAt);
      else window.localStorage.setItem(keptAt, next);
    } catch {
      // Where nothing can be kept, this page knows it.
    }
  },
};
