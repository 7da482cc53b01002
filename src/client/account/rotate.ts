import { makeVaultKey, sealPreviousKey } from "../../crypto/client/epoch.ts";
import { makeNewEpoch } from "../../crypto/client/next-link.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { type Core, keyToWrite, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { newestState } from "../vault/chain.ts";
import { writeEntry } from "./seal-entry.ts";

/**
 * Begins a new epoch of a profile, in one commit: the link, the key before sealed under the new one, the new key in the
 * account vault, both manifests (PROTOCOL §5.5). What is written from now on is sealed under the new key; what was
 * written before stays as it is.
 */
export async function rotateProfile(core: Core, kind: ProfileKind): Promise<{ readonly epoch: number }> {
  let epoch = 0;
  await commitNow(core, (open) => {
    const profile = vaultOf(open, kind);
    const account = vaultOf(open, "ACCOUNT");
    const pin = open.held.pins?.ownVaults.get(profile.vault);
    const { tenant } = open.held;
    if (pin === undefined || tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
    const before = keyToWrite(open, profile);
    epoch = before.epoch + 1;
    const key = makeVaultKey();
    const link = makeNewEpoch(newestState(profile.chain), {
      user: open.user,
      signing: open.own.signing,
      vaultKey: key,
      tenantHead: newestState(tenant).head,
      time: core.around.now(),
    });
    const previousKey = sealPreviousKey(key, { vault: profile.id, epoch }, before.key);
    const noted = writeEntry(open, account, parseUuid(pin.record), { ...pin.entry, epoch, key });
    return makeDeed(core, [
      { vault: account.vault, changes: [noted], epochStart: null },
      { vault: profile.vault, changes: [], epochStart: { signed: link.signed, epoch, previousKey } },
    ]);
  });
  return { epoch };
}
