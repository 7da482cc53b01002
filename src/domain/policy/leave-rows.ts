/** What goes with whoever leaves a tenant. */
import type { UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { RosterGrant } from "./rows.ts";

const deleteOfUserStatement = statement(
  "policy_delete_of_user",
  `with said as (delete from policy_document where tenant_id = current_tenant() and id = $1)
   delete from user_policy where tenant_id = current_tenant() and user_id = $1`,
);
/** Of somebody who is no member any more. */
export const deletePoliciesOf = (_: RosterGrant, user: UserId) => bind(deleteOfUserStatement, user);

const eraseLeftBusinessStatement = statement("policy_erase_left_business", "select erase_left_business($1)");
/** The business profile of somebody who has gone, where their policies say so: behind their removal, before their policies go. */
export const eraseLeftBusiness = (_: RosterGrant, user: UserId) => bind(eraseLeftBusinessStatement, user);

const releaseAccountStatement = statement("policy_release_account", "select release_account($1)");
/** What a tenant said that the actor has left binds the actor no more. */
export const releaseAccount = (origin: string) => bind(releaseAccountStatement, origin);
