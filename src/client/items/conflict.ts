import { SealgraphError } from "../errors.ts";
import { encodeBody, placed, readBody, sealedAgain } from "./body.ts";
import { commitChanges, ITEM, type ProfileCore, profileVault, recordOf } from "./profile.ts";
import { type Item, viewItem } from "./view.ts";

/** Ends a conflict, in one commit: the item keeps its side or takes the copy's, and the copy goes into the trash. */
export async function resolveConflict(profile: ProfileCore, copy: string, keep: "OURS" | "THEIRS"): Promise<Item> {
  const { open, vault } = profileVault(profile);
  const ours = recordOf(vault, copy, ITEM);
  const body = readBody(open, vault, ours);
  const { conflictOf, ...content } = body ?? {};
  if (typeof conflictOf !== "string") throw new SealgraphError("NOT_FOUND", { part: "conflict" });
  const item = recordOf(vault, conflictOf, ITEM);
  const taken = keep === "OURS" ? [sealedAgain(open, vault, item, encodeBody(content))] : [];
  const trashed = placed(ours, { trashedSince: profile.core.around.now() });
  await commitChanges(profile.core, [{ vault: vault.vault, changes: [...taken, trashed] }]);
  const { vault: now } = profileVault(profile);
  return viewItem(open, now, recordOf(now, conflictOf, ITEM));
}
