import type { RosterId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface RosterRow {
  roster: RosterId;
  kind: "TENANT" | "GROUP" | "PROFILE";
  seq: number;
  head: Uint8Array;
}

const readable = "(r.kind in ('TENANT', 'GROUP') or r.id in (select id from readable_vault))";

const listRostersStatement = statement<RosterRow>(
  "roster_list",
  `select r.id as roster, r.kind, r.seq, r.head from roster r where r.id = any($1::uuid[]) and ${readable}`,
);
export const listRosters = (rosters: readonly RosterId[]) => bind(listRostersStatement, rosters);

const listLinksStatement = statement<{
  roster: RosterId;
  seq: number;
  hash: Uint8Array;
  link: Uint8Array;
  signatures: Uint8Array;
}>(
  "roster_list_links",
  `select l.roster_id as roster, l.seq, l.hash, l.link, l.signatures
   from roster r join roster_link l on l.tenant_id = r.tenant_id and l.roster_id = r.id
   where r.id = $1 and ${readable} and l.seq > $2 order by l.seq limit $3`,
);
export const listLinks = (roster: RosterId, after: number, limit: number) =>
  bind(listLinksStatement, roster, after, limit);
