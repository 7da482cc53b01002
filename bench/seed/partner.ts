import type { Client as Owner } from "pg";
import { type Client, makeClient } from "../../src/client/client.ts";
import type { ImportRow } from "../../src/client/index.ts";
import { encodePolicies } from "../../src/crypto/policies.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { House } from "../house.ts";
import { login } from "./client.ts";
import { cloneCompany, withoutRowWork } from "./clone-company.ts";
import { foundCompany } from "./company.ts";
import { joinAll } from "./crowd.ts";
import { run } from "./graphql.ts";
import { asOwner } from "./owner.ts";
import { signUp } from "./sign-up.ts";

const [people, items, portion] = [25, 40, 50];
/** What a partner's desk says in each company. */
const said = Buffer.from(encodePolicies({ sessionLifetimeHours: { value: 12, locked: true } }));

/** A partner, and somebody of its staff who sees all of its companies. */
export interface SeededPartner {
  readonly tenant: string;
  readonly companies: readonly string[];
  /** Of a session for the partner. */
  readonly token: string;
}

export interface SeededPartners {
  readonly large: SeededPartner;
  readonly small: SeededPartner;
  /** How long the copies took, without the companies that they are of. */
  readonly seconds: number;
}

const seeded = new WeakMap<House, Promise<SeededPartners>>();

/** One partner of 1,000 companies and one of 100, each company of 25 people with 40 items: once a house. */
export function seedPartners(house: House): Promise<SeededPartners> {
  const made = seeded.get(house) ?? makePartners(house);
  seeded.set(house, made);
  return made;
}

async function makePartners(house: House): Promise<SeededPartners> {
  const [backedUp, plain] = [await makeTemplate(house, true), await makeTemplate(house, false)];
  const started = performance.now();
  const [large, small] = await asOwner(house, async (owner) => {
    const made = await withoutRowWork(
      owner,
      async () =>
        [
          await makePartner(house, owner, [backedUp, plain], 1_000, 1),
          await makePartner(house, owner, [backedUp, plain], 100, 100_001),
        ] as const,
    );
    await owner.query("vacuum analyze");
    return made;
  });
  return { large, small, seconds: (performance.now() - started) / 1_000 };
}

/** A company by the SDK, its people's items sealed by themselves; half of all are entrusted to a recovery group and backed up. */
async function makeTemplate(house: House, isBackedUp: boolean): Promise<string> {
  const { founder, portal, invited } = await foundCompany(house, people - 1);
  const everybody: Client[] = [founder.client, ...(await joinAll(house, invited)).map(makeClient)];
  await portal.syncNow();
  await portal.company.groups.create("All of us", []);
  if (isBackedUp) {
    await asOwner(house, (owner) =>
      owner.query("update tenant set plan = 'ADVANCED' where id = $1", [portal.account.tenant]),
    );
    await portal.recovery.begin({ custodians: [portal.account.user], mode: "RECOVERY_GROUP" });
  }
  const rows = Array.from({ length: items }, (_, n): ImportRow => ({ key: `${n}`, item: login(`Website ${n}`) }));
  for (const client of everybody) {
    await client.syncNow();
    await client.profile("BUSINESS").import(rows, { source: "bench" });
    await client.syncNow();
  }
  await portal.syncNow();
  if (isBackedUp) await backUp(house, portal, everybody);
  for (const client of [portal, ...everybody]) await client.close();
  const { tenant } = portal.account;
  if (tenant === null) throw new Error("a founder has no tenant");
  return tenant;
}

async function backUp(house: House, portal: Client, everybody: readonly Client[]): Promise<void> {
  const { token } = await portal.accessToken();
  const document = "mutation ($input: TakeBackupsInput!) { takeBackups(input: $input) { __typename } }";
  for (const { account } of everybody) await run(house.url, document, { input: { user: account.user } }, token);
}

async function makePartner(
  house: House,
  owner: Owner,
  templates: readonly string[],
  count: number,
  first: number,
): Promise<SeededPartner> {
  const account = await signUp(house);
  const tenant = formatUuid(account.tenant.id);
  await owner.query(
    "insert into partner (tenant_id, seats, plans, created_at) values ($1, 1000000, '{STANDARD,ADVANCED,TRIAL}', now())",
    [tenant],
  );
  await owner.query(
    "insert into partner_staff (tenant_id, user_id, role, scope, since) values ($1, $2, 'OWNER', 'ALL', now())",
    [tenant, formatUuid(account.user)],
  );
  await owner.query("update session set surface = 'PARTNER' where user_id = $1", [formatUuid(account.user)]);
  const companies: string[] = [];
  const share = count / templates.length;
  for (const template of templates) {
    for (let at = 0; at < share; at += portion)
      companies.push(...(await cloneCompany(owner, template, Math.min(portion, share - at), first + at)));
  }
  await owner.query(
    `insert into partner_company (partner_id, tenant_id, labels, reference, since, founded)
     select $1, id, array['label ' || n % 20], 'K-' || n, now() - interval '1 year', false from unnest($2::uuid[]) with ordinality as t (id, n)`,
    [tenant, companies],
  );
  await owner.query(
    `insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at)
     select t.id, $1, l.hash, 7, 24, 1, now() from unnest($2::uuid[]) as t (id)
     join roster_link l on l.tenant_id = $1 and l.roster_id = $1 and l.seq = 0`,
    [tenant, companies],
  );
  await owner.query(
    `insert into policy_document (tenant_id, id, scope, desk_id, seq, document)
     select id, $1, 'PARTNER', $1, 1, $3 from unnest($2::uuid[]) as t (id)`,
    [tenant, companies, said],
  );
  await owner.query(
    `insert into seat_day select t.id, current_date - n, 'STANDARD', ${people + 1}, ${people} from unnest($1::uuid[]) as t (id), generate_series(0, 30) as n
     on conflict do nothing`,
    [companies],
  );
  await owner.query(
    `insert into health_published (tenant_id, counter, number, sum, people, published_at)
     select t.id, counter, 1, 40, ${people}, now() from unnest($1::uuid[]) as t (id), unnest(array['items', 'weak', 'reused', 'old', 'breached']) as counter`,
    [companies],
  );
  await owner.query("update tenant set name = 'Company ' || left(id::text, 8) where id = any ($1::uuid[])", [
    companies,
  ]);
  return { tenant, companies, token: account.token };
}
