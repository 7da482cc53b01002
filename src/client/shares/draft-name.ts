import { sealShareName } from "../../crypto/client/share.ts";
import { sealedHash } from "../../crypto/hash.ts";
import { operation } from "../../crypto/link.ts";
import { draftAct } from "./draft-act.ts";
import { beginsEpoch, draftDue, isDue } from "./draft-due.ts";
import { keyIn } from "./draft-wraps.ts";
import type { ShareDrafting } from "./drafting.ts";
import { noRight } from "./rights.ts";

/**
 * Names the share, under the key in force: under the next where that is due, which begins with it. Throws KEY_PENDING, and FORBIDDEN
 * for whoever cannot begin it.
 */
export async function draftName(drafting: ShareDrafting, name: string): Promise<void> {
  if (beginsEpoch(drafting)) await draftDue(drafting);
  if (isDue(drafting)) throw noRight();
  const { epoch, key } = keyIn(drafting);
  const envelope = sealShareName(key, { share: drafting.id, epoch }, name);
  draftAct(drafting, { operation: operation.NAME, subject: { name: sealedHash(envelope) } });
  drafting.name = { epoch, envelope };
}
