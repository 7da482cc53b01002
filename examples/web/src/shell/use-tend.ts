import { useEffect } from "react";
import type { Client } from "sealgraph/client";
import { useLive } from "./live.ts";

/** How often somebody who waits for the key of a share asks for it, in milliseconds. */
const patience = 5_000;

/**
 * Keys are handed to newcomers of a share whenever a device that has them syncs. Somebody waits for that: so this device
 * syncs as soon as it sees that somebody else is in one of its shares, and now and then while it waits itself.
 */
export function useTend(client: Client): void {
  const shares = useLive(client, () => client.shares.list());
  const who =
    shares.value &&
    JSON.stringify(shares.value.map(({ id, members, groups, guests }) => [id, members, groups, guests]));
  const waits = shares.value?.some(({ key }) => key === "PENDING") ?? false;
  useEffect(() => {
    if (who && client.signedIn) client.syncNow().catch(() => {});
  }, [client, who]);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => void client.syncNow().catch(() => {}), patience);
    return () => clearInterval(timer);
  }, [client, waits]);
}
