import { equalBytes } from "../../crypto/bytes.ts";
import { openGroupName } from "../../crypto/client/group.ts";
import { SealError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import { sealedHash } from "../../crypto/hash.ts";
import { findGroup, findName, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType, type GroupEntry, groupClass } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import type { GroupAnswer } from "../transport/group-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { frozenGroups } from "../vault/noted.ts";
import { tenantOf } from "./act.ts";
import { fetchGroups, type GroupSecrets, newestSecret, openSecrets } from "./group-keys.ts";

export interface Group {
  readonly group: string;
  /** Everyone has none. Null as well where this device has not been given the key to names yet. */
  readonly name: string | null;
  readonly everyone: boolean;
  /** Users, those who are suspended in the company left out. */
  readonly members: readonly string[];
  /** Whether the caller is one of them. */
  readonly member: boolean;
  /**
   * `NONE`: nobody has made a key yet. `DUE`: somebody left who had it; the next use makes a new one. `FROZEN`: the server
   * shows less of the group than a device of the user has seen, or something else; nothing is said of it and nothing done,
   * and acts throw SERVER_CAUGHT, until it shows the rest: when it is asked by `evidence.thaw`, with the group, at the latest.
   */
  readonly key: "NONE" | "PENDING" | "DUE" | "HERE" | "OTHERS" | "FROZEN";
}

/** All that stand, those that are frozen included. */
export async function listGroups(core: Core): Promise<Group[]> {
  const { held, user: own } = opened(core);
  const tenant = tenantOf(core);
  const frozen = frozenGroups(held);
  const isNamed = (chain: Chain) => isForPeople(findGroup(tenant, newestState(chain).head.id));
  const standing = [...held.groups].filter(([group, chain]) => isNamed(chain) && !frozen.has(group));
  const answers = await fetchGroups(
    core,
    standing.map(([group]) => group),
  );
  const secrets = new Map(standing.map(([group, chain]) => [group, openSecrets(core, chain, answers.get(group))]));
  const everyone = standing.find(([, chain]) => newestState(chain).class === groupClass.EVERYONE)?.[0];
  const names: GroupSecrets = (everyone === undefined ? undefined : secrets.get(everyone)) ?? new Map();
  const caught = listEntries(tenant, entryType.GROUP).filter(
    (each) => isForPeople(each) && frozen.get(formatUuid(each.group)),
  );
  const shown = standing.map(([group, chain]): Group => {
    const state = newestState(chain);
    const members = recipientsOf(state, tenant).map(({ user }) => formatUuid(user));
    const member = members.includes(formatUuid(own));
    return {
      group,
      name: nameOf(tenant, state, answers.get(group), names),
      everyone: state.class === groupClass.EVERYONE,
      members,
      member,
      key: keyOf(state, tenant, secrets.get(group) ?? new Map(), member),
    };
  });
  return [...shown, ...caught.map(frozenGroup)];
}

/** Whether it stands, and is none that holds the company's recovery key: see `client.recovery`. */
const isForPeople = (named: GroupEntry | undefined): boolean =>
  named !== undefined && named.class !== groupClass.RECOVERY;

const frozenGroup = ({ group, class: its }: GroupEntry): Group => ({
  group: formatUuid(group),
  name: null,
  everyone: its === groupClass.EVERYONE,
  members: [],
  member: false,
  key: "FROZEN",
});

/** The name that the roster states, opened; null where it is another, or cannot be opened yet. */
function nameOf(
  tenant: RosterState,
  state: RosterState,
  answer: GroupAnswer | undefined,
  names: GroupSecrets,
): string | null {
  const stated = findName(state)?.name;
  const secret = answer?.nameEpoch ? names.get(answer.nameEpoch) : undefined;
  if (!answer?.name || !answer.nameEpoch || !secret || !(stated instanceof Uint8Array)) return null;
  if (!equalBytes(sealedHash(answer.name), stated)) return null;
  try {
    const place = { tenant: tenant.head.id, group: state.head.id, epoch: answer.nameEpoch };
    return openGroupName(secret, place, answer.name);
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

function keyOf(state: RosterState, tenant: RosterState, secrets: GroupSecrets, member: boolean): Group["key"] {
  if (state.epoch === null) return "NONE";
  if (groupDue(state, tenant)) return "DUE";
  if (newestSecret(state, secrets)) return "HERE";
  return member ? "PENDING" : "OTHERS";
}
