/** Companies that differ in everything that a partner is shown, made of two that are real. */
import { cloneCompany } from "../../bench/seed/clone-company.ts";
import { sign } from "../../src/crypto/client/sign.ts";
import { makeTemplate, type TemplateDraft } from "../../src/crypto/client/template.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { encodePolicies } from "../../src/crypto/policies.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { encodeSignedTemplate, encodeTemplate, type SignedTemplate, templateHash } from "../../src/crypto/template.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { takeBackups } from "../../src/domain/backup/take-now.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { entrust, foundBackedUp } from "./bare-backup.ts";
import { draft, newRecord } from "./bare-client.ts";
import { BareCompany } from "./bare-company.ts";
import { asOwner, type BarePartner } from "./bare-partner.ts";
import type { VerbsHouse } from "./verbs.ts";

/** A company with backups, three people and something in each business profile; and one without, of two people. */
export async function makeTemplates(house: VerbsHouse) {
  const { company: rich, recovery } = await foundBackedUp(house);
  const people = [rich.ada, await rich.hire(2), await rich.hire()];
  await rich.group(rich.ada, groupClass.EVERYONE, rich.ada);
  for (const person of people) {
    const { account } = person;
    const drafted = draft(account, account.vaults.BUSINESS, [
      newRecord(account.vaults.BUSINESS, recordClass.ITEM, new Uint8Array(8)),
    ]);
    const clientMutationId = crypto.randomUUID();
    const answer = await commit(person.app(), { clientMutationId, links: [], vaults: [drafted.input] });
    if (answer.__typename !== "Committed") throw new Error(answer.__typename);
    drafted.apply();
    await entrust(recovery, person);
  }
  for (const { account } of people) await takeBackups(rich.ada.portal(), { user: formatUuid(account.user) });
  const plain = await BareCompany.found(house);
  await plain.hire();
  return { rich, plain, people };
}

/** Copies of both, each of which differs from the next: `seed` decides how. */
export async function makeVaried(
  house: VerbsHouse,
  { rich, plain }: { readonly rich: BareCompany; readonly plain: BareCompany },
  each: number,
): Promise<string[]> {
  const idOf = ({ state }: BareCompany) => formatUuid(state.head.id);
  return asOwner(house, async (owner) => {
    const ids = [
      ...(await cloneCompany(owner, idOf(rich), each, 1)),
      ...(await cloneCompany(owner, idOf(plain), each, 1)),
    ];
    // Whatever number a thing is given, the same every time and of no pattern.
    const odd = (what: string, of: string) => `('x' || substr(md5(${of}::text || '${what}'), 1, 7))::bit(28)::integer`;
    const copies = "tenant_id = any ($1::uuid[])";
    const run = (text: string) => owner.query(text, text.includes("$1") ? [ids] : []);
    await run(`update tenant set name = (array[null, 'Acme', 'acme', 'Ärzte am Ring', 'Zeta', 'Bäckerei Öhl', 'bolt 7'])[1 + ${odd("name", "id")} % 7],
      seats = 10 + ${odd("seats", "id")} % 5, suspended_at = case when ${odd("suspended", "id")} % 4 = 0 then now() end,
      plan = case when ${odd("plan", "id")} % 3 = 0 then 'TRIAL' when ${odd("plan", "id")} % 3 = 1 then 'ADVANCED' else 'STANDARD' end,
      trial_ends_at = case when ${odd("plan", "id")} % 3 = 0 then now() + interval '9 days' end where id = any ($1::uuid[])`);
    await run(
      `update "user" set status = 'SUSPENDED' where ${copies} and not is_primary and ${odd("status", "id")} % 4 = 0`,
    );
    await run(
      `update "user" set status = 'REMOVED' where ${copies} and not is_primary and ${odd("status", "id")} % 4 = 1`,
    );
    await run(`update "user" set role = 'ADMINISTRATOR' where ${copies} and ${odd("role", "id")} % 3 = 0`);
    await run(`insert into second_factor (tenant_id, id, user_id, kind, name, seed, created_at, confirmed_at)
      select tenant_id, gen_random_uuid(), id, 'TOTP', 'phone', decode(repeat('00', 48), 'hex'), now(),
        case when ${odd("confirmed", "id")} % 2 = 0 then now() end from "user" where ${copies} and ${odd("factor", "id")} % 2 = 0`);
    await run(`insert into user_policy (tenant_id, user_id, two_factor_grace_days, two_factor_since, remove_business_items_on_leave,
        notify_users_of_changes, restrict_portal_access, password_auditing, disable_personal_profile, trash_retention_days, session_lifetime_hours)
      select tenant_id, id, 3, now(), false, false, false, 0, false, 30, 720 from "user" where ${copies} and ${odd("demand", "id")} % 3 = 0
      on conflict (tenant_id, user_id) do update set two_factor_grace_days = 3, two_factor_since = now()`);
    await run(`update device set last_seen_at = now() - make_interval(days => ${odd("seen", "id")} % 200),
      revoked_at = case when ${odd("revoked", "id")} % 4 = 0 then now() end where ${copies}`);
    await run(`insert into invitation (tenant_id, key, seq, author_id, address, name, salt, role, expires_at, created_at)
      select u.tenant_id, sha256((u.id::text || n)::bytea), 1000 + n, u.id, 'eve@example.com', 'Eve', sha256('salt'), 'USER',
        now() + make_interval(days => ${odd("expiry", "u.id")} % 9 - 4), now()
      from "user" u, generate_series(1, 3) n where ${copies} and u.is_primary and n <= ${odd("invited", "u.id")} % 4`);
    await run(`delete from member_wrap where ${copies} and ${odd("wrap", "user_id")} % 2 = 0`);
    await run(
      `update vault set revision = revision + 1 where ${copies} and class = 'BUSINESS' and revision > 0 and ${odd("revision", "id")} % 2 = 0`,
    );
    await run(
      `update backup set taken_at = now() - make_interval(hours => ${odd("taken", "id")} % 96) where ${copies}`,
    );
    await run(`update backup_vault set number = 7 where ${copies} and ${odd("lost", "vault_id")} % 5 = 0`);
    await run(`delete from backup b where ${copies} and not exists (
      select from backup_vault v where v.tenant_id = b.tenant_id and v.vault_id = b.vault_id and v.number = b.number)`);
    await run(`insert into recovery_drill (tenant_id, group_id, by_code, epoch, user_id, drilled_at)
      select w.tenant_id, w.group_id, false, r.epoch, w.author_id, now() from recovery_switch w
      join roster r on r.tenant_id = w.tenant_id and r.id = w.group_id where w.${copies} and ${odd("drill", "w.tenant_id")} % 2 = 0
      on conflict do nothing`);
    return ids;
  });
}

