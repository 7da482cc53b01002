import { randomUUID } from "node:crypto";
import { chainAudit } from "../../src/domain/audit/chain.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import type { VerbsHouse } from "./verbs.ts";

/** Writes entries into a company's log, as if something had been done there, and gives them their places. */
export async function happens(house: VerbsHouse, company: string, kind: string, count = 1): Promise<void> {
  const ids = Array.from({ length: count }, () => randomUUID()).sort();
  await house.asSuperuser(
    `insert into audit_waiting (tenant_id, id, kind, happened_at, origin, actor_id, user_id, group_id, vault_id, records, amount)
     select $1, id, $3, $4, 'SERVER', id, id, id, id, '{}', 7 from unnest($2::uuid[]) as n (id)`,
    [company, ids, kind, new Date(house.house.clock().getTime() + 10)],
  );
  await place(house);
}

/** What waits gets its place, as by the job. */
export const place = ({ house }: VerbsHouse): Promise<boolean> => inHouse(house, (tx) => chainAudit(tx, house));
