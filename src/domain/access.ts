import { Failure } from "../errors.ts";
import type { VaultId } from "../ids.ts";
import type { Actor } from "./context.ts";
import type { Transaction } from "./transaction.ts";

/** What somebody may do in a share, as its roster states it. */
export type ShareRole = "OWNER" | "EDITOR" | "READER" | "READER_HIDDEN";

/** What somebody is to a vault, to a share, or to a change of rosters. */
export type Permission = "OWNER" | "SHARE_OWNER" | "SHARE_EDITOR" | "SHARE_READER" | "SHARE_ADMINISTRATOR" | "AUTHOR";

/** The whole policy: one row an action. Nothing else in the house decides. */
const policy = {
  "vault.write": ["OWNER", "SHARE_OWNER", "SHARE_EDITOR"],
  /** What a restored server lacks, whoever holds it: all of it was signed by who wrote it. */
  "vault.bring": ["OWNER", "SHARE_OWNER", "SHARE_EDITOR", "SHARE_READER"],
  "items.report": ["OWNER"],
  "roster.extend": ["AUTHOR"],
  /** What each link may do, the share's roster says. */
  "share.change": ["SHARE_OWNER", "SHARE_EDITOR", "SHARE_READER", "SHARE_ADMINISTRATOR"],
  "share.receive": ["SHARE_OWNER", "SHARE_EDITOR", "SHARE_READER"],
} as const satisfies Record<string, readonly Permission[]>;

export type Action = keyof typeof policy;

/** Who acts, and when. */
type Acting = Pick<Transaction, "actor" | "now">;

/** A vault as it was read in this transaction. */
export interface Held {
  readonly id: VaultId;
  /** Null for a share. */
  readonly userId: string | null;
  /** What the actor is to it, where it is a share: null for whoever is nothing. */
  readonly share?: ShareRole | "ADMINISTRATOR" | null;
}

/** Proof that `A` was allowed on this vault inside this transaction. Only `authorize` makes one. */
export class Grant<A extends Action> {
  /** Nominal: a grant of one action does not fit where another's is asked. */
  declare private readonly action: A;
  private constructor(
    readonly tx: Acting,
    readonly vault: VaultId,
  ) {}

  /**
   * @param held the vault as it was read and locked in this transaction, or undefined where there is none.
   * @throws Failure `NOT_FOUND` for whoever is nothing to the vault: the same as where there is no vault.
   */
  static authorize<A extends Action>(tx: Acting, action: A, held: Held | undefined): Grant<A> {
    const permission = held && permissionOf(tx.actor, held);
    if (!held || !permission) throw new Failure("NOT_FOUND");
    if (!(policy[action] as readonly Permission[]).includes(permission)) throw new Failure("FORBIDDEN");
    return new Grant<A>(tx, held.id);
  }

  /**
   * For links that whoever acts signed, all of them: what each of them may do, the rosters themselves say.
   * @throws Failure `FORBIDDEN`
   */
  static authorizeLinks(tx: Acting, authors: readonly string[]): Grant<"roster.extend"> {
    const permission: Permission | null = authors.every((author) => author === tx.actor.user) ? "AUTHOR" : null;
    if (permission === null || !policy["roster.extend"].includes(permission)) throw new Failure("FORBIDDEN");
    return new Grant<"roster.extend">(tx, tx.actor.tenant as string as VaultId);
  }
}

const sharePermissions = {
  OWNER: "SHARE_OWNER",
  EDITOR: "SHARE_EDITOR",
  READER: "SHARE_READER",
  READER_HIDDEN: "SHARE_READER",
  ADMINISTRATOR: "SHARE_ADMINISTRATOR",
} as const satisfies Record<NonNullable<Held["share"]>, Permission>;

const permissionOf = (actor: Actor, { userId, share }: Held): Permission | null => {
  if (share) return sharePermissions[share];
  return userId === actor.user ? "OWNER" : null;
};
