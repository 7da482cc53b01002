/** What the device that approved this one had verified: it counts where nothing is held yet (PROTOCOL §3.8). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { HandedMemory, HandedVault } from "../../crypto/client/approval.ts";
import type { Rung } from "../../crypto/descent.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { profileClass } from "../../crypto/link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { VaultClass } from "../transport/page.ts";
import { type Chain, linkAt, newestState } from "./chain.ts";
import type { Held } from "./held.ts";

/**
 * What was handed of a vault of which no head is held. Throws MISMATCH where a vault is shown as the account's that was
 * not handed as that.
 */
export function handedVault(held: Held, vault: string, its: VaultClass): HandedVault | null {
  if (held.handed === null || held.vaults.get(vault)?.head) return null;
  const handed = held.handed.vaults.find((each) => formatUuid(each.vault) === vault) ?? null;
  const mustBeKnown = its === "ACCOUNT" && handed === null;
  if (mustBeKnown || (handed && (its === "SHARE" || handed.class !== profileClass[its])))
    throw new ProtocolError("MISMATCH", "handed vault");
  return handed;
}

/** The heads that were handed, of vaults of which none is held. */
export function handedHeads({ handed, vaults }: Held): (Rung & { readonly vault: string })[] {
  return (handed?.vaults ?? []).flatMap((each) => {
    const vault = formatUuid(each.vault);
    const [head] = each.rungs;
    return head && !vaults.get(vault)?.head ? [{ vault, ...head }] : [];
  });
}

/** The head that was handed of a vault, where none is held; for evidence. */
export const handedHead = (held: Held, vault: string): Rung | null =>
  handedHeads(held).find((each) => each.vault === vault) ?? null;

/** Throws MISMATCH where a vault has another genesis than the one handed, WENT_BACK where it has no head any more. */
export function checkHandedVault(handed: HandedVault, chain: Chain, hasHead: boolean): void {
  if (!equalBytes(newestState(chain).genesis, handed.genesis)) throw new ProtocolError("MISMATCH", "genesis");
  if (handed.rungs.length > 0 && !hasHead) throw new ProtocolError("WENT_BACK", "revision");
}

/** Throws MISMATCH, WENT_BACK or BROKEN_CHAIN unless the tenant's chain goes on from the one handed. */
export function checkHandedTenant(handed: HandedMemory | null, chain: Chain): void {
  if (handed === null) return;
  const { tenant } = handed;
  const { head, genesis } = newestState(chain);
  if (!equalBytes(head.id, tenant.id) || !equalBytes(genesis, tenant.genesis)) {
    throw new ProtocolError("MISMATCH", "tenant");
  }
  const link = linkAt(chain, tenant.seq);
  if (link === null) throw new ProtocolError("WENT_BACK", "tenant");
  if (!equalBytes(link.hash, tenant.hash)) throw new ProtocolError("BROKEN_CHAIN", "tenant");
}
