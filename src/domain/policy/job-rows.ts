import { bind, statement } from "../batch.ts";
import type { DocumentRow } from "./rows.ts";

const listOverrulingStatement = statement<DocumentRow & { partner: string | null }>(
  "policy_list_overruling",
  "select * from list_overruling($1)",
);
/** All documents of the company about which a letter is owed; of a desk's, what its partner is called. */
export const listOverruling = (letter: string) => bind(listOverrulingStatement, letter);
