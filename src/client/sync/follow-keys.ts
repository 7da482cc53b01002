/** Profiles whose rosters name former keys: bringing them up to the tenant's (PROTOCOL §3.10). */
import { makeOwnKeys } from "../../crypto/client/next-link.ts";
import type { SigningPair } from "../../crypto/keys.ts";
import { isBehind } from "../../crypto/roster.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "../vault/chain.ts";
import { isFormerMember } from "../vault/former.ts";
import { formerPair } from "../vault/former-pair.ts";
import type { HeldVault } from "../vault/held.ts";
import { commitAlone } from "./commit-alone.ts";
import type { Deed } from "./deed.ts";
import { makeProfileEpoch } from "./profile-epoch.ts";

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

const followOne = (core: Core, vault: string): Promise<void> =>
  commitAlone(core, vault, (open) => {
    const profile = profilesBehind(open).find((each) => each.vault === vault);
    return profile === undefined ? null : makeFollowing(core, open, profile);
  });

function makeFollowing(core: Core, open: Open, profile: HeldVault): Deed {
  const { tenant } = open.held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const { user, own } = open;
  const { head } = profile;
  const ownKeys = makeOwnKeys(newestState(profile.chain), {
    user,
    time: core.around.now(),
    tenantHead: newestState(tenant).head,
    old: namedPair(open, profile),
    new: own.signing,
    xwingKeyHash: own.xwingKeyHash,
    vaultHead: head && { vault: profile.id, revision: head.manifest.revision, hash: head.hash },
  });
  const { noted, start } = makeProfileEpoch(core, open, profile, ownKeys.state);
  const epochStart = { ...start, ownKeys: ownKeys.signed };
  const vaults = [noted, { vault: profile.vault, changes: [], epochStart }];
  return { mutationId: formatUuid(makeId(core.around.now())), vaults };
}

/** The pair that the roster still names, from the former keys in the account vault. Throws NOT_FOUND. */
function namedPair({ held, user }: Open, { chain }: HeldVault): SigningPair {
  const named = findMember(newestState(chain), user)?.signingKey;
  const pair = named && formerPair(held, named);
  if (pair === undefined) throw new SealgraphError("NOT_FOUND", { part: "former keys" });
  return pair;
}
