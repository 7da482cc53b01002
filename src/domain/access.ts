import { Failure } from "../errors.ts";
import type { VaultId } from "../ids.ts";
import type { Actor } from "./context.ts";
import type { Transaction } from "./transaction.ts";

/** What somebody is to a vault, or to a change of rosters. */
export type Permission = "OWNER" | "AUTHOR";

/** The whole policy: one row an action. Nothing else in the house decides. */
export const policy = {
  "vault.write": ["OWNER"],
  "items.report": ["OWNER"],
  "roster.extend": ["AUTHOR"],
} as const satisfies Record<string, readonly Permission[]>;

export type Action = keyof typeof policy;

/** Who acts, and when. */
type Acting = Pick<Transaction, "actor" | "now">;

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
  static authorize<A extends Action>(
    tx: Acting,
    action: A,
    held: { id: VaultId; userId: string } | undefined,
  ): Grant<A> {
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

const permissionOf = (actor: Actor, vault: { userId: string }): Permission | null =>
  vault.userId === actor.user ? "OWNER" : null;
