import { useEffect } from "react";
import type { Client } from "sealgraph/client";
import { useLive } from "./live.ts";

/**
 * Keys are handed to newcomers of a share whenever a device that has them syncs. Somebody waits for that: so this device
 * syncs as soon as it sees that somebody else is in one of its shares.
 */
export function useTend(client: Client): void {
  const shares = useLive(client, () => client.shares.list());
  const who =
    shares.value &&
    JSON.stringify(shares.value.map(({ id, members, groups, guests }) => [id, members, groups, guests]));
  useEffect(() => {
    if (who && client.signedIn) client.syncNow().catch(() => {});
  }, [client, who]);
}
