/** Vaults of several people (PROTOCOL §4.11), as an application meets them. */
import type { ProfileKind } from "../events.ts";
import type { Folders } from "../items/folders.ts";
import type { Items } from "../items/items.ts";
import type { Trash, TreeNode } from "../items/tree.ts";
import type { SharePermission } from "./permission.ts";

export type { SharePermission };

/** `PERSONAL` has nothing to do with the company, and is in no log of it. */
export type ShareScope = ProfileKind;

/** By what somebody is a recipient. */
export interface ShareRight {
  /** Null: by name. Else the group, by id. */
  readonly group: string | null;
  readonly permission: SharePermission;
  /** Milliseconds are kept; null: without end. */
  readonly expiresAt: Date | null;
}

/** A share among what the user has. */
export interface Share {
  readonly id: string;
  /** Null where its key has not been handed to this user yet. */
  readonly name: string | null;
  readonly scope: ShareScope;
  /** The most that the user has; null where the roster, as this device has it, gives nothing any more. */
  readonly permission: SharePermission | null;
  /** By what, by name first. */
  readonly rights: readonly ShareRight[];
  /** How many are in it by name, how many groups, and how many guests of other companies. */
  readonly members: number;
  readonly groups: number;
  readonly guests: number;
  /**
   * Null: of the user's own company. Else the company, by id, that owns the share, in which the user is a guest: there they act in
   * this share alone.
   */
  readonly visited: string | null;
  /**
   * `HERE`: what is in it is read. `PENDING`: its key has not been handed to this user yet: somebody who has it has to sync
   * first. `FROZEN`: the server was caught there; it is shown as it was, and not written to. `UNVERIFIED`: a guest has other keys
   * since, and an owner has to compare six words first (`ownWords`); it is shown as it was, and not written to.
   */
  readonly key: "HERE" | "PENDING" | "FROZEN" | "UNVERIFIED";
  /** Whether somebody ceased to be a recipient who had the key: the next write makes a new one. */
  readonly due: boolean;
}

/** A share that was offered, and neither accepted nor declined. Nothing of its content is here. */
export interface ShareOffer extends Share {
  /** Users: who founded it, and who put the user, or the group, in. */
  readonly founder: string;
  readonly from: string;
  /** What that person is called, as an administrator signed it; null where nobody can tell. */
  readonly fromName: string | null;
  readonly fromAddress: string | null;
  /** Whether the company's roster names them no more: only administrators are told what they were called, in the portal. */
  readonly fromLeft: boolean;
}

/** Somebody, or a group, that is in a share: one of both ids is there. */
export interface ShareRecipient {
  readonly user: string | null;
  readonly group: string | null;
  /** As the company's roster opens it; "Everyone" of Everyone. Null where nobody here can tell. */
  readonly name: string | null;
  readonly address: string | null;
  readonly permission: SharePermission;
  readonly expiresAt: Date | null;
  /** Whether that time is over, by this device's clock. */
  readonly expired: boolean;
  /** What they said to it: the server's word. Null for groups, and for whoever has said nothing. */
  readonly answer: "ACCEPTED" | "DECLINED" | null;
  /** Whether the company's roster has them as active by these keys, or names the group: else they are given no key. */
  readonly active: boolean;
  /** Whether the company's roster names them no more: only administrators are told what they were called, in the portal. */
  readonly left: boolean;
  /** Whether it is the caller. */
  readonly you: boolean;
  /** Whether they are of another company, or of none. */
  readonly guest: boolean;
  /** For guests, of members whose keys are others since the invitation: nobody has verified those to them. */
  readonly keysChanged: boolean;
  /** Of a guest whose keys are others since, until an owner has compared six words: `verifyGuest`. They are given no key. */
  readonly unverified: boolean;
}

/** Whom to invite into a share: somebody of another company, or of none. */
export interface InviteGuest {
  readonly address: string;
  readonly name: string;
  /** A guest owns nothing. Default: `READER`. */
  readonly permission?: GuestPermission;
  /** How long it is good: 1 to 30; 7 where nothing is said. */
  readonly days?: number;
}

export type GuestPermission = Exclude<SharePermission, "OWNER">;

