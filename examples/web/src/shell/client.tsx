import { createContext, type ReactNode, useContext } from "react";
import type { Client } from "sealgraph/client";
import { Waiting } from "../ui/progress.tsx";
import { useTick } from "./live.ts";

const context = createContext<Client | null>(null);

/**
 * The account that is open: everything below may use it. While somebody signs out it is closed already, and the session not over
 * yet: then nothing below is shown, which would ask what is closed.
 */
export function WithClient({ client, children }: { client: Client; children: ReactNode }) {
  useTick(client);
  if (client.locked) return <Waiting />;
  return <context.Provider value={client}>{children}</context.Provider>;
}

export function useClient(): Client {
  const client = useContext(context);
  if (client === null) throw new Error("There is no open account above this component.");
  return client;
}
