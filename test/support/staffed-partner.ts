import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { Request } from "../../src/domain/context.ts";
import { redeemPartnerCode } from "../../src/domain/partner/redeem.ts";
import { type SetStaffInput, setStaff } from "../../src/domain/partner/staff.ts";
import type { TenantId } from "../../src/ids.ts";
import type { Pool } from "../../src/operator/partners.ts";
import { BareCompany, type BareMember, signInTo } from "./bare-company.ts";
import { partnerCodeIn } from "./operator.ts";
import type { VerbsHouse } from "./verbs.ts";
import { untilWaiting } from "./waiting.ts";

/** Somebody on a partner's staff, with a session for the partner. */
export interface BareStaff extends BareMember {
  readonly user: string;
  readonly partner: () => Request;
}

/** A session for the partner, of somebody on its staff. */
export async function partnerOf(house: VerbsHouse, { account }: BareMember): Promise<() => Request> {
  const answer = await signInTo(house, account, "PARTNER");
  if (answer.__typename !== "SignedIn") throw new Error(`sign-in refused: ${JSON.stringify(answer)}`);
  return () => house.by(answer.session.accessToken);
}

/** A partner over the server's verbs, and companies that are rows: for tests of what the server shows and sells. */
export class StaffedPartner {
  private constructor(
    readonly company: BareCompany,
    readonly owner: BareStaff,
  ) {}

  static async found(
    house: VerbsHouse,
    pool: Partial<Pool> = {},
    parent: string | null = null,
  ): Promise<StaffedPartner> {
    const company = await BareCompany.found(house);
    const answer = await redeemPartnerCode(company.ada.portal(), { code: await partnerCodeIn(house, pool, parent) });
    if (answer.__typename !== "PartnerCodeRedeemed") throw new Error("the code was refused");
    const owner = { ...company.ada, user: formatUuid(company.ada.account.user) };
    return new StaffedPartner(company, { ...owner, partner: await partnerOf(house, company.ada) });
  }

  get house(): VerbsHouse {
    return this.company.house;
  }

  get id(): TenantId {
    return formatUuid(this.company.ada.account.tenant.id) as TenantId;
  }

  /** Somebody new on the staff. */
  async hire(said: Omit<SetStaffInput, "user">, its?: 2 | 3): Promise<BareStaff> {
    const member = await this.company.hire(its);
    const user = formatUuid(member.account.user);
    const answer = await setStaff(this.owner.partner(), { ...said, user });
    if (answer.__typename !== "StaffSet") throw new Error(answer.refusal);
    return { ...member, user, partner: await partnerOf(this.house, member) };
  }

  /** Tenants with nobody in them that are the partner's. In the order of their ids. */
  async companies(count: number, its: { labels?: readonly string[]; seats?: number } = {}): Promise<TenantId[]> {
    const ids = Array.from({ length: count }, () => randomUUID()).sort();
    await this.house.asSuperuser(
      `with made as (insert into tenant (id, created_at, seats) select id, now(), $3 from unnest($2::uuid[]) as m (id) returning id)
       , rostered as (
         insert into roster (tenant_id, id, kind, seq, head, epoch, state) select id, id, 'TENANT', 0, sha256('head'), 1, 'state' from made)
       insert into partner_company (partner_id, tenant_id, labels, since, founded) select $1, id, $4, now(), false from made`,
      [this.id, ids, its.seats ?? 1, its.labels ?? []],
    );
    return ids as TenantId[];
  }

  /** A company with people of its own that is the partner's. */
  async adopt(company: BareCompany): Promise<TenantId> {
    const tenant = formatUuid(company.ada.account.tenant.id);
    await this.house.asSuperuser(
      "insert into partner_company (partner_id, tenant_id, since, founded) values ($1, $2, now(), false)",
      [this.id, tenant],
    );
    return tenant as TenantId;
  }

  /** Has all who change what is locked with the partner wait until as many do, and then go on one by one. */
  async together<T>(...acts: readonly (() => Promise<T>)[]): Promise<T[]> {
    const client = new Client({ connectionString: this.house.superuserUrl });
    await client.connect();
    await client.query("begin");
    await client.query("select from partner where tenant_id = $1 for no key update", [this.id]);
    const running = acts.map((act) => act());
    await untilWaiting(this.house, acts.length);
    await client.query("commit");
    await client.end();
    return Promise.all(running);
  }

  async labelsOf(company: TenantId): Promise<unknown> {
    const [row] = await this.house.asSuperuser("select labels from partner_company where tenant_id = $1", [company]);
    return row?.labels;
  }

  /** Kinds in a tenant's log, whether they have their place yet or not, the oldest first. */
  async logged(tenant: string = this.id): Promise<unknown[]> {
    const rows = await this.house.asSuperuser(
      `select kind from (select kind, happened_at from audit_waiting where tenant_id = $1
         union all select kind, happened_at from audit_entry where tenant_id = $1) as e order by happened_at`,
      [tenant],
    );
    return rows.map(({ kind }) => kind);
  }
}
