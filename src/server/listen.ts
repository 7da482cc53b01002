import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartRefused } from "../failure.ts";

/**
 * Opens a server's port and answers the one it got. Throws `StartRefused` PORT_TAKEN, or ADDRESS_UNUSABLE when the host
 * is not this machine's or the port is not allowed; `variable` names what to correct.
 */
export function listen(
  server: Server,
  at: { readonly port: number; readonly host: string },
  variable: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      const details = {
        ...at,
        variable: taken || error.code === "EACCES" ? variable : variable.replace("PORT", "HOST"),
      };
      reject(new StartRefused(taken ? "PORT_TAKEN" : "ADDRESS_UNUSABLE", { ...details, code: error.code ?? "" }));
    });
    server.listen(at.port, at.host, () => resolve((server.address() as AddressInfo).port));
  });
}
