import { equalBytes } from "../../crypto/bytes.ts";
import { openGroupName, sealGroupName } from "../../crypto/client/group.ts";
import { SealError } from "../../crypto/errors.ts";
import { groupDue, recipientsOf } from "../../crypto/group.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { SymmetricKey } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import {
  findGroup,
  findMember,
  findName,
  listEntries,
  membersOf,
  type RosterState,
} from "../../crypto/roster-state.ts";
import { entryType, type GroupEntry, groupClass } from "../../crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import { parseName } from "../account/begin.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import type { GroupAnswer } from "../transport/group-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { frozenGroups } from "../vault/noted.ts";
import { actInCompany, tenantOf } from "./act.ts";
import {
  type Drafting,
  draftEpoch,
  draftGroup,
  draftInGroup,
  draftInTenant,
  draftLeave,
  draftName,
  everyoneIn,
  firstRecipients,
  groupOf,
  mostWraps,
  refuseBound,
} from "./drafting.ts";
import { fetchGroups, type GroupSecrets, newestSecret, openSecrets, publicKeysOf } from "./group-keys.ts";

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

/** Groups left in one deed. */
const portion = 8;

/** Leaves every group that names the user. Throws GROUP_BINDS, and leaves none, where policies are about one of them. */
export async function leaveAllGroups(core: Core): Promise<void> {
  for (let some = portion; some >= portion; ) {
    await actInCompany(
      core,
      (drafting) => {
        const { user } = drafting.signer;
        const own = [...drafting.groups].filter(([, state]) => findMember(state, user)).map(([group]) => group);
        // None is left where one cannot be.
        for (const group of own) refuseBound(drafting, group);
        for (const group of own.slice(0, portion)) draftLeave(drafting, group);
        some = own.length;
      },
      "MEMBER",
    );
  }
}

/** The groups of a company. Administrators see all of them, others those that they are in. */
export interface Groups {
  list(): Promise<Group[]>;
  /** Makes a group, and gives its id. Who makes it has its key only where they are a member. NAME_TAKEN. */
  create(name: string, members?: readonly string[]): Promise<string>;
  /** NAME_TAKEN where another is called so. */
  rename(group: string, name: string): Promise<void>;
  add(group: string, user: string): Promise<void>;
  remove(group: string, user: string): Promise<void>;
  /** GROUP_BINDS where policies are about it: an administrator removes whoever is to go. */
  leave(group: string): Promise<void>;
  /**
   * Begins a new key where one is due, by a member: also by one who was never given the key of before. Then who has none
   * of before reads nothing that was sealed for the group until now. NOTHING_TO_RENEW where none is due.
   */
  renew(group: string): Promise<void>;
  end(group: string): Promise<void>;
}

export function groupsOf(core: Core): Groups {
  return {
    list: async () => {
      await inTurn(core, () => fetchAll(core));
      return listGroups(core);
    },
    create: async (name, members = []) => create(core, parseName(name, "name"), members),
    rename: async (group, name) => rename(core, group, parseName(name, "name")),
    add: (group, user) =>
      actInCompany(core, (drafting) => {
        const { signingKey, xwingKeyHash, user: id } = memberOf(drafting.tenant, user);
        if (findMember(groupOf(drafting, group), id)) throw new SealgraphError("ALREADY_MEMBER");
        draftInGroup(drafting, group, { operation: operation.ADD, subject: { user: id, signingKey, xwingKeyHash } });
      }),
    remove: (group, user) =>
      actInCompany(core, (drafting) => {
        const { user: id } = memberOf(groupOf(drafting, group), user);
        draftInGroup(drafting, group, { operation: operation.REMOVE, subject: { user: id } });
      }),
    leave: (group) =>
      actInCompany(
        core,
        (drafting) => {
          const { user } = drafting.signer;
          if (!findMember(groupOf(drafting, group), user)) throw new SealgraphError("NOT_FOUND", { part: "group" });
          draftLeave(drafting, group);
        },
        "MEMBER",
      ),
    renew: (group) =>
      actInCompany(
        core,
        async (drafting) => {
          const state = groupOf(drafting, group);
          const isDue = state.epoch === null || groupDue(state, drafting.tenant);
          if (!isDue) throw new SealgraphError("NOTHING_TO_RENEW");
          await beginEpoch(core, drafting, group, await secretOf(core, drafting, group));
        },
        "MEMBER",
      ),
    end: (group) =>
      actInCompany(core, (drafting) => {
        const { id } = groupOf(drafting, group).head;
        draftInTenant(drafting, { operation: operation.END_GROUP, subject: { group: id } });
      }),
  };
}

