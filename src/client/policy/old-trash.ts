import type { Core } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { purged } from "../items/body.ts";
import { commitPortions, FOLDER, ITEM, profileVault } from "../items/profile.ts";
import { bindingOf } from "./binding.ts";

const day = 86_400_000;

/**
 * `trashRetentionDays`: purges what lies in the trash of the business profile for longer, where the company says how long; the
 * default purges nothing by itself. What cannot be done now is trouble: the next sync goes on.
 */
export async function purgeOldTrash(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || core.device.session === null) return;
  try {
    const { value: days, origin } = bindingOf(open).trashRetentionDays;
    if (origin.scope === "DEFAULT") return;
    const { vault } = profileVault({ core, kind: "BUSINESS" });
    const before = core.around.now() - days * day;
    const old = [...vault.records.values()].filter(
      ({ class: its, trashedSince }) => (its === ITEM || its === FOLDER) && trashedSince > 0 && trashedSince < before,
    );
    if (old.length > 0) await commitPortions(core, vault.vault, old.map(purged));
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
}
