/** What an application is shown of a company's switch and of the group that it names, by verified rosters alone. */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { wordsOf } from "../../../crypto/client/approval-words.ts";
import { groupDue } from "../../../crypto/group.ts";
import { codeOf, findMember, membersOf, type RosterState } from "../../../crypto/roster-state.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { role, type RecoverySwitch as SwitchEntry } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { newestSecret } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { readDocument } from "../../policy/binding.ts";
import type { Chain } from "../../vault/chain.ts";
import { newestState } from "../../vault/chain.ts";
import type { Held } from "../../vault/held.ts";
import { groupOfSetting } from "../ground.ts";
import type { RecoveryGroupView, RecoveryMode, RecoverySwitch } from "../setup.ts";
import { recoverySecrets } from "./secrets.ts";

export const viewSwitch = ({ setting, author, seq }: SwitchEntry): RecoverySwitch => ({
  group: setting && formatUuid(setting.group),
  approvals: setting?.approvals ?? 0,
  hours: setting?.hours ?? 0,
  by: formatUuid(author),
  seq,
});

const modes: Readonly<Record<number, RecoveryMode | "OFF">> = {
  0: "OFF",
  1: "RECOVERY_GROUP",
  2: "RECOVERY_CODE",
  3: "BOTH",
};

/** What the policy says by which each mode is said. */
export const wayOf: Readonly<Record<RecoveryMode, number>> = { RECOVERY_GROUP: 1, RECOVERY_CODE: 2, BOTH: 3 };

/** What the tenant's own document says; null where it says nothing of it, or is not here. */
export function modeOf({ policies }: Pick<Held, "policies">): RecoveryMode | "OFF" | null {
  const document = policies.get("")?.document;
  const said = document && readDocument(document).policies.organisationBackup;
  return said ? (modes[said.value] ?? null) : null;
}

/** The group that a switch names; null for one that names none, or that is not here. Asks what of its key opens here. */
export async function viewGroup(core: Core, { setting }: SwitchEntry): Promise<RecoveryGroupView | null> {
  const { held } = opened(core);
  const group = setting && formatUuid(setting.group);
  const chain = group === null ? undefined : held.groups.get(group);
  if (setting === null || group === null || chain === undefined || held.tenant === null) return null;
  const state = newestState(chain);
  const isWell = groupOfSetting(held, setting) !== null;
  const ofRole = (its: number) =>
    membersOf(state).flatMap((member) => (member.role === its ? [formatUuid(member.user)] : []));
  return {
    group,
    custodians: ofRole(role.CUSTODIAN),
    members: ofRole(role.MEMBER),
    code: codeView(chain),
    epoch: state.epoch?.epoch ?? 0,
    key: isWell ? await keyOf(core, group, state, newestState(held.tenant)) : "FROZEN",
    head: { seq: state.head.seq, hash: encodeBase64url(state.head.hash), words: wordsOf(state.head.hash) },
  };
}

function codeView(chain: Chain): RecoveryGroupView["code"] {
  const code = codeOf(newestState(chain));
  const link = code && chain.links[code.seq];
  return code && link ? { seq: code.seq, since: new Date(readSignedLink(link).link.time) } : null;
}

async function keyOf(
  core: Core,
  group: string,
  state: RosterState,
  company: RosterState,
): Promise<RecoveryGroupView["key"]> {
  if (state.epoch === null) return "NONE";
  if (groupDue(state, company)) return "DUE";
  if (!findMember(state, opened(core).user)) return "OTHERS";
  return newestSecret(state, await recoverySecrets(core, group)) ? "HERE" : "PENDING";
}
