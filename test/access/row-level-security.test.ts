import type { PoolClient } from "pg";
import { recordClass } from "../../src/crypto/leaf.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { prepareCode } from "../support/account-code.ts";
import { draft, newRecord } from "../support/bare-client.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const tenantTables = [
  "tenant",
  '"user"',
  "account_key",
  "account_code",
  "device",
  "session",
  "roster",
  "roster_link",
  "vault",
  "manifest",
  "epoch_key",
  "record",
  "record_version",
  "committed",
  "offered_head",
  "invitation",
  "awaiting_person",
  "user_group",
  "group_member",
  "group_epoch",
  "member_wrap",
  "recovery_code",
  "recovery_code_wrap",
  "recovery_switch",
  "entrusted_wrap",
  "backup_vault",
  "backup",
  "backup_owner",
  "backup_record",
  "backup_content",
  "backup_link",
  "backup_epoch_key",
  "backup_wrap",
  "recovery",
  "recovery_backup",
  "recovery_verdict",
  "recovery_canary",
  "recovery_drill",
  "share",
  "share_recipient",
  "share_group",
  "share_answer",
  "share_wrap",
  "share_guest",
  "share_invitation",
  "guest_committed",
  "desk_committed",
  "second_factor",
  "spare_code",
  "desk",
  "desk_staff",
  "former_staff",
  "break_glass",
  "break_glass_asked",
  "policy_document",
  "user_policy",
  "machine",
  "service_account",
  "webhook",
  "webhook_dead_letter",
  "health_published",
  "audit_waiting",
  "audit_entry",
  "audit_head",
  "seat_day",
];
/** Seen by whoever was entered for the partner whose they are: under this name of the column. */
const partnerTables = {
  partner: "tenant_id",
  partner_staff: "tenant_id",
  partner_company: "partner_id",
  partner_offer: "partner_id",
  partner_template: "partner_id",
  bulk: "partner_id",
  bulk_result: "partner_id",
} as const;
const globalTables = [
  "account_address",
  "sign_up",
  "challenge",
  "factor_step",
  "device_request",
  "attempt",
  "tenant_code",
  "partner_code",
  "job",
  "health_report",
  "health_contribution",
  "health_day",
  "partner_feed",
  "partner_feed_head",
  "parted_company",
  "administrator_letter",
];
/** A row of each table that companies have besides, of whoever acts. */
const companyRows = `
  with made as (
    insert into roster (tenant_id, id, kind, seq, head, epoch, state)
    values (current_tenant(), gen_random_uuid(), 'GROUP', 0, sha256('head'), 1, 'state') returning id)
  , grouped as (
    insert into user_group (tenant_id, id, class, created_at) select current_tenant(), id, 'EVERYONE', now() from made returning id)
  , joined as (insert into group_member select current_tenant(), id, current_actor() from grouped)
  , keyed as (
    insert into group_epoch select current_tenant(), id, 1, decode(repeat('00', 1216), 'hex'), null from grouped returning group_id)
  , wrapped as (
    insert into member_wrap select current_tenant(), group_id, 1, current_actor(), current_actor(), decode(repeat('00', 1225), 'hex'), now()
    from keyed)
  , coded as (
    insert into recovery_code select current_tenant(), group_id, 1, decode(repeat('00', 1216), 'hex'), sha256('key'), now() from keyed
    returning group_id)
  , opened as (
    insert into recovery_code_wrap select current_tenant(), group_id, 1, current_actor(), decode(repeat('00', 1225), 'hex'), now()
    from coded)
  , switched as (
    insert into recovery_switch select current_tenant(), 'IN_FORCE', group_id, 1, sha256('head'), 0, 0, 1, current_actor(), now() from coded)
  , entrusted as (
    insert into entrusted_wrap select current_tenant(), v.id, 1, k.group_id, 1, current_actor(), decode(repeat('00', 1225), 'hex'), now()
    from keyed k, vault v where v.class = 'BUSINESS')
  , chained as (
    insert into roster (tenant_id, id, kind, seq, head, epoch, state)
    values (current_tenant(), gen_random_uuid(), 'SHARE', 0, sha256('share'), 1, 'state') returning id)
  , held as (insert into vault (tenant_id, id, class, revision, count) select current_tenant(), id, 'SHARE', 0, 0 from chained returning id)
  , shared as (
    insert into share select current_tenant(), id, 'BUSINESS', decode(repeat('01', 329), 'hex'), 1, current_actor(), now() from held returning id)
  , given as (
    insert into share_recipient (tenant_id, share_id, recipient_id, user_id, role)
    select current_tenant(), id, current_actor(), current_actor(), 'OWNER' from shared)
  , had as (insert into share_group select current_tenant(), s.id, g.id from shared s, grouped g)
  , answered as (insert into share_answer select current_tenant(), current_actor(), id, 'ACCEPTED', now() from shared)
  , sealed as (
    insert into share_wrap
    select current_tenant(), id, 1, current_actor(), null, current_actor(), decode(repeat('00', 1225), 'hex'), now() from shared)
  , visiting as (
    insert into share_guest
    select current_tenant(), id, gen_random_uuid(), 'a@b', 'name', sha256('salt'), decode(repeat('00', 1216), 'hex'), 'ACTIVE', now() from shared)
  , inviting as (
    insert into share_invitation
    select current_tenant(), id, sha256('key'), 1, current_actor(), 'a@b', 'name', sha256('salt'), 'READER', now(), now() from shared)
  , shown as (
    insert into second_factor (tenant_id, id, user_id, kind, name, seed, created_at)
    values (current_tenant(), gen_random_uuid(), current_actor(), 'TOTP', 'phone', decode(repeat('00', 48), 'hex'), now()))
  , spare as (insert into spare_code values (current_tenant(), current_actor(), sha256('code')))
  , renaming as (insert into awaiting_person values (current_tenant(), 1, current_actor(), 'a@b', 'name', sha256('salt')))
  , desks as (insert into desk values (current_tenant(), gen_random_uuid(), sha256('genesis'), 7, 1, 1, now()) returning id)
  , at_desk as (
    insert into desk_staff select current_tenant(), current_actor(), id, 'KEEPER', 'a@b', 'name', sha256('salt'),
      decode(repeat('00', 1216), 'hex'), 1, now() from desks)
  , left_desk as (insert into former_staff select current_tenant(), current_actor(), id, 'a@b', 'name', sha256('salt'), 1 from desks)
  , broken as (
    insert into break_glass select current_tenant(), id, 'reason', now(), now() + interval '1 hour', current_actor(), 1, now() from desks)
  , asked as (insert into break_glass_asked select current_tenant(), 1, id, 'reason', now() from desks)
  , said as (insert into policy_document values (current_tenant(), current_tenant(), 'TENANT', null, null, 1, 'document'))
  , machines as (
    insert into machine (tenant_id, id, kind, name, keeper_id, company_scope, labels, companies, made_at)
    select current_tenant(), gen_random_uuid(), kind, 'name', current_actor(), 'ALL', '{}', '{}', now() from unnest(array['SERVICE_ACCOUNT', 'WEBHOOK']) as kind
    returning id, kind)
  , accounts as (
    insert into service_account (tenant_id, id, token_hash, prefix, scopes, per_minute, expires_at)
    select current_tenant(), id, sha256(id::text::bytea), 'sgs_abcd', '{READ_EVENTS}', 60, now() from machines where kind = 'SERVICE_ACCOUNT')
  , hooks as (
    insert into webhook (tenant_id, id, url, event_groups, secret, told)
    select current_tenant(), id, 'https://hooks.example', '{AUDIT}', 'secret', 0 from machines where kind = 'WEBHOOK' returning id)
  , dead as (
    insert into webhook_dead_letter (tenant_id, webhook_id, id, after, until, failure, died_at)
    select current_tenant(), id, gen_random_uuid(), 0, 1, 'FAILED', now() from hooks)
  , bound as (
    insert into user_policy (tenant_id, user_id, remove_business_items_on_leave, notify_users_of_changes, restrict_portal_access,
      password_auditing, disable_personal_profile, trash_retention_days, session_lifetime_hours)
    values (current_tenant(), current_actor(), false, false, false, 0, false, 30, 720))
  insert into invitation values
    (current_tenant(), sha256('key'), 1, current_actor(), 'a@b', 'name', sha256('salt'), 'USER', now(), now())`;
