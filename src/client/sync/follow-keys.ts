/** Profiles whose rosters name former keys: bringing them up to the tenant's (PROTOCOL §3.10). */
import { equalBytes } from "../../crypto/bytes.ts";
import { makeVaultKey, sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeNewEpoch, makeOwnKeys } from "../../crypto/client/next-link.ts";
import { deriveSigningPair } from "../../crypto/client/sign.ts";
import type { SigningPair } from "../../crypto/keys.ts";
import { isBehind } from "../../crypto/roster.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { writeEntry } from "../account/seal-entry.ts";
import { call } from "../account/session.ts";
import { type Core, keyToWrite, type Open, opened, vaultOf } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { commitOperation } from "../transport/commit-operations.ts";
import { newestState } from "../vault/chain.ts";
import { isFormerMember } from "../vault/former.ts";
import type { HeldVault } from "../vault/held.ts";
import type { Deed } from "./deed.ts";
import { fetchAll } from "./fetch.ts";
import { checkMoved, marksOf, refuseSecond } from "./marks.ts";
import { signDeed } from "./sign.ts";

const mostRounds = 10;

/** The profiles that are still to be done; those that are frozen too, which nobody writes to. */
export function profilesBehind({ held, user, own }: Open): HeldVault[] {
  const { tenant } = held;
  if (tenant === null || isFormerMember(tenant, user, own)) return [];
  return [...held.vaults.values()].filter(
    ({ class: its, chain }) =>
      its !== "ACCOUNT" && its !== "SHARE" && isBehind(newestState(tenant), newestState(chain)),
  );
}

/**
 * Brings every profile that is behind up to the tenant, one commit each, and gives how many those were. Whatever cuts it
 * off, what is left to do stands in the rosters. To be called in turn. Throws what `call` throws.
 */
export async function followKeys(core: Core): Promise<number> {
  const open = opened(core);
  const behind = profilesBehind(open).filter(({ vault }) => !open.held.frozen.has(vault));
  const total = behind.length;
  for (const [done, { vault }] of behind.entries()) {
    core.events.emit("rotation", { done, total });
    await followOne(core, vault);
  }
  if (total > 0) core.events.emit("rotation", { done: total, total });
  return total;
}

/** The same, but what cannot be done now is trouble and no failure: it is read all the same, and the next sync goes on. */
export async function followAsFarAsPossible(core: Core): Promise<void> {
  try {
    await followKeys(core);
  } catch (error) {
    if (!(error instanceof SealgraphError) || profilesBehind(opened(core)).length === 0) throw error;
    core.events.emit("trouble", error);
  }
}

/** No outbox: that it was done shows in the roster, and doing it twice does nothing. */
async function followOne(core: Core, vault: string): Promise<void> {
  for (let round = 0; round < mostRounds; round++) {
    const open = opened(core);
    const profile = profilesBehind(open).find((each) => each.vault === vault);
    if (profile === undefined || open.held.frozen.has(vault)) return;
    const deed = makeFollowing(core, open, profile);
    const vaults = deed.vaults.map((each) => each.vault);
    const before = marksOf(open, vaults);
    refuseSecond(open, vault);
    const signed = signDeed(open, deed, core.around.now());
    const answer = await patiently(core.around, () => call(core, commitOperation, { input: signed.wire }));
    if (answer.type === "Committed") {
      for (const [each, hash] of signed.hashes) {
        const head = answer.heads.find((answered) => answered.vault === each);
        if (!head || !equalBytes(head.hash, hash)) throw new ServerCaught("MISMATCH", null);
      }
    }
    if (answer.type === "LimitExceeded" || answer.type === "PolicyDenied") throw new SealgraphError("REFUSED");
    await fetchAll(core);
    checkMoved(open, vaults, before, [vault]);
  }
  throw new SealgraphError("BUSY");
}

function makeFollowing(core: Core, open: Open, profile: HeldVault): Deed {
  const account = vaultOf(open, "ACCOUNT");
  const pin = open.held.pins?.ownVaults.get(profile.vault);
  const { tenant } = open.held;
  if (pin === undefined || tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const { user, own } = open;
  const time = core.around.now();
  const tenantHead = newestState(tenant).head;
  const { head } = profile;
  const ownKeys = makeOwnKeys(newestState(profile.chain), {
    user,
    time,
    tenantHead,
    old: formerPair(open, profile),
    new: own.signing,
    xwingKeyHash: own.xwingKeyHash,
    vaultHead: head && { vault: profile.id, revision: head.manifest.revision, hash: head.hash },
  });
  const before = keyToWrite(open, profile);
  const epoch = before.epoch + 1;
  const key = makeVaultKey();
  const start = makeNewEpoch(ownKeys.state, { user, time, tenantHead, signing: own.signing, vaultKey: key });
  const previousKey = sealPreviousKey(key, { vault: profile.id, epoch }, before.key);
  const noted = writeEntry(open, account, parseUuid(pin.record), { ...pin.entry, epoch, key });
  return {
    mutationId: formatUuid(makeId(time)),
    vaults: [
      { vault: account.vault, changes: [noted], epochStart: null },
      {
        vault: profile.vault,
        changes: [],
        epochStart: { ownKeys: ownKeys.signed, signed: start.signed, epoch, previousKey },
      },
    ],
  };
}

/** The pair that the roster still names, from the former keys in the account vault. Throws NOT_FOUND. */
function formerPair({ held, user }: Open, { chain }: HeldVault): SigningPair {
  const named = findMember(newestState(chain), user)?.signingKey;
  for (const { signingSeed } of held.pins?.former ?? []) {
    const pair = deriveSigningPair(signingSeed);
    if (named && equalBytes(pair.publicKey, named)) return pair;
  }
  throw new SealgraphError("NOT_FOUND", { part: "former keys" });
}
