import { bind, statement } from "../batch.ts";
import type { DocumentRow } from "./rows.ts";

const listOverrulingStatement = statement<DocumentRow & { partner: string | null }>(
  "policy_list_overruling",
  "select * from list_overruling($1)",
);
/** All documents of a company whose administrators are owed a letter about them; of a desk's, what its partner is called. */
export const listOverruling = (company: string) => bind(listOverrulingStatement, company);

const listAddressesStatement = statement<{ address: string; companyName: string | null }>(
  "policy_list_overruled_addresses",
  "select address, company_name from list_overruled_addresses($1)",
);
/** Whom the letter is owed: the company's administrators. */
export const listOverruledAddresses = (company: string) => bind(listAddressesStatement, company);
