/** Who holds the key of a recovery group: put in, taken out, and given another key (PROTOCOL §4.13). */
import { equalBytes } from "../../../crypto/bytes.ts";
import { deriveRecoveryKeys, formatRecoveryCode } from "../../../crypto/client/recovery-code.ts";
import { groupDue, readsInRecovery } from "../../../crypto/group.ts";
import type { Id } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { custodiansOf, isCustodian } from "../../../crypto/recovery.ts";
import { codeOf, findMember, membersOf, type RosterState, switchInForce } from "../../../crypto/roster-state.ts";
import { type Member, role } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { actInCompany, tenantOf } from "../../company/act.ts";
import { type Drafting, groupOf } from "../../company/drafting.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { fetchNow } from "../../sync/fetch-now.ts";
import { newestState } from "../../vault/chain.ts";
import { switchOf } from "../ground.ts";
import type { ByCode, ShowRecoveryCode } from "../setup.ts";
import {
  beginAct,
  draftCode,
  draftInRecovery,
  draftKeys,
  draftMember,
  draftTaken,
  type InRecovery,
  stateIn,
} from "./act.ts";
import { idOf, showNewCode } from "./begin.ts";
import { keysOfCode } from "./code.ts";
import { modeOf } from "./view.ts";

/** Has something done in the group that the switch names. Throws NOT_FOUND, RECOVERY_CODE_REFUSED, and as `actInCompany`. */
export async function actInRecovery(
  core: Core,
  { code }: ByCode,
  draft: (act: InRecovery) => Promise<void> | void,
  as?: "ADMINISTRATOR" | "MEMBER",
): Promise<void> {
  const sign = async (drafting: Drafting) => {
    const group = groupInUse(core);
    const typed = code === undefined ? null : await keysOfCode(drafting.tenant, groupOf(drafting, group), code);
    const act = beginAct(core, drafting, group, typed);
    await draft(act);
    draftTaken(act);
  };
  await actInCompany(core, sign, as);
}

/** The group that the switch in force names, else the one that awaits. Throws NOT_FOUND. */
function groupInUse(core: Core): string {
  const setting = switchOf(tenantOf(core))?.setting;
  if (!setting) throw new SealgraphError("NOT_FOUND", { part: "recovery group" });
  return formatUuid(setting.group);
}

export const addHolder = (core: Core, user: string, by: ByCode, isCustodian: boolean): Promise<void> =>
  actInRecovery(core, by, async (act) => {
    const id = idOf(user);
    draftMember(act, id, { isCustodian });
    await draftKeys(act, [id]);
  });

/** Whoever goes makes no key of those who stay. */
export const removeHolder = (core: Core, user: string, by: ByCode): Promise<void> =>
  actInRecovery(core, by, async (act) => {
    const { user: id } = memberOf(act, user);
    if (equalBytes(id, act.drafting.signer.user) && !act.typed) throw new SealgraphError("ONESELF");
    refuseLast(act, { without: id });
    draftInRecovery(act, { operation: operation.REMOVE, subject: { user: id } });
    await draftKeys(act);
  });

export const changeHolder = (core: Core, user: string, by: ByCode, permanent: boolean): Promise<void> =>
  actInRecovery(core, by, (act) => {
    const { user: id, role: its } = memberOf(act, user);
    const next = permanent ? role.CUSTODIAN : role.MEMBER;
    if (its === next) throw new SealgraphError("ALREADY_SO");
    if (!permanent) refuseLast(act, { without: id });
    draftInRecovery(act, { operation: operation.ROLE, subject: { user: id, role: next } });
  });

export const renewKey = (core: Core, by: ByCode): Promise<void> =>
  actInRecovery(core, by, async (act) => {
    const state = stateIn(act);
    if (state.epoch !== null && !groupDue(state, act.drafting.tenant)) throw new SealgraphError("NOTHING_TO_RENEW");
    dropFormer(act);
    await draftKeys(act);
  });

/** Takes them out before a next key is made: else whoever is made an administrator again has it, by nobody's act. */
export function dropFormer(act: InRecovery): void {
  for (const { user } of formerHolders(stateIn(act), act.drafting.tenant))
    draftInRecovery(act, { operation: operation.REMOVE, subject: { user } });
}

/** Those in a group who are no administrators any more, gone, or off their desk; who is suspended may be back. */
export const formerHolders = (group: RosterState, company: RosterState): Member[] =>
  membersOf(group).filter((member) => {
    const stated = findMember(company, member.user);
    return stated ? stated.role !== role.ADMINISTRATOR : !readsInRecovery(member, company);
  });

/** Gives the group another code. What `show` throws ends it, and nothing was sent. */
export async function renewCode(core: Core, show: ShowRecoveryCode, by: ByCode): Promise<string> {
  await fetchNow(core);
  groupInUse(core);
  const code = await showNewCode(show);
  await actInRecovery(core, by, async (act) => {
    const { head } = stateIn(act);
    draftCode(act, deriveRecoveryKeys(code, act.drafting.tenant.head.id, head.id));
    // The first code of a group makes nothing due: it is given the key in force.
    await draftKeys(act, [head.id]);
  });
  return formatRecoveryCode(code);
}

export const endCode = (core: Core, by: ByCode): Promise<void> =>
  actInRecovery(core, by, async (act) => {
    if (!codeOf(stateIn(act))) throw new SealgraphError("NOT_FOUND", { part: "recovery code" });
    const mode = modeInForce(act);
    if (custodians(act).length === 0 || mode === "RECOVERY_CODE" || mode === "BOTH")
      throw new SealgraphError("LAST_CUSTODIAN");
    draftCode(act, null);
    // Who acted by it acts by nothing from then on: a custodian makes the next key.
    if (isCustodian(stateIn(act), act.drafting.tenant, act.drafting.signer.user)) await draftKeys(act);
  });

/** Throws RECOVERY_CODE_REFUSED, NOT_FOUND. */
export async function checkCode(core: Core, code: string | readonly string[]): Promise<void> {
  await fetchNow(core);
  const chain = opened(core).held.groups.get(groupInUse(core));
  if (chain === undefined) throw new SealgraphError("NOT_FOUND", { part: "recovery group" });
  await keysOfCode(tenantOf(core), newestState(chain), code);
}

function memberOf(act: InRecovery, user: string): Member {
  const member = holdersOf(act).find((each) => formatUuid(each.user) === user);
  if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
  return member;
}

const holdersOf = (act: InRecovery): Member[] => membersOf(stateIn(act));
const custodians = (act: InRecovery): Member[] => custodiansOf(stateIn(act), act.drafting.tenant);

/** Throws LAST_CUSTODIAN where nobody else could act, or the mode demands a custodian. */
function refuseLast(act: InRecovery, { without }: { readonly without: Id }): void {
  const others = custodians(act).filter(({ user }) => !equalBytes(user, without));
  if (others.length > 0 || custodians(act).length === 0) return;
  const mode = modeInForce(act);
  const isDemanded = mode === "RECOVERY_GROUP" || mode === "BOTH";
  if (isDemanded || !codeOf(stateIn(act))) throw new SealgraphError("LAST_CUSTODIAN");
}

const modeInForce = ({ core, drafting }: InRecovery) =>
  switchInForce(drafting.tenant) ? modeOf(opened(core).held) : null;
