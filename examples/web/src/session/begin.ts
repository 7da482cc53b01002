import type { Store } from "sealgraph/client";
import { indexedDbStore, keepStored } from "sealgraph/client/browser";

/** What of the SDK begins an account in this browser: with it comes all of its cryptography. */
export { openClient, signIn } from "sealgraph/client";
export { removeIndexedDbStore } from "sealgraph/client/browser";

/** Where this browser keeps what it knows, sealed at rest; one tab at a time has it. `takeOver`: this one, from now on. */
export async function openStore(takeOver: boolean): Promise<Store> {
  const store = await indexedDbStore({ takeOver });
  // Where the browser does not promise, it works all the same: what was sent is at the server.
  void keepStored().catch(() => false);
  return store;
}