function memberOf(state: RosterState, user: string) {
  const member = membersOf(state).find((each) => formatUuid(each.user) === user);
  if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
  return member;
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

/** Members that are put in by the deed that founds a group, and by each that follows: all links of a deed are looked at together. */
const mostAtOnce = 150;

async function create(core: Core, name: string, members: readonly string[]): Promise<string> {
  const id = makeId(core.around.now());
  const group = formatUuid(id);
  const me = formatUuid(opened(core).user);
  const all = [...new Set(members)];
  const isMine = all.includes(me);
  const ordered = isMine ? [me, ...all.filter((user) => user !== me)] : all;
  // The company's own key may be for as many as one deed has wraps: what seals the name is there before the group is.
  if (membersOf(tenantOf(core)).length + all.length > mostWraps)
    await actInCompany(core, async (drafting) => void (await everyoneFor(core, drafting)));
  await actInCompany(core, async (drafting) => {
    for (const user of all) memberOf(drafting.tenant, user);
    await refuseTaken(core, group, name);
    const sealed = await sealName(core, drafting, group, name);
    draftGroup(drafting, id, groupClass.NAMED, sealed);
    draftMembers(drafting, group, ordered.slice(0, mostAtOnce));
    if (isMine) await beginEpoch(core, drafting, group, null);
  });
  for (let from = mostAtOnce; from < ordered.length; from += mostAtOnce) {
    const some = ordered.slice(from, from + mostAtOnce);
    await actInCompany(core, (drafting) => draftMembers(drafting, group, some));
  }
  return group;
}

/** Puts them in, but for whoever is in it already. */
function draftMembers(drafting: Drafting, group: string, users: readonly string[]): void {
  for (const user of users) {
    const { signingKey, xwingKeyHash, user: its } = memberOf(drafting.tenant, user);
    if (findMember(groupOf(drafting, group), its)) continue;
    draftInGroup(drafting, group, { operation: operation.ADD, subject: { user: its, signingKey, xwingKeyHash } });
  }
}

async function rename(core: Core, group: string, name: string): Promise<void> {
  await actInCompany(core, async (drafting) => {
    await refuseTaken(core, group, name);
    draftName(drafting, group, await sealName(core, drafting, group, name));
  });
}

/**
 * Throws NAME_TAKEN where another group that this device can name is called so, in capitals or not: people choose by the name
 * whom they share with. The server cannot tell, because names are sealed.
 */
async function refuseTaken(core: Core, group: string, name: string): Promise<void> {
  const others = (await listGroups(core)).filter((each) => each.group !== group).map((each) => each.name ?? "");
  const taken = ["Everyone", ...others].map(folded);
  if (taken.includes(folded(name))) throw new SealgraphError("NAME_TAKEN");
}

const folded = (name: string): string => name.normalize("NFC").toLowerCase();

async function sealName(core: Core, drafting: Drafting, group: string, name: string) {
  const { secret, epoch } = await everyoneFor(core, drafting);
  const place = { tenant: drafting.tenant.head.id, group: parseUuid(group), epoch };
  return { envelope: sealGroupName(secret, place, name), epoch };
}

/** Everyone's secret to seal under now: made where there is none, made anew where it is due. */
async function everyoneFor(core: Core, drafting: Drafting): Promise<{ secret: SymmetricKey; epoch: number }> {
  const known = everyoneIn(drafting);
  if (known === undefined) {
    const id = makeId(core.around.now());
    draftGroup(drafting, id, groupClass.EVERYONE, null);
    return { secret: await beginEpoch(core, drafting, formatUuid(id), null), epoch: 1 };
  }
  const [group, state] = known;
  const secret = await secretFor(core, drafting, group);
  return { secret, epoch: groupOf(drafting, group).epoch?.epoch ?? state.epoch?.epoch ?? 1 };
}

/**
 * The secret of a group to seal under now: of the epoch in force, or of the one that is begun because that is due. Throws
 * KEY_PENDING where nobody who has it was here since this user came.
 */
export async function secretFor(core: Core, drafting: Drafting, group: string): Promise<SymmetricKey> {
  const state = groupOf(drafting, group);
  if (state.epoch === null) return beginEpoch(core, drafting, group, null);
  const secret = await secretOf(core, drafting, group);
  if (secret === null) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return groupDue(state, drafting.tenant) ? beginEpoch(core, drafting, group, secret) : secret;
}

/** The secret of the epoch in force; null where this device was not given it. */
async function secretOf(core: Core, drafting: Drafting, group: string): Promise<SymmetricKey | null> {
  const chain = opened(core).held.groups.get(group);
  const answers = await fetchGroups(core, [group]);
  return chain ? newestSecret(groupOf(drafting, group), openSecrets(core, chain, answers.get(group))) : null;
}

/** Begins an epoch for whoever is a recipient now. */
export async function beginEpoch(
  core: Core,
  drafting: Drafting,
  group: string,
  previous: SymmetricKey | null,
): Promise<SymmetricKey> {
  const keys = await publicKeysOf(core, firstRecipients(drafting, groupOf(drafting, group)));
  return draftEpoch(drafting, group, keys, previous);
}
