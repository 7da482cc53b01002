import type { Client } from "./client.ts";

/** What people do at a page. */
const deeds = ["keydown", "pointerdown", "wheel"] as const;

/**
 * Has a client follow what becomes of its page: keys, clicks and wheels keep it open for `vaultTimeoutMinutes`, and it syncs as
 * soon as there is a network again. Ends by the function that it gives.
 */
export function followPage(client: Client): () => void {
  const end = new AbortController();
  const { signal } = end;
  // Whoever came here did something; from now on nothing else counts.
  client.used();
  for (const deed of deeds) {
    addEventListener(deed, () => client.used(), { signal, capture: true, passive: true });
  }
  // Where it fails, whoever follows the server tries again.
  addEventListener("online", () => void client.syncNow().catch(() => {}), { signal });
  return () => end.abort();
}

/**
 * Asks the browser not to take away what it keeps of this site when room is short. False where it does not promise that:
 * then what was not sent yet may be lost with the rest.
 */
export async function keepStored(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
