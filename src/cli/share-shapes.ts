import type { ItemToChange, Share, ShareDetails, ShareOffer, ShareRecipient } from "../client/index.ts";
import { counted, moment, printable } from "./output.ts";
import { permissionWord } from "./share-options.ts";

/** What `--json` shows of shares. Members are only ever added. */

export const shareShape = (share: Share) => ({
  id: share.id,
  name: share.name,
  scope: share.scope,
  permission: share.permission,
  rights: share.rights.map((right) => ({ ...right, expiresAt: right.expiresAt?.toISOString() ?? null })),
  members: share.members,
  groups: share.groups,
  guests: share.guests,
  visited: share.visited,
  key: share.key,
  due: share.due,
});

export const offerShape = (offer: ShareOffer) => ({
  ...shareShape(offer),
  founder: offer.founder,
  from: offer.from,
  fromName: offer.fromName,
  fromAddress: offer.fromAddress,
});

const recipientShape = (recipient: ShareRecipient) => ({
  ...recipient,
  expiresAt: recipient.expiresAt?.toISOString() ?? null,
});

export const detailsShape = (details: ShareDetails) => ({
  ...shareShape(details),
  founder: details.founder,
  epoch: details.epoch,
  recipients: details.recipients.map(recipientShape),
});

export const toChangeShape = (item: ItemToChange) => ({
  ...item,
  trashedAt: item.trashedAt?.toISOString() ?? null,
  since: item.since.toISOString(),
});

/** `3 people, 1 group and 1 guest`. */
export function sizeOf({ members, groups, guests }: Pick<Share, "members" | "groups" | "guests">): string {
  const parts = [
    members > 0 && counted(members, "person", "people"),
    groups > 0 && counted(groups, "group"),
    guests > 0 && counted(guests, "guest"),
  ].filter((each): each is string => each !== false);
  const last = parts.pop();
  return parts.length > 0 ? `${parts.join(", ")} and ${last}` : (last ?? "nobody");
}

/** What is to be known of a share besides what it is: about its key, and how long the user is in it. */
export function remarksOn({ key, due, rights, permission, visited }: Share): string {
  const ends = rights.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return [
    visited !== null && "of another company, you are a guest in it",
    keys[key],
    due && "its next change makes a new key",
    permission === null && key !== "UNVERIFIED" && "you are not in it any more",
    Number.isFinite(last) && `yours until ${moment(new Date(last))}`,
  ]
    .filter(Boolean)
    .join(", ");
}

const keys: Readonly<Record<Share["key"], string>> = {
  HERE: "",
  PENDING:
    "its key has not been handed to you yet: sealgraph sync asks for it, and else it is handed over when a device of somebody who has it syncs",
  UNVERIFIED:
    "your keys have changed, and an owner has to compare your six words before you write in it again: sealgraph share words",
  FROZEN: "frozen, because the server was caught: sealgraph evidence list",
};

/** As somebody in it is shown whoever else is; what they answered administrators are not told. */
export type SeenRecipient = Omit<ShareRecipient, "answer"> & { readonly answer?: ShareRecipient["answer"] };

/** What somebody in a share is called, as a terminal may show it. */
export const recipientName = ({ user, group, name, address, left }: SeenRecipient): string =>
  group === null
    ? `${name === null ? (left ? "(has left the company)" : "(does not verify)") : printable(name)}${address === null ? ` ${user}` : ` (${printable(address)})`}`
    : `the group ${name === null ? group : printable(name)}`;

/** A name at the beginning of a sentence. */
export const atStart = (name: string): string => name.replace(/^the group /, "The group ");

/** @param visited whether the user is a guest there, who is not told what others answered. */
export const recipientRow = (recipient: SeenRecipient, visited = false): string[] => [
  recipient.user ?? recipient.group ?? "",
  recipientName(recipient),
  permissionWord(recipient.permission),
  [
    recipient.you && "you",
    recipient.guest && "guest",
    recipient.unverified && "has other keys now, and is let in again by six words: sealgraph share verify",
    recipient.keysChanged && "has other keys since you were invited",
    recipient.expiresAt && `${recipient.expired ? "ran out" : "until"} ${moment(recipient.expiresAt)}`,
    recipient.answer === "DECLINED" && "declined",
    !visited &&
      recipient.group === null &&
      !recipient.guest &&
      recipient.answer === null &&
      !recipient.you &&
      !recipient.left &&
      "has not answered yet",
    recipient.left && "has left the company",
    !recipient.active &&
      !recipient.left &&
      !recipient.unverified &&
      "is given no key: not active in the company by these keys",
  ]
    .filter(Boolean)
    .join(", "),
];
