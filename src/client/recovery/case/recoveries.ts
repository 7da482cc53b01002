import { formatUuid } from "../../../crypto/uuid.ts";
import { opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import type { RecoveryView } from "../cases.ts";
import type { ByCode } from "../setup.ts";
import { holdGroup } from "./hold-group.ts";
import { wholeList } from "./lists.ts";
import type { RecoveryPlace } from "./place.ts";
import type { OpenedRecovery } from "./request.ts";
import { verifyRecovery } from "./view.ts";

/** Every recovery, the newest first, each as it was signed. Throws SERVER_CAUGHT where one was not. */
export async function listRecoveries(place: RecoveryPlace): Promise<RecoveryView[]> {
  await place.refresh();
  const answers = await wholeList(place.ask.recoveries);
  return answers.map((answer) => verifyRecovery(place, answer).view);
}

/** One that this user opened, with what opens it now. Throws NOT_FOUND, KEY_PENDING, RECOVERY_CODE_REFUSED, SERVER_CAUGHT. */
export async function resumeRecovery(place: RecoveryPlace, id: string, { code }: ByCode): Promise<OpenedRecovery> {
  await place.refresh();
  const answer = await place.ask.recovery(id);
  const recovery = answer && verifyRecovery(place, answer);
  const own = formatUuid(opened(place.core).user);
  if (recovery?.view.id !== id || recovery.view.openedBy !== own)
    throw new SealgraphError("NOT_FOUND", { part: "recovery" });
  const { secrets } = await holdGroup(place, recovery.view.group, code);
  return { recovery, secrets, leftOut: [] };
}
