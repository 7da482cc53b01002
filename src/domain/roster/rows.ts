import type { RosterId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export type RosterKind = "TENANT" | "GROUP" | "PROFILE" | "SHARE";

export interface RosterRow {
  roster: RosterId;
  kind: RosterKind;
  seq: number;
  head: Uint8Array;
}

/** A share's also by whoever has not accepted it, and by administrators where it is the company's. */
const readable = `(r.kind in ('TENANT', 'GROUP') or r.id in (select id from readable_vault)
  or r.kind = 'SHARE' and (
    exists (select from own_share o where o.share_id = r.id)
    or exists (select from share s join "user" u on u.tenant_id = s.tenant_id and u.id = current_actor() and u.role = 'ADMINISTRATOR' and u.status = 'ACTIVE'
               where s.tenant_id = r.tenant_id and s.id = r.id and s.scope = 'BUSINESS')))`;

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

const loadTenantStateStatement = statement<{ state: Uint8Array }>(
  "roster_load_tenant_state",
  "select state from roster where tenant_id = current_tenant() and id = current_tenant()",
);
export const loadTenantState = () => bind(loadTenantStateStatement);
