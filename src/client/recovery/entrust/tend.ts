/** What a client does for recovery without being asked, and shows (PROTOCOL §4.13, §4.14). */
import { entrustedOf, switchInForce } from "../../../crypto/roster-state.ts";
import { type Core, inTurn, isFormer, type Open, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { actInShare } from "../../shares/act.ts";
import { followKeys } from "../../sync/follow-keys.ts";
import { isUnknown } from "../../sync/is-unknown.ts";
import { hasFailed } from "../../transport/refusal.ts";
import { newestState } from "../../vault/chain.ts";
import { recoveryGround } from "../ground.ts";
import { tendGroup } from "../group/tend.ts";
import type { OwnRecovery } from "../setup.ts";
import { isDue, isEntrusted, ownRecovery, sharesToEntrust } from "./own.ts";
import { entrustProfile, renewProfile } from "./profile.ts";
import { draftEntrust } from "./share.ts";

/** How often it is looked whether there is something to do, where no roster has moved: in milliseconds. */
const interval = 600_000;

/**
 * Begins the next epoch of what was entrusted to another than it would be now, entrusts what is to be, and does what a custodian's
 * client does for the group. What cannot be done now is trouble and no failure: the next sync goes on.
 */
export async function tendRecovery(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || core.device.session === null || isFormer(open)) return;
  if (isToLookAt(core, open)) {
    open.recoveryRefused = null;
    const shares = sharesToEntrust(open, core.around.now());
    for (const work of [
      () => tendGroup(core),
      () => inTurn(core, () => tendProfile(core)),
      ...shares.map((share) => () => tendShare(core, share)),
    ])
      if (!(await goesOn(core, open, work))) break;
  }
  tell(core, open);
}

/** Whether there may be something to do: a company that says nothing of recovery, and has none entrusted, costs nothing. */
function isToLookAt(core: Core, open: Open): boolean {
  const { tenant, groups, shares, vaults } = open.held;
  const chains = [...groups.values(), ...[...vaults.values(), ...shares.values()].map(({ chain }) => chain)];
  const concerns = tenant !== null && switchInForce(newestState(tenant)) !== undefined;
  if (!concerns && !chains.some((chain) => entrustedOf(newestState(chain)))) return false;
  const policies = [...open.held.policies.values()].map(({ hash }) => hash.join("."));
  const agreed = [...(open.held.pins?.agreements.values() ?? [])].map(({ entry }) => entry.seq);
  const marks = [...[tenant, ...chains].map((chain) => chain?.links.length), ...policies, ...agreed].join();
  const since = core.around.now() - (open.tendedRecovery?.at ?? 0);
  if (open.tendedRecovery?.marks === marks && since >= 0 && since < interval) return false;
  open.tendedRecovery = { marks, at: core.around.now() };
  return true;
}

async function tendProfile(core: Core): Promise<void> {
  if (core.open === null) return;
  await followKeys(core);
  await renewProfile(core);
  await entrustProfile(core);
}

/** A writer begins the next epoch where one is due, and entrusts the key in force. */
async function tendShare(core: Core, share: string): Promise<void> {
  const open = opened(core);
  const its = open.held.shares.get(share);
  if (!its || its.lost || open.held.frozen.has(share)) return;
  const ground = recoveryGround(open.held);
  const state = newestState(its.chain);
  const isDone = ground === null || typeof ground === "string" || isEntrusted(state, ground);
  if (isDone && !isDue(open, state)) return;
  await actInShare(core, share, draftEntrust);
}

/** What cannot be done in one place keeps nothing from being done in others. False: the server cannot be asked now. */
async function goesOn(core: Core, open: Open, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    if (isOfPlan(error)) open.recoveryRefused = "PLAN";
    else core.events.emit("trouble", error);
    return !isUnknown(error) || hasFailed(error);
  }
}

const isOfPlan = ({ code, details }: SealgraphError): boolean => code === "LIMIT_EXCEEDED" && details.limit === "PLAN";

/** Tells the application what is another than it was told last. */
function tell(core: Core, open: Open): void {
  if (core.open !== open) return;
  const now = ownRecovery(open, core.around.now());
  const before = open.toldRecovery ?? nothing;
  open.toldRecovery = now;
  if (JSON.stringify(now) !== JSON.stringify(before)) core.events.emit("recovery", now);
}

const nothing: OwnRecovery = { on: false, entrusted: [], pending: [], waitingFor: null };
