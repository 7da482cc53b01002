import type { OwnKeys } from "../../crypto/client/account-keys.ts";
import type { Id } from "../../crypto/keys.ts";
import { findFormer, findMember } from "../../crypto/roster-state.ts";
import { type Chain, newestState } from "./chain.ts";

/**
 * Whether the roster says that the user was put out under the keys of now: then what is held is read, nothing is written,
 * and the account can go elsewhere (PROTOCOL §3.11).
 */
export function isFormerMember(tenant: Chain, user: Id, { signing }: Pick<OwnKeys, "signing">): boolean {
  const state = newestState(tenant);
  return findMember(state, user) === undefined && findFormer(state, signing.publicKey) !== undefined;
}
