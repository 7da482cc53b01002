import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { checkMayWrite } from "../shares/rights.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import { visitOf } from "../vault/held.ts";
import { commitChanges, type VaultChanges } from "./profile.ts";

/**
 * Has a move done: new records there, and the old ones in the trash here, in one commit (PROTOCOL §5.7). Where one of both is a share
 * of another company, these are two, because a commit lies in one company: what is there first is never gone on the way. Then
 * nothing is moved while the server cannot be reached: throws UNREACHABLE, KEY_DUE, and what `enqueue` throws.
 */
export async function commitMove(core: Core, made: VaultChanges, left: VaultChanges): Promise<void> {
  const { held } = opened(core);
  if (visitOf(held, made.vault) === visitOf(held, left.vault)) return void (await commitChanges(core, [made, left]));
  for (const { vault } of [made, left]) {
    if (held.frozen.has(vault)) throw new SealgraphError("VAULT_FROZEN");
    const share = held.shares.get(vault);
    if (share) checkMayWrite(opened(core), share, core.around.now());
  }
  await commitNow(core, () => makeDeed(core, [{ ...made, epochStart: null }]));
  await commitChanges(core, [left]);
}
