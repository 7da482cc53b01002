/** Items in shares that follow another item of the user's (PROTOCOL §5.9), as an application meets them. */
import type { ProfileKind } from "../events.ts";
import type { Item } from "../items/view.ts";

/**
 * How a linked copy stands, as this device knows it. `FOLLOWING`: it has what the source has. `BEHIND`: a device of the maker's has to
 * sync first. `DIVERGED`: it was changed where it is, by whomever, and is left so until `followAgain` or `unlink`. At rest, with what is there,
 * until it is over: `SOURCE_GONE` (trashed, purged, moved, or in a share that was lost), `SOURCE_HIDDEN` (its secrets are not shown to
 * the user any more), `COPY_GONE` (trashed, purged or moved), `NO_RIGHT` (the user may not write in the copy's share, or lost it),
 * `DENIED` (a policy wants it in the business profile), `FROZEN` (the server was caught at one of both).
 */
export type CopyState =
  | "FOLLOWING"
  | "BEHIND"
  | "DIVERGED"
  | "SOURCE_GONE"
  | "SOURCE_HIDDEN"
  | "COPY_GONE"
  | "NO_RIGHT"
  | "DENIED"
  | "FROZEN";

export interface LinkedCopy {
  /** The copy, in its share. */
  readonly id: string;
  readonly share: string;
  /** Of the copy, else of the source; null where neither can be read here. */
  readonly title: string | null;
  readonly source: {
    readonly id: string;
    /** The profile that it is in, or that its share belongs to; null where that is not here any more. */
    readonly profile: ProfileKind | null;
    /** Null: in the profile itself. */
    readonly share: string | null;
  };
  readonly state: CopyState;
}

/**
 * Copies that follow an item, each in a share, for a second audience. The links are known to the devices of whoever made them, and to
 * nobody else: each sync of one of them brings what the source has. All throw LOCKED, CLOSED; those that write UNREACHABLE and so on.
 */
export interface LinkedCopies {
  /** By title. Needs no server. */
  list(): Promise<LinkedCopy[]>;
  /**
   * Makes a copy in a share that the user writes in, and has it follow the item. READER_HIDDEN, IS_COPY for what is a copy itself,
   * ALREADY_SO where one is there, NOT_FOUND, FORBIDDEN, KEY_PENDING, POLICY_DENIED, VAULT_FROZEN.
   */
  make(
    source: Pick<Item, "id" | "profile" | "share">,
    into: { readonly share: string; readonly folder?: string | null },
  ): Promise<LinkedCopy>;
  /** Gives the copy what the source has, whoever changed it. ALREADY_SO; NOT_FOUND, FORBIDDEN, READER_HIDDEN … as its state is. */
  followAgain(copy: string): Promise<LinkedCopy>;
  /** Ends the link; the copy stays as it is, an item like any other. NOT_FOUND. */
  unlink(copy: string): Promise<void>;
}