/** A partner that the tenant of that user is, with a row of each table. */
const partnerRows = `
  with made as (insert into partner (tenant_id, seats, plans, created_at) values ($1, 10, '{STANDARD}', now()) returning tenant_id)
  , company as (insert into tenant (id, created_at) values (gen_random_uuid(), now()) returning id)
  , staffed as (
    insert into partner_staff (tenant_id, user_id, role, scope, since) select tenant_id, $2, 'OWNER', 'ALL', now() from made)
  , kept as (
    insert into partner_company (partner_id, tenant_id, since, founded) select tenant_id, id, now(), false from made, company)
  , offered as (
    insert into partner_offer (partner_id, hash, offer, author_id, keeper_id, address, name, salt, created_at, expires_at)
    select tenant_id, sha256('offer'), 'offer', $2, $2, 'a@b', 'name', sha256('salt'), now(), now() from made)
  , shaped as (
    insert into partner_template (partner_id, template_id, version, hash, signed, name, withdrawn, author_id, updated_at)
    select tenant_id, gen_random_uuid(), 1, sha256('template'), 'signed', 'name', false, $2, now() from made)
  , begun as (insert into bulk select tenant_id, 'one', $2, 'SET_LABELS', sha256('content'), now() from made returning partner_id, id)
  insert into bulk_result (partner_id, bulk_id, tenant_id) select partner_id, begun.id, company.id from begun, company`;
