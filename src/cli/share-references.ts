import type { Client, RecipientInput, Share, ShareOffer, SharePermission } from "../client/index.ts";
import { choose, isId } from "./choose.ts";
import { findGroup, titleOf } from "./commands/group.ts";
import { findPerson } from "./commands/user.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { printable } from "./output.ts";
import type { RightOptions } from "./share-options.ts";
import { recipientName, type SeenRecipient } from "./share-shapes.ts";
import { chooseShare, findShare, titleOfShare } from "./vaults.ts";

const groupPrefix = /^group:/i;

/** Somebody who is to be put into a share, with what they are called. */
export interface Newcomer {
  readonly input: RecipientInput;
  readonly name: string;
}

/**
 * Who is meant by an address, name or id, or by `group:` and a group's name or id: nobody shares with many where they meant
 * one. Throws NOT_FOUND, AMBIGUOUS.
 */
export async function findNewcomer(
  client: Client,
  reference: string,
  { permission, until }: RightOptions,
): Promise<Newcomer> {
  if (permission === "OWNER" && until) throw withoutEnd;
  const right = { permission, expiresAt: until ?? null };
  if (groupPrefix.test(reference)) {
    if (permission === "OWNER") throw noOwner;
    const group = await findGroup(client, reference.replace(groupPrefix, ""));
    return { input: { group: group.group, ...right }, name: `the group ${titleOf(group)}` };
  }
  const { user, name, address } = await findPerson(client, reference).catch(orGroup(client, reference));
  return { input: { user, ...right }, name: printable(name ?? address ?? user) };
}

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
const orGroup =
  (client: Client, reference: string) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof CommandFailure) || error.code !== "NOT_FOUND") throw error;
    const group = await findGroup(client, reference).catch(() => null);
    if (group === null) throw error;
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      "NOT_FOUND",
      "There is no such person here, but a group.",
      `If all who are in it are meant: group:${titleOf(group)}`,
    );
  };

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

/** A share that was offered, by name or id. Throws NOT_FOUND, AMBIGUOUS. */
export const findOffer = async (client: Client, reference: string): Promise<ShareOffer> =>
  chooseShare(reference, await client.shares.offers());

/** A share that the user has or was offered. Throws NOT_FOUND, AMBIGUOUS. */
export const findShareOrOffer = async (client: Client, reference: string): Promise<Share> =>
  chooseShare(reference, [...(await client.shares.list()), ...(await client.shares.offers())]);

/** Somebody in a share, and the share, with what both are called. */
export interface InShare {
  readonly share: string;
  readonly title: string;
  readonly recipient: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly you: boolean;
  /** Null where this user is not told. */
  readonly permission: SharePermission | null;
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
  return { share: own.id, recipient: found.user ?? found.group ?? "", ...names, isGroup, you, permission };
}

/** By the share's roster, so of groups that have ended too; whoever else is shown none of it, and is told that by the server. */
async function findForAdministrator(client: Client, share: string, who: string) {
  const { recipients } = await client.company.shares.get(share).catch(() => ({ recipients: [] }));
  try {
    const found = findRecipient(recipients, who);
    return { recipient: found.user ?? found.group ?? "", name: recipientName(found), isGroup: found.group !== null };
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.code !== "NOT_FOUND") throw error;
    const { input, name } = await findNewcomer(client, who, { permission: "READER" });
    return { recipient: input.user ?? input.group ?? "", name, isGroup: input.group !== undefined };
  }
}

const otherwiseById = (reference: string) => (error: unknown) => {
  if (!(error instanceof CommandFailure) || error.code !== "NOT_FOUND" || !isId(reference)) throw error;
  return null;
};
