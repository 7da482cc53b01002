import { bind, statement } from "../batch.ts";

const listAddressesStatement = statement<{ address: string }>(
  "desk_list_addresses",
  "select address from list_break_glass_addresses($1)",
);
/** Whom a letter is owed: the company's administrators. */
export const listAddresses = (company: string) => bind(listAddressesStatement, company);