/** And what only functions write, made by whoever owns the tables: a backup, and a recovery that reads it, of tenant and user. */
const backedUpRows = `
  with kept as (
    insert into backup_vault (tenant_id, vault_id, kind, number, revision, manifest_hash, roster_seq, lists, retention_days, looked_at)
    select v.tenant_id, v.id, 'PROFILE', 1, 1, sha256('head'), 0, decode(repeat('00', 8192), 'hex'), 90, now()
    from vault v where v.tenant_id = $1 and v.user_id = $2 and v.class = 'BUSINESS' returning tenant_id, vault_id)
  , backed as (
    insert into backup (tenant_id, id, vault_id, number, owners, taken_at, revision, manifest, signature, manifest_hash, roster_seq, epoch, group_id,
      group_epoch, records, bytes, added_bytes, approvals, hours)
    select tenant_id, gen_random_uuid(), vault_id, 1, array[$2::uuid], now(), 1, 'manifest', decode(repeat('00', 64), 'hex'), sha256('head'), 0, 1, $1, 1,
      1, 1, 1, 0, 0 from kept returning tenant_id, id)
  , owned as (insert into backup_owner select tenant_id, $2, vault_id from kept)
  , recorded as (
    insert into backup_record select tenant_id, vault_id, 0, gen_random_uuid(), 1, null, 2, 1, 0, null, 1, 1, sha256('body'), 'key', sha256('leaf'), null, 1 from kept)
  , filled as (insert into backup_content select tenant_id, vault_id, gen_random_uuid(), sha256('body'), 'body' from kept)
  , linked as (insert into backup_link select tenant_id, vault_id, 0, 'link', 'signature' from kept)
  , keyed as (insert into backup_epoch_key select tenant_id, vault_id, 2, 'key' from kept)
  , wrapped as (insert into backup_wrap select tenant_id, vault_id, 1, $1, 1, decode(repeat('00', 1225), 'hex') from kept)
  , opened as (
    insert into recovery select g.tenant_id, gen_random_uuid(), g.group_id, $2, $2, null, 'request', decode(repeat('00', 64), 'hex'), 'purpose', 0, 0, now(), now(),
      now() + interval '1 day' from group_epoch g where g.tenant_id = $1 returning tenant_id, id)
  , named as (insert into recovery_backup select o.tenant_id, o.id, b.id from opened o, backed b)
  , judged as (insert into recovery_verdict select tenant_id, id, $2, 'APPROVE', 'approval', decode(repeat('00', 64), 'hex'), now() from opened)
  , laid as (
    insert into recovery_canary select g.tenant_id, g.group_id, gen_random_uuid(), 1, decode(repeat('00', 1225), 'hex'), sha256('canary'), $2, now()
    from group_epoch g where g.tenant_id = $1)
  , summed as (insert into health_published values ($1, 'weak', 1, 3, 9, now()))
  insert into recovery_drill select g.tenant_id, g.group_id, false, 1, $2, now() from group_epoch g where g.tenant_id = $1`;
