import type { UserId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { bind, statement } from "../batch.ts";

const changeAddressStatement = statement("company_change_address", "select change_address($1, $2)");
/** What the user signs in by. Fails on `account_address_key` where somebody has that address. */
export const changeAddress = (user: UserId, address: string) => bind(changeAddressStatement, user, address);

const spendSignUpStatement = statement("company_spend_sign_up", "select spend_sign_up($1)");
export const spendSignUp = (id: string) => bind(spendSignUpStatement, id);

export interface AwaitedAddressRow {
  seq: number;
  user: UserId;
  before: string;
  locale: Locale;
  address: string;
}

const listAwaitedStatement = statement<AwaitedAddressRow>(
  "company_list_awaited_addresses",
  `select a.seq, a.user_id as "user", u.address as before, u.locale, a.address
   from awaiting_person a join "user" u on u.tenant_id = a.tenant_id and u.id = a.user_id
   where a.tenant_id = current_tenant() and a.seq = any($1::integer[]) and a.address <> u.address`,
);
/** Of what awaits under these seqs: that which gives somebody another address. */
export const listAwaitedAddresses = (seqs: readonly number[]) => bind(listAwaitedStatement, seqs);