/** An invitation that was made. The link is for whom it was made, and for nobody else; the server never sees it. */
export interface InvitedGuest {
  readonly address: string;
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** An invitation into a share that stands in its roster. */
export interface GuestInvitation {
  /** The invitation's public key, by which it is made void. */
  readonly key: string;
  /** Null where what the server says does not open what was signed. */
  readonly address: string | null;
  readonly name: string | null;
  readonly permission: GuestPermission;
  readonly expiresAt: Date;
  readonly expired: boolean;
  /** The user who signed it. */
  readonly author: string;
}

/** What an invitation into a share is for, as its link and the share's roster say. */
export interface GuestInvitationView {
  readonly share: string;
  readonly scope: ShareScope;
  readonly address: string;
  readonly name: string;
  readonly permission: GuestPermission;
  readonly expiresAt: Date;
  /** Who signed it, as they were introduced; null where what the server says does not open what was signed. */
  readonly fromName: string | null;
  readonly fromAddress: string | null;
}

export interface ShareDetails extends Share {
  readonly founder: string;
  /** By name first, then groups; each by name. */
  readonly recipients: readonly ShareRecipient[];
  /** How many epochs its key has had. */
  readonly epoch: number;
}

/** Whom to put into a share: one of `user` (an id), `address` and `group` (an id). */
export type RecipientInput = (
  | { readonly user: string; readonly address?: undefined; readonly group?: undefined }
  | { readonly address: string; readonly user?: undefined; readonly group?: undefined }
  | { readonly group: string; readonly user?: undefined; readonly address?: undefined }
) & {
  /** A group is none that owns. Default: `READER`. */
  readonly permission?: SharePermission;
  readonly expiresAt?: Date | null;
};

/** Who is meant of those who are in a share: the id of a user or of a group. */
export type RecipientId = string;

export interface CreateShare {
  /** 1 to 100 characters. */
  readonly name: string;
  /** Default: that of the profile in which the items or the folder are; `BUSINESS` without any. */
  readonly scope?: ShareScope;
  /** Items of one profile, that are moved into it. */
  readonly items?: readonly string[];
  /** A folder of a profile: what is in it is moved into it, and the share stands in its place. */
  readonly folder?: string;
  readonly recipients?: readonly RecipientInput[];
}

/** What is to be done, for `plan`. */
export type ShareAct =
  | { readonly act: "CREATE"; readonly input: CreateShare }
  | { readonly act: "ADD"; readonly share: string; readonly recipients: readonly RecipientInput[] }
  | { readonly act: "INVITE"; readonly share: string; readonly guest: InviteGuest }
  | { readonly act: "REMOVE"; readonly share: string; readonly recipient: RecipientId }
  | {
      readonly act: "SET_PERMISSION";
      readonly share: string;
      readonly recipient: RecipientId;
      readonly permission: SharePermission;
    }
  | { readonly act: "CLOSE"; readonly share: string };

/** What an act would do. Nothing was sent, and nothing is kept. */
export interface SharePlan {
  /** The act is taken by this device; what the server would refuse it for is not known before. */
  readonly links: readonly string[];
  /** Whether it begins a new key. */
  readonly newKey: boolean;
  /** Users and groups for whom the key would be wrapped. */
  readonly wrapsFor: readonly string[];
  /** Recipients who would have to wait: whose public key is missing, or a group that has no key or whose key is due. */
  readonly waiting: readonly string[];
  /** Items and folders that would be moved. */
  readonly moved: number;
  /** Items that the removed person had been able to read. */
  readonly toChange: number;
}

/**
 * An item with a secret that somebody could read who is no recipient any more: it is to be changed where it is good. An item is none
 * any more when each of its secret fields has another value than the one that they could read.
 */
export interface ItemToChange {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  /** Since when it is in the trash, where what was taken out of the share stands too; null: it lives. */
  readonly trashedAt: Date | null;
  /** Who could: users and groups that were taken out, left, or whose time is over. */
  readonly known: readonly string[];
  /** When the last of them ceased to be a recipient, as the link's author said. */
  readonly since: Date;
}

/** What is in a share, as in a profile. Whoever reads only is refused writing: FORBIDDEN. KEY_PENDING without the key. */
export interface ShareVault {
  readonly share: string;
  items(): Items;
  folders(): Folders;
  tree(): Promise<TreeNode>;
  /** Last trashed first. */
  trash(): Promise<Trash>;
  /** Purges what is in the trash; gives how many records that were. */
  emptyTrash(): Promise<number>;
}

/**
 * Shares of the user. All of them throw LOCKED, CLOSED; those that reach the server UNREACHABLE and so on; those that sign
 * something FORBIDDEN where the roster gives no right to it, VAULT_FROZEN where the server was caught at the share, BUSY where
 * others kept writing.
 */
export interface Shares {
  /** Those that were accepted, by name. Needs no server. */
  list(): Promise<Share[]>;
  /** Those that wait for an answer; asks the server. */
  offers(): Promise<ShareOffer[]>;
  /** Those that were declined, by name, as this device held them last; they may be accepted, or left. Needs no server. */
  declined(): Promise<Share[]>;
  /** NOT_FOUND. Asks the server what people are called and what they said. */
  get(id: string): Promise<ShareDetails>;
  /**
   * Founds a share, moves items into it and puts others in, in one commit. ALREADY_MEMBER, NOT_FOUND for items, people and
   * groups that are not there, KEY_PENDING, POLICY_DENIED, LIMIT_EXCEEDED above 498 records.
   */
  create(input: CreateShare): Promise<Share>;
  rename(id: string, name: string): Promise<Share>;
  /** Moves items, or folders with what is in them, into it: new ones, with no history. Gives their new ids, in order. */
  addItems(id: string, ids: readonly string[]): Promise<string[]>;
  /**
   * Moves items, or folders with what is in them, back into a profile: of the share's scope, where nothing else is said. It is
   * not queued: without the server nothing is moved (UNREACHABLE). NOT_FOUND, ACCESS_LOST, CONFLICT.
   */
  takeBack(
    id: string,
    ids: readonly string[],
    destination?: { readonly profile?: ProfileKind; readonly folder?: string | null },
  ): Promise<string[]>;
  /** ALREADY_MEMBER, NOT_FOUND, POLICY_DENIED, LIMIT_EXCEEDED. Who can be given no key yet waits for one. */
  add(id: string, recipients: readonly RecipientInput[]): Promise<void>;
  /**
   * Takes somebody out, with a new key: what they had before they keep. `toChange` says what that was. NOT_FOUND, ONESELF
   * (who goes leaves), LAST_OWNER.
   */
  remove(id: string, recipient: RecipientId): Promise<void>;
  /** ALREADY_SO, NOT_FOUND, LAST_OWNER. To hand a share over: make another one owner, then step down. An administrator may make an owner in the portal, where no owner can act. */
  setPermission(id: string, recipient: RecipientId, permission: SharePermission): Promise<void>;
  /** Null: without end. NOT_FOUND; of an owner INVALID_INPUT. */
  setExpiry(id: string, recipient: RecipientId, expiresAt: Date | null): Promise<void>;
  /** Has it among what the user has; `folder` of the profile of its scope is where it is shown. NOT_FOUND. */
  accept(id: string, options?: { readonly folder?: string | null }): Promise<Share>;
  /** NOT_FOUND. It may be accepted later all the same, while the user is a recipient. */
  decline(id: string): Promise<void>;
  /** By name; whoever is in it by a group declines. NOT_FOUND, LAST_OWNER. */
  leave(id: string): Promise<void>;
  /** Moves all back into a profile of the caller's, as `takeBack` does, what came meanwhile too, and ends the share for everybody. FORBIDDEN before anything is moved. */
  close(
    id: string,
    options?: { readonly destination?: { readonly profile?: ProfileKind; readonly folder?: string | null } },
  ): Promise<void>;
  /** Where it is shown in the profile of its scope; null: at the top. */
  place(id: string, folder: string | null): Promise<void>;
  /**
   * Invites somebody who is not of the company: they become a guest, who sees this share and nothing else of it. The link is to be
   * handed over by the caller. For owners. ALREADY_MEMBER, POLICY_DENIED, LIMIT_EXCEEDED; EDITOR_GROUPS while a group writes there.
   */
  invite(id: string, guest: InviteGuest): Promise<InvitedGuest>;
  /** Those that stand in its roster, in the order in which they were made. NOT_FOUND. */
  invitations(id: string): Promise<GuestInvitation[]>;
  /** Takes an invitation back. NOT_FOUND. */
  voidInvitation(id: string, key: string): Promise<void>;
  /**
   * Lets a guest whose keys have changed in again: with the six words that they said by another way, as they typed or read them.
   * WORDS_DIFFER where those are of other keys, ALREADY_SO, NOT_FOUND, INVALID_INPUT for what are no six words.
   */
  verifyGuest(id: string, user: string, words: string): Promise<void>;
  /** Shows what an invitation is for. Spends nothing. INVALID_INPUT, INVITATION_REFUSED, INVITATION_UNFIT, SERVER_CAUGHT. */
  openInvitation(link: string): Promise<GuestInvitationView>;
  /**
   * Becomes a guest of a share of another company, by an invitation for the account's address; it is accepted by that. Its key is
   * handed over by somebody of that company: until then it is `PENDING`. Throws as `openInvitation` does.
   */
  join(link: string, options?: { readonly folder?: string | null }): Promise<Share>;
  /** Six words of the user's own keys: what they say to an owner, by another way, who has to verify them as a guest. */
  ownWords(): readonly string[];
  /** What an act would do. Throws what the act would throw before anything is sent. */
  plan(act: ShareAct): Promise<SharePlan>;
  /** Secrets that people could read who are no recipients any more, and that are the same still; by title. Asks the server what was there. */
  toChange(id: string): Promise<ItemToChange[]>;
  /** NOT_FOUND for what was not accepted, ACCESS_LOST where the user's time in it is over, by this device's clock. */
  open(id: string): ShareVault;
}
