import type { Client, SharePermission } from "../client/index.ts";
import { choose, isId } from "./choose.ts";
import { isNotFound } from "./failure.ts";
import { findNewcomer, groupPrefix } from "./share-references.ts";
import { recipientName, type SeenRecipient } from "./share-shapes.ts";
import { findShare, titleOfShare } from "./vaults.ts";

/** Somebody, or a group, that is in a share: by address, name or id, or `group:` and its name. Throws NOT_FOUND, AMBIGUOUS. */
function findRecipient(recipients: readonly SeenRecipient[], reference: string): SeenRecipient {
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

/** Somebody in a share, and the share, with what both are called. */
export interface InShare {
  readonly share: string;
  readonly title: string;
  readonly recipient: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly isGuest: boolean;
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
    const found = await findForAdministrator(client, reference, who);
    return { share: reference, title: reference, ...found, you: false, permission: null };
  }
  const found = findRecipient((await client.shares.get(own.id)).recipients, who);
  const { you, permission } = found;
  const names = { title: titleOfShare(own), name: recipientName(found) };
  const isGroup = found.group !== null;
  const ids = { share: own.id, recipient: found.user ?? found.group ?? "" };
  return { ...ids, ...names, isGroup, isGuest: found.guest, you, permission, own: own.permission };
}

/** By the share's roster, so of groups that have ended too; whoever else is shown none of it, and is told that by the server. */
async function findForAdministrator(client: Client, share: string, who: string) {
  const { recipients } = await client.company.shares.get(share).catch(() => ({ recipients: [] }));
  try {
    const found = findRecipient(recipients, who);
    const ids = { recipient: found.user ?? found.group ?? "", isGroup: found.group !== null };
    return { ...ids, name: recipientName(found), isGuest: found.guest };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { input, name } = await findNewcomer(client, who, { permission: "READER" });
    return { recipient: input.user ?? input.group ?? "", name, isGroup: input.group !== undefined, isGuest: false };
  }
}

const otherwiseById = (reference: string) => (error: unknown) => {
  if (!isNotFound(error) || !isId(reference)) throw error;
  return null;
};
