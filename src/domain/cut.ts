/** Pages of what is long: they end where their bytes come to more than an answer is to have, and never with nothing. */
import { bounds } from "./bounds.ts";

/** How many rows there were before the page was cut to its bytes. */
export interface CutRow {
  found: number;
}

export const foundIn = (rows: readonly CutRow[]): number => rows[0]?.found ?? 0;

/**
 * The first rows of a page, given as a statement in its order: as many as have `bounds.bytesPerPage` of `column` together, with the one
 * that goes beyond. The column is not read where its row is left out.
 */
export const cutToBytes = (page: string, column: string, order: string): string =>
  `select * from (
     select c.*, count(*) over ()::integer as found, sum(octet_length(c.${column})) over (order by c.${order}) - octet_length(c.${column}) as behind
     from (${page}) as c
   ) as counted where behind < ${bounds.bytesPerPage}`;