/** Labels, references and moments of them, as partners give them. */
export const describeCompanies = (house: VerbsHouse, partner: string): Promise<unknown> =>
  house.asSuperuser(
    `update partner_company c set
       labels = array(select l from unnest(array['gold', 'berlin', 'Berlin', 'a,b {c}', 'ärzte']) as l where ('x' || substr(md5(c.tenant_id::text || l), 1, 7))::bit(28)::integer % 3 = 0 order by l collate "C"),
       reference = case when ('x' || substr(md5(c.tenant_id::text || 'ref'), 1, 7))::bit(28)::integer % 2 = 0 then 'K-' || substr(c.tenant_id::text, 1, 4) end,
       since = timestamptz '2026-01-01' + ('x' || substr(md5(c.tenant_id::text || 'since'), 1, 2))::bit(8)::integer % 20 * interval '1 hour 1 microsecond',
       founded = ('x' || substr(md5(c.tenant_id::text || 'founded'), 1, 7))::bit(28)::integer % 2 = 0
     where c.partner_id = $1`,
    [partner],
  );

const forAll = { requireTwoFactor: { value: 7, locked: true } } as const;
const forGold = { vaultTimeoutMinutes: { value: 30, locked: false } } as const;

const one = { allowedIpRanges: { value: ["192.0.2.0/24"], locked: false } } as const;
const another = { allowedIpRanges: { value: ["198.51.100.0/24"], locked: false } } as const;

/** What these templates come to for a company of these labels; undefined where nobody may sign it, or no document can say it. */
export function comingTo(labels: readonly string[]): Uint8Array | undefined {
  const has = (label: string) => labels.includes(label);
  if (has("Berlin") || (has("berlin") && has("ärzte"))) return undefined;
  return encodePolicies({
    ...forAll,
    ...(has("gold") && forGold),
    ...(has("berlin") && one),
    ...(has("ärzte") && another),
  });
}

