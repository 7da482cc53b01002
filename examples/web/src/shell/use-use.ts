import { useEffect } from "react";
import type { Client } from "sealgraph/client";

/** No more often than this is the client told that somebody is there. */
const pause = 5_000;

/** Tells the client that somebody uses it, so that it locks itself only when nobody does. */
export function useUse(client: Client): void {
  useEffect(() => {
    let last = 0;
    const note = () => {
      const now = performance.now();
      if (now - last < pause) return;
      last = now;
      client.used();
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, note, { passive: true });
    return () => {
      for (const event of events) window.removeEventListener(event, note);
    };
  }, [client]);
}
