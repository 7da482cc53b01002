import { bind, statement } from "../batch.ts";
import type { Reader } from "../letter.ts";

const listAddressesStatement = statement<Reader>(
  "recovery_list_addresses",
  "select address, locale from list_recovery_addresses($1, $2)",
);
/** Whom a letter of this kind is owed. */
export const listAddresses = (kind: string, recovery: string) => bind(listAddressesStatement, kind, recovery);

const endStatement = statement<{ endRecoveries: boolean }>("recovery_end", "select end_recoveries($1, $2)");
/** Notes those whose time is over; answers whether there may be more. */
export const endRecoveries = (now: Date, most: number) => bind(endStatement, now, most);
