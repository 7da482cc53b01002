/**
 * What any device does for its company without being asked: keys of groups that are missing, own keys that follow, and the end of a
 * break-glass that is over.
 */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveSigningPair } from "../../crypto/client/sign.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import {
  findGroup,
  findMember,
  formerWritersOf,
  isAdministrator,
  listEntries,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { entryType, groupClass } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, isFormer, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { MemberWrapWire } from "../transport/company-operations.ts";
import {
  deliverWrapsOperation,
  type PendingWrapAnswer,
  pendingWrapsOperation,
  refuseWrapOperation,
} from "../transport/group-operations.ts";
import { newestState } from "../vault/chain.ts";
import { checkTenantReaches, frozenGroups } from "../vault/noted.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftCheckpoints, draftOwnKeys, groupOf } from "./drafting.ts";
import { endGlasses, glassesOver } from "./glass-end.ts";
import { fetchGroups, newestSecret, openSecrets, publicKeysOf, wrapForEach } from "./group-keys.ts";
import { beginEpoch, secretFor } from "./groups.ts";
import { inPortions } from "./portions.ts";

/** How often it is looked whether there is something to do, where no roster has moved: in milliseconds. */
const interval = 600_000;

/** What was done for groups: keys that were begun, and keys that were given to people. */
export interface Tended {
  readonly keysMade: number;
  readonly keysGiven: number;
}
type Tending = { -readonly [K in keyof Tended]: Tended[K] };

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

/** Groups in force that name former keys of the user. */
async function followKeysInGroups(core: Core): Promise<void> {
  const { user, own, held } = opened(core);
  for (const group of standing(core, { all: true })) {
    const named = findMember(newestOf(core, group), user);
    if (named === undefined || equalBytes(named.signingKey, own.signing.publicKey)) continue;
    const former = (held.pins?.former ?? [])
      .map(({ signingSeed }) => deriveSigningPair(signingSeed))
      .find(({ publicKey }) => equalBytes(publicKey, named.signingKey));
    if (former === undefined) continue;
    await actInCompany(
      core,
      (drafting) => {
        const now = findMember(groupOf(drafting, group), user);
        if (!now || equalBytes(now.signingKey, own.signing.publicKey)) return;
        draftOwnKeys(drafting, group, former, own.xwingKeyHash);
      },
      "MEMBER",
    );
  }
}

/** An administrator who replaced keys states where all groups are, so that nobody goes on by the keys of before. */
async function stateHeads(core: Core): Promise<void> {
  const { user } = opened(core);
  const isDue = (tenant: RosterState): boolean => {
    if (!isAdministrator(findMember(tenant, user))) return false;
    const own = formerWritersOf(tenant).filter((each) => equalBytes(each.user, user));
    const replaced = Math.max(0, ...own.map(({ seq }) => seq));
    return listEntries(tenant, entryType.GROUP).some(
      ({ seq, checkpoint }) => Math.max(seq, checkpoint?.tenantSeq ?? 0) < replaced,
    );
  };
  if (!isDue(tenantOf(core))) return;
  await actInCompany(
    core,
    (drafting) => {
      if (isDue(drafting.tenant)) draftCheckpoints(drafting);
    },
    "MEMBER",
  );
}

/** A member makes the first key of a group; whoever comes second finds it made. */
async function makeFirstKeys(core: Core, done: Tending): Promise<void> {
  const { user } = opened(core);
  const isRecipient = (group: string) =>
    recipientsOf(newestOf(core, group), tenantOf(core)).some((each) => equalBytes(each.user, user));
  for (const group of standing(core)) {
    if (newestOf(core, group).epoch !== null || !isRecipient(group)) continue;
    let isFirst = false;
    await actInCompany(
      core,
      async (drafting) => {
        isFirst = groupOf(drafting, group).epoch === null;
        if (isFirst) await beginEpoch(core, drafting, group, null);
      },
      "MEMBER",
    );
    if (isFirst) done.keysMade++;
  }
}

