/**
 * What any device does for its company without being asked: keys of groups that are missing, own keys that follow, and the end of a
 * break-glass that is over.
 */
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, isFormer, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { checkTenantReaches } from "../vault/noted.ts";
import { tenantOf } from "./act.ts";
import { followKeysInGroups, stateHeads } from "./follow-own-keys.ts";
import { endGlasses, glassesOver } from "./glass-end.ts";
import { deliverMissing, makeFirstKeys, refuseBroken, type Tended, type Tending } from "./missing-keys.ts";

/** How often it is looked whether there is something to do, where no roster has moved: in milliseconds. */
const interval = 600_000;

/**
 * Gives what is missing to whoever has a right to it by the rosters (PROTOCOL §4.8), makes the first key of groups that
 * have none, and brings own keys that were replaced into the rosters of groups. What cannot be done now is trouble and no
 * failure: the next sync goes on.
 */
export async function tendGroups(core: Core): Promise<Tended> {
  const { open } = core;
  const done: Tending = { keysMade: 0, keysGiven: 0 };
  if (open === null || open.held.tenant === null || core.device.session === null) return done;
  if (!isWell(core) || isFormer(open)) return done;
  const lengths = [open.held.tenant, ...open.held.groups.values()].map((chain) => chain?.links.length);
  const marks = [...lengths, ...glassesOver(tenantOf(core), core.around.now()).map(formatUuid)].join();
  const since = core.around.now() - (open.tended?.at ?? 0);
  if (open.tended?.marks === marks && since >= 0 && since < interval) return done;
  open.tended = { marks, at: core.around.now() };
  try {
    await endGlasses(core);
    if (open.held.groups.size === 0) return done;
    await followKeysInGroups(core);
    await stateHeads(core);
    await makeFirstKeys(core, done);
    await refuseBroken(core);
    await deliverMissing(core, done);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
  return done;
}

/**
 * Only what newcomers wait for, whether or not anything has moved: first keys of groups, and those that the server says are missing.
 * Throws what `call` throws.
 */
export async function handOverGroupKeys(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || open.held.tenant === null || open.held.groups.size === 0 || !isWell(core)) return;
  const done: Tending = { keysMade: 0, keysGiven: 0 };
  await makeFirstKeys(core, done);
  await deliverMissing(core, done);
}

/** Whether anything may be given to anybody by the company's roster as it is held. */
function isWell(core: Core): boolean {
  try {
    checkTenantReaches(opened(core).held);
    return true;
  } catch (error) {
    if (error instanceof ServerCaught) return false;
    throw error;
  }
}