/** Templates of a partner: for all, for some labels, two that rule each other out, one withdrawn, and one by no administrator. */
export async function signTemplates({ house, company, id }: BarePartner): Promise<void> {
  const { user, signing } = company.ada.account;
  const time = house.house.clock().getTime();
  const draft = (labels: string[], document: Uint8Array | null): TemplateDraft => ({
    template: makeId(time),
    name: "Accountants",
    labels,
    document,
  });
  const made = [
    draft([], encodePolicies({ ...forAll })),
    draft(["gold"], encodePolicies({ ...forGold })),
    draft(["berlin"], encodePolicies({ ...one })),
    draft(["ärzte"], encodePolicies({ ...another })),
    draft(["ärzte"], null),
  ].map((each) => makeTemplate(company.state, { user, signing, time }, each, null));
  const clerk = (await company.hire()).account;
  const author = { user: clerk.user, key: clerk.signing.publicKey };
  const bytes = encodeTemplate({
    ...(made[0] as SignedTemplate).template,
    ...draft(["Berlin"], encodePolicies({ ...forGold })),
    author,
  });
  const lapsed = { signed: encodeSignedTemplate(bytes, sign("template", bytes, clerk.signing)), labels: ["Berlin"] };
  for (const { signed, hash, labels, withdrawn } of [
    ...made.map(({ signed, hash, template }) => ({
      signed,
      hash,
      labels: template.labels,
      withdrawn: template.document === null,
    })),
    { ...lapsed, hash: templateHash(bytes), withdrawn: false },
  ]) {
    await house.asSuperuser(
      `insert into partner_template (partner_id, template_id, version, hash, signed, name, labels, withdrawn, author_id, updated_at)
       values ($1, gen_random_uuid(), 1, $2, $3, 'Accountants', $4, $5, $6, now())`,
      [id, hash, signed, labels, withdrawn, formatUuid(user)],
    );
  }
}

/** Desks of a partner in its companies, each other than the next, beside a desk of somebody else; and sums that are made known. */
export async function standAtDesks({ house, id }: BarePartner): Promise<void> {
  const odd = (what: string) => `('x' || substr(md5(c.tenant_id::text || '${what}'), 1, 7))::bit(28)::integer`;
  const run = (text: string, ...more: unknown[]) => house.asSuperuser(text, [id, ...more]);
  const companies = "from partner_company c";
  const desk = "insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at)";
  const glass = "insert into break_glass (tenant_id, desk_id, reason, from_at, until_at, author_id, seq, created_at)";
  await run(
    `${desk} select c.tenant_id, $1, sha256('x'), (array[5, 7, 7, 7])[1 + ${odd("rights")} % 4], ${odd("hours")} % 169, 3, now()
     ${companies} where c.partner_id = $1 and ${odd("desk")} % 5 > 0`,
  );
  await run(
    `insert into desk_staff (tenant_id, user_id, desk_id, role, address, name, salt, encryption_key, seq, created_at)
     select c.tenant_id, gen_random_uuid(), $1, 'KEEPER', 'eve@example.com', 'Eve', sha256('x'), decode(repeat('00', 1216), 'hex'), 3, now()
     ${companies} join desk d on d.tenant_id = c.tenant_id and d.id = $1, generate_series(1, 3) as n where n <= 1 + ${odd("staff")} % 3`,
  );
  await run(
    `${glass} select c.tenant_id, $1, 'They are all ill.', now() - interval '9 hours' + moment, now() + moment, $1, 4, now()
     ${companies} join desk d on d.tenant_id = c.tenant_id and d.id = $1, make_interval(hours => ${odd("glass")} % 30 - 12) as moment
     where ${odd("glass")} % 3 > 0`,
  );
  await run(
    `${desk} select c.tenant_id, $2, sha256('y'), 7, 1, 3, now() ${companies} where c.partner_id = $1`,
    crypto.randomUUID(),
  );
  await run(
    `${glass} select d.tenant_id, d.id, 'They are all ill.', now(), now() + interval '1 hour', $1, 4, now()
     ${companies} join desk d on d.tenant_id = c.tenant_id and d.id <> $1 where c.partner_id = $1`,
  );
  const found = await run(
    `select c.tenant_id, c.labels, ${odd("document")} % 3 as odd ${companies}
     join desk d on d.tenant_id = c.tenant_id and d.id = $1 and d.rights = 7`,
  );
  for (const { tenant_id, labels, odd: its } of found) {
    if (its === 0) continue;
    const other = encodePolicies({ vaultTimeoutMinutes: { value: 31, locked: false } });
    await house.asSuperuser(
      "insert into policy_document (tenant_id, id, scope, desk_id, seq, document) values ($1, $2, 'PARTNER', $2, 1, $3)",
      [tenant_id, id, its === 1 ? other : (comingTo(labels as string[]) ?? other)],
    );
  }
  await run(
    `insert into health_published (tenant_id, counter, number, sum, people, published_at)
     select c.tenant_id, counter, 1, ('x' || substr(md5(c.tenant_id::text || counter), 1, 7))::bit(28)::integer % 50, 9, now()
     ${companies}, unnest(array['items', 'weak', 'reused', 'old', 'breached']) as counter
     where c.partner_id = $1 and ('x' || substr(md5(counter || c.tenant_id), 1, 7))::bit(28)::integer % 3 > 0`,
  );
}
