/** Which vaults of a user the company's recovery group is to have the key of, and which it has (PROTOCOL §4.14). */
import { equalBytes } from "../../../crypto/bytes.ts";
import { entrustedDue } from "../../../crypto/entrust.ts";
import type { Id } from "../../../crypto/keys.ts";
import { entrustedOf, type RosterState, switchInForce } from "../../../crypto/roster-state.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { isFormer, type Open } from "../../core.ts";
import { ServerCaught } from "../../errors.ts";
import { valueOfPolicy } from "../../policy/binding.ts";
import { ownShares, wayToWrite } from "../../shares/rights.ts";
import { newestState } from "../../vault/chain.ts";
import { type HeldVault, scopeOf, vaultOfClass } from "../../vault/held.ts";
import { type RecoveryGround, recoveryGround } from "../ground.ts";
import type { OwnRecovery } from "../setup.ts";

/** The profile, unless what binds the user says no backup; null as well where that is not known here. */
export function profileToEntrust(open: Open): HeldVault | null {
  const profile = vaultOfClass(open.held, "BUSINESS");
  if (profile === undefined || open.held.frozen.has(profile.vault) || !bindsBackup(open)) return null;
  return profile;
}

/** Business shares of this company that the user writes in, by id. */
export function sharesToEntrust(open: Open, now: number): string[] {
  return ownShares(open)
    .filter(({ share, chain, visit }) => {
      if (visit || open.held.frozen.has(share) || scopeOf(chain) !== "BUSINESS") return false;
      return wayToWrite(open, newestState(chain), now) !== undefined;
    })
    .map(({ share }) => share);
}

/** Groups as they are now, by id, for whoever asks whether a vault is due. */
const groupHeld =
  ({ held }: Pick<Open, "held">) =>
  (group: Id): RosterState | null => {
    const chain = held.groups.get(formatUuid(group));
    return chain ? newestState(chain) : null;
  };

/** Whether a vault's key was entrusted to another than it would be now. */
export const isDue = (open: Open, vault: RosterState): boolean =>
  open.held.tenant !== null && entrustedDue(vault, newestState(open.held.tenant), groupHeld(open));

/** Whether the key in force of a vault is wrapped for the epoch in force of the group. */
export function isEntrusted(vault: RosterState, { setting, epoch }: RecoveryGround): boolean {
  const entry = entrustedOf(vault);
  return entry !== undefined && equalBytes(entry.group, setting.group) && entry.groupEpoch === epoch.epoch;
}

function bindsBackup(open: Open): boolean {
  try {
    return valueOfPolicy(open, "organisationBackup") !== 0;
  } catch (error) {
    if (error instanceof ServerCaught) return false;
    throw error;
  }
}

/** What recovery is for this account, by what is held. */
export function ownRecovery(open: Open, now: number): OwnRecovery {
  const { held } = open;
  const off = { on: false, entrusted: [], pending: [], waitingFor: null };
  if (held.tenant === null || isFormer(open)) return off;
  const ground = recoveryGround(held);
  if (ground === null) return off;
  const on = switchInForce(newestState(held.tenant)) !== undefined;
  if (typeof ground === "string") return { ...off, on, waitingFor: ground };
  const profile = profileToEntrust(open);
  const wanted = [...(profile ? [profile.vault] : []), ...sharesToEntrust(open, now)];
  const isDone = (vault: string) => {
    const chain = held.shares.get(vault)?.chain ?? held.vaults.get(vault)?.chain;
    return chain !== undefined && isEntrusted(newestState(chain), ground);
  };
  const waitingFor = open.recoveryRefused === "PLAN" ? "PLAN" : profile ? null : "POLICY";
  return { on, entrusted: wanted.filter(isDone), pending: wanted.filter((vault) => !isDone(vault)), waitingFor };
}
