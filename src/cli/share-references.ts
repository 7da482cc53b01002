import type { Client, Group, Person, RecipientInput, Share, ShareOffer, SharePermission } from "../client/index.ts";
import { choose, isId, isSame } from "./choose.ts";
import { chooseGroup, titleOf } from "./commands/group.ts";
import { choosePerson } from "./commands/user.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, isNotFound } from "./failure.ts";
import { printable } from "./output.ts";
import type { RightOptions } from "./share-options.ts";
import { recipientName, type SeenRecipient } from "./share-shapes.ts";
import { chooseShare, findShare, titleOfShare, whichOf } from "./vaults.ts";

const groupPrefix = /^group:/i;

/** Somebody who is to be put into a share, with what they are called. */
export interface Newcomer {
  readonly input: RecipientInput;
  readonly name: string;
}

/** As many people by name and groups as a share has (limits of a share). */
const mostNewcomers = 1100;

/**
 * Who is meant by an address, name or id, or by `group:` and a group's name or id: nobody shares with many where they meant
 * one. Whoever is named twice comes once. Throws NOT_FOUND, AMBIGUOUS, INVALID_INPUT.
 */
export async function findNewcomers(
  client: Client,
  references: readonly string[],
  { permission, until }: RightOptions,
): Promise<Newcomer[]> {
  if (permission === "OWNER" && until) throw withoutEnd;
  const wanted = [...new Set(references.map((reference) => reference.trim().toLowerCase()))];
  if (wanted.length === 0) return [];
  if (wanted.length > mostNewcomers) throw tooMany;
  const right = { permission, expiresAt: until ?? null };
  const people = await client.company.people();
  const groups = await client.company.groups.list();
  const found = wanted.map((reference): Newcomer => {
    if (!groupPrefix.test(reference)) {
      const { user, name, address } = personOr(groups, reference, () => choosePerson(people, reference));
      return { input: { user, ...right }, name: printable(name ?? address ?? user) };
    }
    if (permission === "OWNER") throw noOwner;
    const group = chooseGroup(groups, reference.replace(groupPrefix, ""));
    return { input: { group: group.group, ...right }, name: `the group ${titleOf(group)}` };
  });
  return [...new Map(found.map((each) => [each.input.user ?? each.input.group, each])).values()];
}

/** As `findNewcomers`, for one. */
export async function findNewcomer(client: Client, reference: string, right: RightOptions): Promise<Newcomer> {
  const [found] = await findNewcomers(client, [reference], right);
  return found as Newcomer;
}

const tooMany = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A share has at most 1,000 people by name and 100 groups.",
  "Put a group in that they are in: --with group:NAME.",
);

const noOwner = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "A group is no owner: people are, by name.",
  "Give the group --permission editor.",
);

const withoutEnd = new CommandFailure(
  exitCode.USAGE,
  "INVALID_INPUT",
  "An owner is in a share without end.",
  "Leave --until out, or give another --permission.",
);

/** Says how a group is named, where there is one of that name and no such person. */
function personOr(groups: readonly Group[], reference: string, find: () => Person): Person {
  try {
    return find();
  } catch (error) {
    const group = groups.find((each) => isSame(titleOf(each), reference));
    if (!isNotFound(error) || group === undefined) throw error;
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "There is no such person here, but a group.",
      `If all who are in it are meant: group:${titleOf(group)}`,
    );
  }
}

/** Somebody, or a group, that is in a share: by address, name or id, or `group:` and its name. Throws NOT_FOUND, AMBIGUOUS. */
export function findRecipient(recipients: readonly SeenRecipient[], reference: string): SeenRecipient {
  const isGroup = groupPrefix.test(reference);
  const among = recipients
    .filter(({ group }) => !isGroup || group !== null)
    .map((recipient) => ({ ...recipient, id: recipient.user ?? recipient.group ?? "" }));
  const names = ({ name, address }: SeenRecipient) => [name, address].filter((each): each is string => each !== null);
  return choose(
    { what: "recipient", of: names, shown: recipientName, whole: true },
    reference.replace(groupPrefix, ""),
    among,
  );
}

/** A share that was offered, or declined, by name or id. Throws NOT_FOUND, AMBIGUOUS, and ALREADY_SO for one that was accepted. */
export async function findAcceptable(client: Client, reference: string): Promise<Share | ShareOffer> {
  try {
    return chooseShare(reference, [...(await client.shares.offers()), ...(await client.shares.declined())]);
  } catch (error) {
    const had = whichOf(reference, await client.shares.list());
    throw isNotFound(error) && had ? alreadyAccepted(had) : error;
  }
}

const alreadyAccepted = (share: Share) =>
  new CommandFailure(
    exitCode.CONFLICT,
    "ALREADY_SO",
    `You have accepted ${titleOfShare(share)} already.`,
    "sealgraph share list says whether its key is here.",
  );

/** A share that the user has or was offered. Throws NOT_FOUND, AMBIGUOUS. */
export const findShareOrOffer = async (client: Client, reference: string): Promise<Share> =>
  chooseShare(reference, [...(await client.shares.list()), ...(await client.shares.offers())]);

/** A share that the user is in, whatever they answered. Throws NOT_FOUND, AMBIGUOUS. */
export const findShareToLeave = async (client: Client, reference: string): Promise<Share> =>
  chooseShare(reference, [
    ...(await client.shares.list()),
    ...(await client.shares.offers()),
    ...(await client.shares.declined()),
  ]);

/** Somebody in a share, and the share, with what both are called. */
export interface InShare {
  readonly share: string;
  readonly title: string;
  readonly recipient: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly you: boolean;
  /** What they may; null where this user is not told. */
  readonly permission: SharePermission | null;
  /** What this user may; undefined to an administrator who is not in it. */
  readonly own?: SharePermission | null;
}

/**
 * Who is meant of those in a share. To an administrator who is not in it a share has no name: it is taken by its id, and who is not in
 * it by name is looked for in the company. Throws NOT_FOUND, AMBIGUOUS.
 */
export async function findInShare(client: Client, reference: string, who: string): Promise<InShare> {
  const own = await findShare(client, reference).catch(otherwiseById(reference));
  if (own === null) {
    const { recipient, name, isGroup } = await findForAdministrator(client, reference, who);
    return { share: reference, title: reference, recipient, name, isGroup, you: false, permission: null };
  }
  const found = findRecipient((await client.shares.get(own.id)).recipients, who);
  const { you, permission } = found;
  const names = { title: titleOfShare(own), name: recipientName(found) };
  const isGroup = found.group !== null;
  const ids = { share: own.id, recipient: found.user ?? found.group ?? "" };
  return { ...ids, ...names, isGroup, you, permission, own: own.permission };
}

/** By the share's roster, so of groups that have ended too; whoever else is shown none of it, and is told that by the server. */
async function findForAdministrator(client: Client, share: string, who: string) {
  const { recipients } = await client.company.shares.get(share).catch(() => ({ recipients: [] }));
  try {
    const found = findRecipient(recipients, who);
    return { recipient: found.user ?? found.group ?? "", name: recipientName(found), isGroup: found.group !== null };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { input, name } = await findNewcomer(client, who, { permission: "READER" });
    return { recipient: input.user ?? input.group ?? "", name, isGroup: input.group !== undefined };
  }
}

const otherwiseById = (reference: string) => (error: unknown) => {
  if (!isNotFound(error) || !isId(reference)) throw error;
  return null;
};
