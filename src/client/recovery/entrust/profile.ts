/** A business profile whose key the company's recovery group is to have (PROTOCOL §4.14). */
import { wrapKeyFor } from "../../../crypto/client/key-wrap.ts";
import { makeEntrust } from "../../../crypto/client/next-link.ts";
import type { XWingPublicKey } from "../../../crypto/keys.ts";
import { entrustedOf, epochDue } from "../../../crypto/roster-state.ts";
import { formatUuid, makeId } from "../../../crypto/uuid.ts";
import { type Core, keyToWrite, type Open, opened } from "../../core.ts";
import { commitAlone } from "../../sync/commit-alone.ts";
import type { Deed, VaultDeed } from "../../sync/deed.ts";
import { profilesBehind } from "../../sync/follow-keys.ts";
import { makeProfileEpoch } from "../../sync/profile-epoch.ts";
import { newestState } from "../../vault/chain.ts";
import { type HeldVault, vaultOfClass } from "../../vault/held.ts";
import { type RecoveryGround, recoveryGround } from "../ground.ts";
import { isDue, profileToEntrust } from "./own.ts";
import { recoveryKeyOf } from "./public-key.ts";

/**
 * The profile, where its key was entrusted to another than it would be now, or to nobody because the wrap was lost; null where it was
 * not, or is frozen.
 */
function profileDue(open: Open): HeldVault | null {
  const profile = vaultOfClass(open.held, "BUSINESS");
  if (!profile || open.held.frozen.has(profile.vault)) return null;
  const state = newestState(profile.chain);
  const lost = open.unwrapped?.vault === profile.vault && open.unwrapped.epoch === state.epoch?.epoch;
  return isDue(open, state) || lost ? profile : null;
}

/**
 * Begins the profile's next epoch where that is due, and gives whether it was. To be called in turn, behind `followKeys`. Throws as
 * `commitAlone`.
 *
 * @param among only where the profile is one of these vaults.
 */
export async function renewProfile(core: Core, among?: readonly string[]): Promise<boolean> {
  const due = profileDue(opened(core));
  if (due === null || among?.includes(due.vault) === false) return false;
  await commitAlone(core, due.vault, (open) => {
    const profile = profileDue(open);
    if (profile === null) return null;
    const { noted, start } = makeProfileEpoch(core, open, profile);
    return deedOf(core, [noted, { vault: profile.vault, changes: [], epochStart: start }]);
  });
  return true;
}

/**
 * Entrusts the profile's key in force, where that is wanted and was not done. To be called in turn, behind `renewProfile`. Throws as
 * `commitAlone`, and SERVER_CAUGHT for another public key of the group than its roster states.
 */
export async function entrustProfile(core: Core): Promise<boolean> {
  const wanted = toEntrust(opened(core));
  if (wanted === null) return false;
  const { ground, profile } = wanted;
  const publicKey = await recoveryKeyOf(core, ground);
  await commitAlone(core, profile.vault, (open) => {
    const now = toEntrust(open);
    // Another group, or another key of it: the next sync does that.
    if (now === null || !isSameKey(now.ground, ground)) return null;
    return deedOf(core, [makeEntrusting(core, open, now, publicKey)]);
  });
  return true;
}

interface ToEntrust {
  readonly ground: RecoveryGround;
  readonly profile: HeldVault;
}

function toEntrust(open: Open): ToEntrust | null {
  const ground = recoveryGround(open.held);
  const profile = profileToEntrust(open);
  if (ground === null || typeof ground === "string" || profile === null || profileDue(open)) return null;
  if (profilesBehind(open).includes(profile) || epochDue(newestState(profile.chain))) return null;
  return entrustedOf(newestState(profile.chain)) ? null : { ground, profile };
}

const isSameKey = (a: RecoveryGround, b: RecoveryGround): boolean =>
  a.group === b.group && a.epoch.epoch === b.epoch.epoch;

function makeEntrusting(core: Core, open: Open, { ground, profile }: ToEntrust, publicKey: XWingPublicKey): VaultDeed {
  const { tenant } = open.held;
  const { setting, state, epoch: groupEpoch } = ground;
  const { group } = setting;
  const { epoch, key } = keyToWrite(open, profile);
  const wrap = wrapKeyFor(publicKey, { roster: profile.id, epoch, user: group }, key);
  const link = makeEntrust(newestState(profile.chain), {
    user: open.user,
    signing: open.own.signing,
    tenantHead: tenant && newestState(tenant).head,
    time: core.around.now(),
    to: { group, groupSeq: state.head.seq, groupEpoch: groupEpoch.epoch },
    wrap,
  });
  return { vault: profile.vault, changes: [], epochStart: null, entrust: { signed: link.signed, wrap } };
}

const deedOf = (core: Core, vaults: readonly VaultDeed[]): Deed => ({
  mutationId: formatUuid(makeId(core.around.now())),
  vaults,
});
