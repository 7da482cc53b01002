import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { Open } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import { type Evidence, vaultEvidence } from "../evidence.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { checkStated } from "../vault/former.ts";
import { handedHead } from "../vault/handed.ts";
import type { VaultUpdate } from "../vault/held.ts";
import { accountVaultKey, checkNewestKey, keyOfEpoch } from "../vault/keys.ts";
import { type Pins, readPins } from "../vault/pins.ts";
import { linksOf, type Staged } from "../vault/staged.ts";
import { cannotBegin, checkOf } from "./check-noted.ts";
import { type Asked, isLeft, verifyNext } from "./verify-next.ts";

/** What the account vault says now; while there is one that holds, a worse one only leaves evidence. Throws ServerCaught without. */
export function takeAccountVault(
  open: Open,
  staged: Staged,
  tenant: Chain,
  asked: Asked,
  now: number,
  taken: { updates: VaultUpdate[]; caught: Evidence[] },
): Pins {
  const { held } = open;
  const vault = formatUuid(open.accountVault);
  const known = held.vaults.get(vault);
  const each = staged.vaults.get(vault);
  if (each === undefined || isLeft(held, staged, each)) {
    if (held.pins === null) throw new ServerCaught("MISMATCH", null);
    return held.pins;
  }
  try {
    const update = verifyNext(held, each, staged, tenant, asked);
    if (update === null && held.pins !== null) return held.pins;
    if (update === null || update.vault.head === null) throw new ProtocolError("BROKEN_CHAIN", "account vault");
    const pins = checkAccount(open, update, tenant);
    taken.updates.push(update);
    return pins;
  } catch (error) {
    const handed = handedHead(held, vault);
    const evidence = vaultEvidence(checkOf(error), now, known, each, linksOf(staged, vault), handed);
    if (held.pins === null) cannotBegin(open, evidence);
    taken.caught.push(evidence);
    return held.pins;
  }
}

/** Own keys are the roster's; the entries open; the tenant is the one noted there; nothing went back. */
function checkAccount(open: Open, update: VaultUpdate, tenant: Chain): Pins {
  const { vault } = update;
  const { keys, keyRing, own, user } = open;
  checkStated(vault.chain, tenant, user, own);
  const newest = accountVaultKey(keys, open.accountVaultEpoch);
  checkNewestKey(vault, newest);
  const pins = readPins(vault, recordsAfter(update), (epoch) => keyOfEpoch(keyRing, vault, newest, epoch));
  const { tenant: id, tenantGenesis, wrapGeneration, keyGeneration } = pins.account.entry;
  const state = newestState(tenant);
  if (!equalBytes(state.head.id, id) || !equalBytes(state.genesis, tenantGenesis)) {
    throw new ProtocolError("MISMATCH", "tenant");
  }
  const before = open.held.pins?.account.entry;
  if (wrapGeneration < (before?.wrapGeneration ?? 0) || keyGeneration < (before?.keyGeneration ?? 0)) {
    throw new ProtocolError("WENT_BACK", "generation");
  }
  return pins;
}

function recordsAfter({ vault, whole, put, removed }: VaultUpdate) {
  if (whole) return put;
  const records = new Map(vault.records);
  for (const record of removed) records.delete(record);
  for (const record of put) records.set(record.record, record);
  return records.values();
}
