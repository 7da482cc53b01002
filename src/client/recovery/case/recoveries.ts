import { formatUuid } from "../../../crypto/uuid.ts";
import { call } from "../../account/session.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { recoveriesOperation, recoveryOperation } from "../../transport/recovery-operations.ts";
import type { RecoveryView } from "../cases.ts";
import type { ByCode } from "../setup.ts";
import { holdGroup } from "./hold-group.ts";
import { wholeList } from "./lists.ts";
import type { OpenedRecovery } from "./request.ts";
import { verifyRecovery } from "./view.ts";

/** Every recovery, the newest first, each as it was signed. Throws SERVER_CAUGHT where one was not. */
export async function listRecoveries(core: Core): Promise<RecoveryView[]> {
  await fetchNow(core);
  const answers = await wholeList((after) => call(core, recoveriesOperation, { after }));
  return answers.map((answer) => verifyRecovery(core, answer).view);
}

/** One that this user opened, with what opens it now. Throws NOT_FOUND, KEY_PENDING, RECOVERY_CODE_REFUSED, SERVER_CAUGHT. */
export async function resumeRecovery(core: Core, id: string, { code }: ByCode): Promise<OpenedRecovery> {
  await fetchNow(core);
  const answer = await call(core, recoveryOperation, { recovery: id });
  const recovery = answer && verifyRecovery(core, answer);
  const own = formatUuid(opened(core).user);
  if (recovery?.view.id !== id || recovery.view.openedBy !== own)
    throw new SealgraphError("NOT_FOUND", { part: "recovery" });
  const { secrets } = await holdGroup(core, recovery.view.group, code);
  return { recovery, secrets, leftOut: [] };
}
