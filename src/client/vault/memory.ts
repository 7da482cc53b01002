import type { HandedMemory, HandedVault } from "../../crypto/client/approval.ts";
import { profileClass } from "../../crypto/link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "./chain.ts";

/** What is held verified, for another device to begin with, or for this one under new keys. Throws NOT_FOUND where nothing is. */
export function memoryOf({ held, accountVault }: Open): HandedMemory {
  const { tenant, pins } = held;
  if (tenant === null || pins === null) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const { head, genesis } = newestState(tenant);
  const own = [formatUuid(accountVault), ...pins.ownVaults.keys()].flatMap((name): HandedVault[] => {
    const vault = held.vaults.get(name);
    if (vault === undefined || vault.class === "SHARE") return handedOn(held.handed, name);
    const { chain, id, ladder } = vault;
    return [{ vault: id, class: profileClass[vault.class], genesis: newestState(chain).genesis, rungs: ladder ?? [] }];
  });
  return { tenant: { id: head.id, genesis, seq: head.seq, hash: head.hash }, vaults: own };
}

/** Of a vault that this device was never shown as it has to be: what it was handed itself. */
const handedOn = (handed: HandedMemory | null, vault: string): HandedVault[] =>
  handed?.vaults.filter((each) => formatUuid(each.vault) === vault) ?? [];
