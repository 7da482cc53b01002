import { checkOwnKeys, type OwnKeys } from "../../crypto/client/account-keys.ts";
import type { Id } from "../../crypto/keys.ts";
import { findFormer, findMember } from "../../crypto/roster-state.ts";
import { type Chain, newestState } from "./chain.ts";

/**
 * Own keys are those that the account vault's roster states, and the tenant's, unless the user was put out of it (PROTOCOL §3.7,
 * §3.11). Throws WRONG_KEYS.
 */
export function checkStated(account: Chain, tenant: Chain, user: Id, own: OwnKeys): void {
  const stating = isFormerMember(tenant, user, own) ? [account] : [account, tenant];
  for (const chain of stating) checkOwnKeys(own, findMember(newestState(chain), user));
}

/**
 * Whether the roster says that the user was put out under the keys of now: then what is held is read, nothing is written,
 * and the account can go elsewhere (PROTOCOL §3.11).
 */
export function isFormerMember(tenant: Chain, user: Id, { signing }: Pick<OwnKeys, "signing">): boolean {
  const state = newestState(tenant);
  return findMember(state, user) === undefined && findFormer(state, signing.publicKey) !== undefined;
}