const companyTables = [
  "invitation",
  "awaiting_person",
  "user_group",
  "group_member",
  "group_epoch",
  "member_wrap",
  "recovery_code",
  "recovery_code_wrap",
  "recovery_switch",
  "entrusted_wrap",
  "backup_vault",
  "backup",
  "backup_owner",
  "backup_record",
  "backup_content",
  "backup_link",
  "backup_epoch_key",
  "backup_wrap",
  "recovery",
  "recovery_backup",
  "recovery_verdict",
  "recovery_canary",
  "recovery_drill",
  "share",
  "share_recipient",
  "share_group",
  "share_answer",
  "share_wrap",
  "share_guest",
  "share_invitation",
  "second_factor",
  "spare_code",
  "desk",
  "desk_staff",
  "former_staff",
  "break_glass",
  "break_glass_asked",
  "policy_document",
  "user_policy",
  "machine",
  "service_account",
  "webhook",
  "webhook_dead_letter",
  "health_published",
];

describe("the second lock: the application role, with the application's own checks left out,", () => {
  let house: VerbsHouse;
  let [ada, eve]: SignedUpAccount[] = [];
  let client: PoolClient;
  beforeAll(async () => {
    house = await openVerbsHouse();
    [ada, eve] = [await house.signUp(), await house.signUp()];
    for (const each of [ada, eve]) {
      const { PERSONAL } = each.account.vaults;
      const drafted = draft(each.account, PERSONAL, [
        newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("an item")),
      ]);
      await commit(each.request(), { clientMutationId: "one", vaults: [drafted.input] });
      await makeAccountCode(each.request(), (await prepareCode(house, each.account)).input);
    }
    client = await house.house.pool.connect();
    for (const each of [ada, eve]) {
      await client.query("begin");
      await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", [
        formatUuid(each.account.tenant.id),
        formatUuid(each.account.user),
      ]);
      await client.query(
        `insert into offered_head select v.tenant_id, v.id, d.id, 0, null, now() from vault v cross join device d`,
      );
      await client.query(companyRows);
      await client.query("commit");
      await house.asSuperuser(backedUpRows, [formatUuid(each.account.tenant.id), formatUuid(each.account.user)]);
    }
  });
  afterAll(async () => {
    client.release();
    await house.close();
  });

  const as = async <T>(who: SignedUpAccount | undefined, work: () => Promise<T>): Promise<T> => {
    await client.query("begin");
    try {
      if (who) {
        await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", [
          formatUuid(who.account.tenant.id),
          formatUuid(who.account.user),
        ]);
      }
      return await work();
    } finally {
      await client.query("rollback");
    }
  };

  it("covers every table of the schema", async () => {
    const { rows } = await client.query(
      "select relname, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    const known = [...tenantTables, ...Object.keys(partnerTables), ...globalTables].map((name) =>
      name.replaceAll('"', ""),
    );
    const ours = rows.filter((row) => !["migration", "applied_migration"].includes(row.relname));
    expect(ours.map((row) => row.relname).sort()).toEqual(known.sort());
    expect(ours.every((row) => row.relrowsecurity)).toBe(true);
  });

  it.each(tenantTables)(
    "reads of %s nothing at all until a tenant is set, on fresh and on used connections",
    async (table) => {
      await expect(as(undefined, () => client.query(`select * from ${table}`))).rejects.toMatchObject({
        code: "SG001",
      });
      await as(ada, () => client.query(`select * from ${table}`));
      await expect(as(undefined, () => client.query(`select * from ${table}`))).rejects.toMatchObject({
        code: "SG001",
      });
    },
  );

  it.each(tenantTables)("reads of %s only the tenant's own rows", async (table) => {
    const column = table === "tenant" ? "id" : "tenant_id";
    const { rows } = await as(ada, () => client.query(`select distinct ${column} as tenant from ${table}`));
    expect(rows.every((row) => row.tenant === formatUuid((ada as SignedUpAccount).account.tenant.id))).toBe(true);
    if (companyTables.includes(table)) expect(rows).toHaveLength(1);
  });

  it("reads of partners' tables only what is of the partner that was entered, and writes for no other", async () => {
    const [ours, theirs] = [ada, eve].map((each) => formatUuid((each as SignedUpAccount).account.tenant.id));
    for (const [partner, of] of [
      [ours, ada],
      [theirs, eve],
    ] as const) {
      await house.asSuperuser(partnerRows, [partner, formatUuid((of as SignedUpAccount).account.user)]);
    }
    const forPartner = <T>(partner: string, work: () => Promise<T>) =>
      as(ada, async () => {
        await client.query("select set_config('app.partner', $1, true)", [partner]);
        return work();
      });
    for (const [table, column] of Object.entries(partnerTables)) {
      const read = `select distinct ${column} as partner from ${table}`;
      for (const who of [undefined, ada]) {
        expect((await as(who, () => client.query(read))).rows).toEqual([]);
      }
      expect((await forPartner(ours as string, () => client.query(read))).rows).toEqual([{ partner: ours }]);
      const moved = forPartner(ours as string, () => client.query(`update ${table} set ${column} = $1`, [theirs]));
      await expect(moved).rejects.toMatchObject({ code: "42501" });
    }
    for (const [table, statement] of [
      ["partner", "insert into partner select * from partner"],
      ["partner", "update partner set seats = 1000000"],
      ["partner_company", "insert into partner_company select * from partner_company"],
      ["partner_company", "delete from partner_company"],
      ["partner_company", "update partner_company set suspended = false"],
      ["bulk", "update bulk set author_id = author_id"],
    ] as const) {
      const written = forPartner(ours as string, () => client.query(statement));
      await expect(written.then(() => table)).rejects.toMatchObject({ code: "42501" });
    }
  });

  it.each(globalTables)("reads and writes nothing of %s, which functions alone may reach", async (table) => {
    await expect(as(ada, () => client.query(`select * from ${table}`))).rejects.toMatchObject({ code: "42501" });
    await expect(as(ada, () => client.query(`delete from ${table}`))).rejects.toMatchObject({ code: "42501" });
  });

  it("writes no row into another tenant, and moves none there", async () => {
    const theirs = formatUuid((eve as SignedUpAccount).account.tenant.id);
    await expect(
      as(ada, () =>
        client.query("insert into epoch_key select $1, vault_id, 2, previous_key from epoch_key", [theirs]),
      ),
    ).resolves.toMatchObject({ rowCount: 0 });
    await expect(
      as(ada, () =>
        client.query(
          `insert into "user" select $1, gen_random_uuid(), 'a@b', 'name', 'USER', false, person_salt, created_at from "user"`,
          [theirs],
        ),
      ),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(as(ada, () => client.query("update record set tenant_id = $1", [theirs]))).rejects.toMatchObject({
      code: "42501",
    });
  });

  it("stores no reference across tenants, even as the owner of the tables", async () => {
    const stranger = formatUuid((eve as SignedUpAccount).account.vaults.PERSONAL.id);
    await expect(
      as(ada, () =>
        client.query(
          "insert into record (tenant_id, vault_id, id, bucket, revision) values (current_tenant(), $1, gen_random_uuid(), 1, 1)",
          [stranger],
        ),
      ),
    ).rejects.toMatchObject({ code: "23503" });
  });

  it("takes keys of business vaults alone for a company's recovery, even from the application itself", async () => {
    const entrust = (its: string) =>
      as(ada, () =>
        client.query(
          `insert into entrusted_wrap
           select current_tenant(), v.id, 1, e.group_id, 1, current_actor(), e.wrap, now() from vault v, entrusted_wrap e where v.class = $1`,
          [its],
        ),
      );
    for (const its of ["PERSONAL", "ACCOUNT"]) {
      await expect(entrust(its)).rejects.toMatchObject({ code: "23514", constraint: "entrusted_wrap_of_business" });
    }
    await expect(entrust("SHARE")).resolves.toMatchObject({ rowCount: 1 });
  });

  it("keeps no backup but of what is the company's, even from the owner of the tables; the application writes none at all", async () => {
    const tenant = formatUuid((ada as SignedUpAccount).account.tenant.id);
    const slipIn = (its: string) => `
      insert into backup_vault (tenant_id, vault_id, kind, retention_days, looked_at)
      select v.tenant_id, v.id, 'PROFILE', 90, now() from vault v where v.tenant_id = $1 and v.class = '${its}'`;
    for (const its of ["PERSONAL", "ACCOUNT"]) {
      const refused = { code: "23514", constraint: "backup_vault_of_business" };
      await expect(house.asSuperuser(slipIn(its), [tenant])).rejects.toMatchObject(refused);
      await expect(
        house.asSuperuser(
          "update backup_vault b set vault_id = v.id from vault v where b.tenant_id = $1 and v.tenant_id = $1 and v.class = $2",
          [tenant, its],
        ),
      ).rejects.toMatchObject(refused);
      const asked = [tenant, formatUuid((ada as SignedUpAccount).account.vaults.PERSONAL.id)];
      const [kept] = await as(ada, async () => {
        await client.query(
          "select keep_backups(array[gen_random_uuid()], array[$1::uuid], array[decode(repeat('00', 8192), 'hex')], now())",
          [asked[1]],
        );
        return (await client.query("select count(*)::integer as count from backup where vault_id = $1", [asked[1]]))
          .rows;
      });
      expect(kept).toEqual({ count: 0 });
    }
    for (const table of ["backup_vault", "backup", "backup_record", "backup_content", "backup_wrap"]) {
      const written = [
        `insert into ${table} select * from ${table}`,
        `delete from ${table}`,
        `update ${table} set tenant_id = tenant_id`,
      ];
      for (const statement of written) {
        await expect(as(ada, () => client.query(statement))).rejects.toMatchObject({ code: "42501" });
      }
    }
  });

  it("rewrites no history: links, manifests and the log of commits can only be added to", async () => {
    for (const table of ["roster_link", "manifest", "committed"]) {
      await expect(as(ada, () => client.query(`update ${table} set created_at = now()`))).rejects.toMatchObject({
        code: "42501",
      });
      await expect(as(ada, () => client.query(`delete from ${table}`))).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("gives no code to another tenant's user, and takes none away", async () => {
    const { rowCount } = await as(ada, () => client.query("update account_code set generation = generation + 1"));
    expect(rowCount).toBe(1);
    const [tenant, user] = [eve?.account.tenant.id, eve?.account.user].map((id) => id && formatUuid(id));
    await expect(
      as(ada, () =>
        client.query("insert into account_code (tenant_id, user_id, generation) values ($1, $2, 1)", [tenant, user]),
      ),
    ).rejects.toMatchObject({ code: "42501" });
    await expect(as(ada, () => client.query("delete from account_code"))).rejects.toMatchObject({ code: "42501" });
  });

  it("leaves no tenant behind after an error or a rollback", async () => {
    await as(ada, () => client.query("select 1 / 0")).catch(() => {});
    await expect(client.query("select count(*) from record")).rejects.toMatchObject({ code: "SG001" });
  });
});
