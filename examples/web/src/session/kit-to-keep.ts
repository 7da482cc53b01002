/** Why there is a new kit: the account is new, was recovered, or was given new keys. */
export type KitWhy = "NEW" | "RECOVERED" | "RENEWED";

const keptAt = "sealgraph-kit-to-keep";
const isWhy = (text: string | null): text is KitWhy => text === "NEW" || text === "RECOVERED" || text === "RENEWED";

let why: KitWhy | null = null;

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
  set(next: KitWhy | null): void {
    why = next;
    try {
      if (next === null) window.localStorage.removeItem(keptAt);
      else window.localStorage.setItem(keptAt, next);
    } catch {
      // Where nothing can be kept, this page knows it.
    }
  },
};
