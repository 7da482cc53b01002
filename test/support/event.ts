import type { Client, EventMap } from "../../src/client/index.ts";

/** The next event of a client that fits. Listens from now on. */
export function nextEvent<Name extends keyof EventMap>(
  client: Client,
  name: Name,
  fits: (event: EventMap[Name]) => boolean = () => true,
): Promise<EventMap[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!fits(event)) return;
      off();
      resolve(event);
    });
  });
}
