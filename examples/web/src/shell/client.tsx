import { createContext, type ReactNode, useContext } from "react";
import type { Client } from "sealgraph/client";

const context = createContext<Client | null>(null);

/** The account that is open: everything below may use it. */
export const WithClient = ({ client, children }: { client: Client; children: ReactNode }) => (
  <context.Provider value={client}>{children}</context.Provider>
);

export function useClient(): Client {
  const client = useContext(context);
  if (client === null) throw new Error("There is no open account above this component.");
  return client;
}
