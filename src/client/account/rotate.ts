import { type Core, vaultOf } from "../core.ts";
import type { ProfileKind } from "../events.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { makeProfileEpoch } from "../sync/profile-epoch.ts";

/**
 * Begins a new epoch of a profile, in one commit: the link, the key before sealed under the new one, the new key in the
 * account vault, both manifests (PROTOCOL §5.5). What is written from now on is sealed under the new key; what was
 * written before stays as it is.
 */
export async function rotateProfile(core: Core, kind: ProfileKind): Promise<{ readonly epoch: number }> {
  let epoch = 0;
  await commitNow(core, (open) => {
    const profile = vaultOf(open, kind);
    const { noted, start } = makeProfileEpoch(core, open, profile);
    epoch = start.epoch;
    return makeDeed(core, [noted, { vault: profile.vault, changes: [], epochStart: start }]);
  });
  return { epoch };
}
