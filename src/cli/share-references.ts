import type { Client, Group, Person, RecipientInput, Share, ShareOffer } from "../client/index.ts";
import { isSame } from "./choose.ts";
import { chooseGroup, titleOf } from "./commands/group.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, isNotFound } from "./failure.ts";
import { choosePerson } from "./find-person.ts";
import { printable } from "./output.ts";
import type { RightOptions } from "./share-options.ts";
import { chooseShare, titleOfShare, whichOf } from "./vaults.ts";

export const groupPrefix = /^group:/i;

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
    if (!isNotFound(error)) throw error;
    if (group === undefined) throw CommandFailure.of(exitCode.NOT_FOUND, error.code, "cli.said.noColleague");
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "There is no such person here, but a group.",
      `If all who are in it are meant: group:${titleOf(group)}`,
    );
  }
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