/** Own wraps that do not open the secret which the roster states are given back, so that somebody delivers better ones. */
async function refuseBroken(core: Core): Promise<void> {
  const groups = standing(core).filter((group) => newestOf(core, group).epoch !== null);
  const answers = await fetchGroups(core, groups);
  for (const group of groups) {
    const { groups: chains } = opened(core).held;
    const [chain, answer, epoch] = [chains.get(group), answers.get(group), newestOf(core, group).epoch?.epoch ?? 0];
    const isWrapped = answer?.wraps.some((wrap) => wrap.epoch === epoch);
    if (!chain || !isWrapped || openSecrets(core, chain, answer).has(epoch)) continue;
    await call(core, refuseWrapOperation, { input: { group, epoch } });
  }
}

/** The server says what is missing; who gets it, the rosters say. */
async function deliverMissing(core: Core, done: Tending): Promise<void> {
  done.keysGiven += await inPortions((wrapped) => deliverPortion(core, done, wrapped));
}

async function deliverPortion(core: Core, done: Tending, wrapped: Set<string>): Promise<number> {
  const pending = (await call(core, pendingWrapsOperation, {})).filter((each) => !wrapped.has(nameOf(each)));
  const known = new Set(standing(core));
  const groups = [...new Set(pending.map(({ group }) => group))].filter((group) => known.has(group));
  if (groups.length === 0) return 0;
  let delivered = 0;
  const answers = await fetchGroups(core, groups);
  for (const group of groups) {
    const chain = opened(core).held.groups.get(group);
    const state = newestOf(core, group);
    const secret = chain ? newestSecret(state, openSecrets(core, chain, answers.get(group))) : null;
    if (secret === null || state.epoch === null) continue;
    // Whoever waits is given no key that somebody has who is gone: theirs is the next.
    if (groupDue(state, tenantOf(core))) {
      if (await renewDue(core, group)) done.keysMade++;
      continue;
    }
    const its = pending.filter((each) => each.group === group);
    const wraps = await wrapsFor(core, group, { secret, epoch: state.epoch.epoch }, its);
    for (const wrap of wraps) wrapped.add(nameOf(wrap));
    if (wraps.length > 0) delivered += await call(core, deliverWrapsOperation, { input: { wraps } });
  }
  return delivered;
}

/** Of one wrap. */
const nameOf = ({ group, epoch, user }: PendingWrapAnswer) => `${group} ${epoch} ${user}`;

/** Begins the next epoch of a group, for all of its recipients. False for whoever comes second: it is begun. */
async function renewDue(core: Core, group: string): Promise<boolean> {
  let isDue = false;
  await actInCompany(
    core,
    async (drafting) => {
      isDue = groupDue(groupOf(drafting, group), drafting.tenant);
      if (isDue) await secretFor(core, drafting, group);
    },
    "MEMBER",
  );
  return isDue;
}

async function wrapsFor(
  core: Core,
  group: string,
  { secret, epoch }: { readonly secret: SymmetricKey; readonly epoch: number },
  pending: readonly PendingWrapAnswer[],
): Promise<MemberWrapWire[]> {
  const named = new Set(pending.filter((each) => each.epoch === epoch).map(({ user }) => user));
  const state = newestOf(core, group);
  const recipients = recipientsOf(state, tenantOf(core)).filter(({ user }) => named.has(formatUuid(user)));
  const keys = await publicKeysOf(core, recipients);
  return wrapForEach(recipients, keys, { roster: state.head.id, epoch }, secret).map(
    ({ user, wrap }): MemberWrapWire => ({ group, epoch, user: formatUuid(user), wrap: encodeBase64url(wrap) }),
  );
}

/**
 * Groups that the company names, frozen ones left out; and unless `all` are asked for, recovery groups: their key is given to
 * nobody in the background (PROTOCOL §4.13).
 */
function standing(core: Core, { all = false } = {}): string[] {
  const { held } = opened(core);
  const frozen = frozenGroups(held);
  return [...held.groups.keys()].filter((group) => {
    const named = findGroup(tenantOf(core), newestOf(core, group).head.id);
    return named !== undefined && (all || named.class !== groupClass.RECOVERY) && !frozen.has(group);
  });
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

function newestOf(core: Core, group: string) {
  const chain = opened(core).held.groups.get(group);
  if (chain === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  return newestState(chain);
}
