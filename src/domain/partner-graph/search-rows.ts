import type { TenantId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import { type ManagedUserRow, userColumns } from "./edge-rows.ts";

/** Where a text was found: in a company, whose columns of a person are null then, or in somebody of it. */
export type HitRow = { tenant: TenantId; place: number; found: string } & {
  [Name in Exclude<keyof ManagedUserRow, "tenant">]: ManagedUserRow[Name] | null;
};

const searchStatement = statement<HitRow>(
  "partner_graph_search",
  `select h.place, h.tenant, h.found, p."user", p.address, p.name, p.role, p."primary", p.status, p.created_at, p.second_factor,
     p.devices, p.last_seen_at, p.entrusted, p.backed_up_at
   from (
     select * from (
       select 0 as place, c.tenant_id as tenant, c.tenant_id as found from managed_company c
       where strpos(lower(concat_ws(E'\\n', c.name, c.reference)), lower($1)) > 0
       union all
       select 1, u.tenant_id, u.user_id from managed_person u
       where $6::boolean and strpos(lower(concat_ws(E'\\n', u.name, u.address)), lower($1)) > 0
     ) as every_hit
     where (place, tenant, found) > ($2, $3::uuid, $4::uuid) order by place, tenant, found limit $5
   ) as h
   left join lateral (
     select ${userColumns} from managed_user u where h.place = 1 and u.tenant_id = h.tenant and u.user_id = h.found
   ) as p on true
   order by h.place, h.tenant, h.found`,
);
/** Companies first, then people, each by id. Without `people` nobody is looked through: how long it takes tells nothing of anybody. */
export const search = (text: string, after: readonly [number, string, string], limit: number, people: boolean) =>
  bind(searchStatement, text, ...after, limit, people);
