/** What is backed up, when, and for how long: by the server's verbs. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { getNamedType, isInputObjectType } from "graphql";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, shareScope } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { policyScope } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { exportBackup } from "../../src/domain/backup/content.ts";
import { listRecordsOf } from "../../src/domain/backup/content-rows.ts";
import { type BackupRow, readBackups } from "../../src/domain/backup/list.ts";
import { takeBackups } from "../../src/domain/backup/take-now.ts";
import { enterToBackUp } from "../../src/domain/backup/take-rows.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { inHouse } from "../../src/domain/transaction.ts";
import { lowestId } from "../../src/ids.ts";
import { readContract } from "../../src/schema/contract.ts";
import {
  cutOfVault,
  entrust,
  entrustShare,
  foundBackedUp,
  item,
  readWhole,
  rootOfRead,
  signedRoot,
  write,
} from "../support/bare-backup.ts";
import { opened } from "../support/bare-case.ts";
import { type BareChange, move, purge, sealAgain } from "../support/bare-client.ts";
import type { BareCompany, BareMember } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import type { BareRecovery } from "../support/bare-recovery.ts";
import { BareShare } from "../support/bare-share.ts";
import { runJobs } from "../support/jobs.ts";
import { countStatements } from "../support/statements.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const day = 24 * 3_600_000;
let house: VerbsHouse;
let company: BareCompany;
let recovery: BareRecovery;
let bob: BareMember;
const outcomes: string[] = [];
beforeAll(async () => {
  house = await openVerbsHouse({ onBackup: (outcome) => void outcomes.push(outcome) });
  ({ company, recovery } = await foundBackedUp(house));
  bob = await company.hire();
  const { BUSINESS, PERSONAL } = bob.account.vaults;
  await write(company, bob, PERSONAL, [item(PERSONAL, "a private item")]);
  await write(company, bob, BUSINESS, [item(BUSINESS), item(BUSINESS), item(BUSINESS)]);
});
afterAll(() => house.close());

/** Time goes by; sessions are refreshed meanwhile. */
async function later(milliseconds: number): Promise<void> {
  house.advance(milliseconds);
  await house.asSuperuser(
    "update session set access_expires_at = $1::timestamptz + interval '10 minutes', expires_at = $1::timestamptz + interval '1 day'",
    [house.house.clock()],
  );
}
const idOf = ({ account }: BareMember) => formatUuid(account.user);
const business = () => bob.account.vaults.BUSINESS;
const take = (who: BareMember = bob) => takeBackups(company.ada.portal(), { user: idOf(who) });
const list = async (who: BareMember | null = bob) =>
  (await readBackups(company.ada.portal(), { user: who && idOf(who), first: 50 })).edges.map(({ node }) => node);
const whole = (backup: string, first = 500) =>
  readWhole((after) => exportBackup(company.ada.portal(), { backup, first, after }));
const recordsOf = async (backup: string) => (await whole(backup)).records.map(({ record }) => record).sort();
const heldRecords = () => [...business().leaves.keys()].sort();
const anItem = (place = 0) => [...business().leaves.values()][place]?.fields.record as never;
const changed = (place: number, text: string): BareChange =>
  sealAgain(business(), anItem(place), recordClass.ITEM, new TextEncoder().encode(text));

describe("a backup", () => {
  it("is taken of nothing that no key was entrusted of, and of nothing at all of the personal profile", async () => {
    expect(await take()).toMatchObject({
      taken: [],
      skipped: [{ vault: formatUuid(business().id), reason: "NOT_ENTRUSTED" }],
    });
    expect(await runJobs(house.house)).toContain("TAKE_BACKUPS");
    expect(await list(null)).toEqual([]);
  });

  it("is of the head, with all that proves it, and says whose it is", async () => {
    await entrust(recovery, bob);
    const { taken, skipped, more } = await take();
    expect({ skipped, more }).toEqual({ skipped: [], more: false });
    expect(taken).toMatchObject([
      {
        kind: "PROFILE",
        owners: [idOf(bob)],
        number: 1,
        revision: 2,
        records: 3,
        openable: true,
        keptUntil: null,
        group: recovery.id,
        groupEpoch: 1,
        epoch: 1,
      },
    ]);
    const [{ id, bytes, addedBytes }] = taken as [(typeof taken)[0]];
    const read = await whole(id, 2);
    expect(read.pages).toBeGreaterThan(1);
    expect(read.links.map(({ seq }) => seq)).toEqual([0, 1]);
    expect(read.records).toHaveLength(3);
    expect(rootOfRead(read)).toEqual(signedRoot(read));
    expect(new Uint8Array(read.wrap.wrap)).toHaveLength(1_225);
    const characters = read.records.reduce((sum, { body, key }) => sum + (body ?? "").length + key.length, 0);
    expect(bytes).toBe(characters);
    expect(addedBytes).toBe(characters - 3 * 140);
  });

  it("is not taken twice of one head", async () => {
    expect(await take()).toMatchObject({ taken: [], skipped: [{ reason: "UNCHANGED" }] });
    expect(await list()).toHaveLength(1);
  });

  it("costs what changed: its rows, its bytes, its statements", async () => {
    const rows = async (table: string) => Number((await house.asSuperuser(`select count(*) from ${table}`))[0]?.count);
    const many = Array.from({ length: 200 }, (_, nth) => item(business(), `item ${nth}`));
    await write(company, bob, business(), many);
    const first = await countStatements(take);
    const before = [await rows("backup_record"), await rows("backup_content"), await rows("backup_link")];
    await write(company, bob, business(), [
      changed(0, "another text"),
      item(business(), "one more"),
      purge(business(), anItem(1)),
      move(business(), anItem(2), { trashedSince: 5 }),
    ]);
    const second = await countStatements(take);
    // What was moved has its body already.
    expect([await rows("backup_record"), await rows("backup_content"), await rows("backup_link")]).toEqual([
      (before[0] as number) + 3,
      (before[1] as number) + 2,
      before[2],
    ]);
    expect(second.count).toBe(first.count);
    const [newest, middle, oldest] = await list();
    expect([newest?.records, middle?.records, oldest?.records]).toEqual([203, 203, 3]);
    expect(newest?.addedBytes).toBeLessThan(0.02 * (newest?.bytes as number));
    for (const each of [newest, middle, oldest]) {
      const read = await whole(each?.id as string);
      expect(rootOfRead(read)).toEqual(signedRoot(read));
      expect(read.records).toHaveLength(each?.records as number);
      expect(read.records.reduce((sum, { body, key }) => sum + (body ?? "").length + key.length, 0)).toBe(each?.bytes);
    }
    expect(await recordsOf(newest?.id as string)).toEqual(heldRecords());
  });

  it("is read by walking what a page shows, wherever in it the page begins", async () => {
    const [newest] = await list();
    const { statement, values } = listRecordsOf(newest as BackupRow, 100, lowestId, 11, 1_000_000);
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('app.tenant', $1, true)", [formatUuid(company.state.head.id)]);
      const { rows } = await client.query(`explain (analyze, format json) ${statement.text}`, [...values]);
      expect(JSON.stringify(rows).match(/"Relation Name": ?"backup_record".*?"Actual Rows": ?(\d+)/)?.[1]).toBe("11");
    } finally {
      await client.query("rollback");
      client.release();
    }
  });

  it("is taken by the server itself once the last is older than the configuration says, and not before", async () => {
    await write(company, bob, business(), [changed(0, "a third text")]);
    await runJobs(house.house);
    expect(await list()).toHaveLength(3);
    await later(day + 3_600_000);
    await runJobs(house.house);
    expect((await list())[0]).toMatchObject({ number: 4, revision: 5 });
    await later(day + 3_600_000);
    await runJobs(house.house);
    expect(await list()).toHaveLength(4);
  });

  it("is not kept where the server's records are not those that the head signs, and that is counted", async () => {
    await write(company, bob, business(), [changed(0, "a fourth text")]);
    const [own] = await house.asSuperuser("select id, leaf from record where vault_id = $1 and revision = 6", [
      formatUuid(business().id),
    ]);
    await house.asSuperuser("update record set leaf = sha256(leaf) where vault_id = $1 and id = $2", [
      formatUuid(business().id),
      own?.id,
    ]);
    outcomes.length = 0;
    expect(await take()).toMatchObject({ taken: [], skipped: [{ reason: "DAMAGED" }] });
    await later(day + 3_600_000);
    await runJobs(house.house);
    expect(outcomes).toEqual(["DAMAGED", "DAMAGED"]);
    await house.asSuperuser("update record set leaf = $3 where vault_id = $1 and id = $2", [
      formatUuid(business().id),
      own?.id,
      own?.leaf,
    ]);
    // A record that changed without its vault is damage, too: what it was stays in the backup before.
    await house.asSuperuser("update record set leaf = sha256(leaf), revision = 6 where vault_id = $1 and id = $2", [
      formatUuid(business().id),
      formatUuid(anItem(100)),
    ]);
    expect(await take()).toMatchObject({ taken: [], skipped: [{ reason: "DAMAGED" }] });
    const leaf = business().leaves.get(formatUuid(anItem(100)))?.leaf;
    await house.asSuperuser("update record set leaf = $3, revision = 3 where vault_id = $1 and id = $2", [
      formatUuid(business().id),
      formatUuid(anItem(100)),
      Buffer.from(leaf as Uint8Array),
    ]);
    expect((await take()).taken).toMatchObject([{ number: 5 }]);
  });

  it("is of a business share by its owners, and never of a private one", async () => {
    const [shared, secret] = [
      await BareShare.found(company, bob),
      await BareShare.found(company, bob, shareScope.PERSONAL),
    ];
    await entrustShare(recovery, shared, bob);
    await expect(entrustShare(recovery, secret, bob)).rejects.toMatchObject({ code: expect.any(String) });
    // Nor where the database says that it was entrusted.
    const slipIn =
      "insert into entrusted_wrap select tenant_id, $2, epoch, group_id, group_epoch, author_id, wrap, now() from entrusted_wrap where vault_id = $1";
    for (const vault of [secret.vault, bob.account.vaults.PERSONAL]) {
      const asked = [formatUuid(business().id), formatUuid(vault.id)];
      await expect(house.asSuperuser(slipIn, asked)).rejects.toMatchObject({
        constraint: "entrusted_wrap_of_business",
      });
      await house.asSuperuser(
        `set session_replication_role = replica; ${slipIn.replace("$1", `'${asked[0]}'`).replace("$2", `'${asked[1]}'::uuid`)}`,
      );
    }
    const { taken } = await take();
    expect(taken).toMatchObject([
      { kind: "SHARE", vault: formatUuid(shared.vault.id), owners: [idOf(bob)], records: 2 },
    ]);
    const read = await whole(taken[0]?.id as string);
    expect(read.name).toMatchObject({ epoch: 1 });
    expect(rootOfRead(read)).toEqual(signedRoot(read));
  });

  it("is not taken where plan, operator, policy or switch say so; what is there stays and is read", async () => {
    await write(company, bob, business(), [changed(0, "a fifth text")]);
    const tenant = formatUuid(company.state.head.id);
    const [newest] = await list();
    const skipped = async (reason: string) => {
      expect((await take()).skipped).toEqual(expect.arrayContaining([{ vault: formatUuid(business().id), reason }]));
      await later(day + 3_600_000);
      await runJobs(house.house);
      expect((await list())[0]?.id).toBe(newest?.id);
      expect((await whole(newest?.id as string)).records.length).toBeGreaterThan(0);
    };
    await house.asSuperuser("update tenant set plan = 'STANDARD' where id = $1", [tenant]);
    await skipped("PLAN");
    await house.asSuperuser("update tenant set plan = 'TRIAL', trial_ends_at = $2 where id = $1", [
      tenant,
      new Date(0),
    ]);
    await skipped("PLAN");
    await house.asSuperuser(
      "update tenant set plan = 'ADVANCED', trial_ends_at = null, suspended_at = now() where id = $1",
      [tenant],
    );
    await skipped("PLAN");
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", [tenant]);
    await house.asSuperuser("update user_policy set organisation_backup = 0 where user_id = $1", [idOf(bob)]);
    await skipped("POLICY");
    await house.asSuperuser("update user_policy set organisation_backup = 1 where user_id = $1", [idOf(bob)]);
    await house.asSuperuser("update vault set restoring = true where id = $1", [formatUuid(business().id)]);
    await skipped("RESTORING");
    await house.asSuperuser("update vault set restoring = false where id = $1", [formatUuid(business().id)]);
    expect((await take()).taken).toMatchObject([{ number: 6 }]);
  });

  it("is forgotten once one that is newer is older than the company wants it kept, and its content with it", async () => {
    const content = async () =>
      Number(
        (
          await house.asSuperuser("select count(*) from backup_content where vault_id = $1", [
            formatUuid(business().id),
          ])
        )[0]?.count,
      );
    const before = (await list()).filter(({ kind }) => kind === "PROFILE");
    expect(before.map(({ keptUntil }) => keptUntil === null)).toEqual([true, false, false, false, false, false]);
    const had = await content();
    const document = encodePolicies({
      organisationBackup: { value: 1, locked: false },
      backupRetentionDays: { value: 3, locked: false },
    });
    const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
    await company.act(company.ada, { operation: operation.POLICY, subject } as never, {
      policies: [{ seq: company.state.head.seq + 1, document }],
    });
    await later(3_600_001);
    await runJobs(house.house);
    const after = (await list()).filter(({ kind }) => kind === "PROFILE");
    const kept = before.filter(
      ({ keptUntil }) => keptUntil === null || keptUntil.getTime() - 87 * day > house.house.clock().getTime(),
    );
    expect(after.map(({ number }) => number)).toEqual(kept.map(({ number }) => number));
    expect(after.length).toBeLessThan(before.length);
    await later(4 * day);
    await runJobs(house.house);
    const [last, ...none] = (await list()).filter(({ kind }) => kind === "PROFILE");
    expect([last?.number, none]).toEqual([6, []]);
    // All its bodies, and no other.
    expect(await content()).toBe(203);
    expect(had).toBeGreaterThan(203);
    const read = await whole(last?.id as string);
    expect(rootOfRead(read)).toEqual(signedRoot(read));
    expect(read.records.every(({ body }) => body !== null)).toBe(true);
  });

  it("is taken of somebody who is removed, before their profile is erased; it outlives that they are deleted, for as long as was said", async () => {
    const document = encodePolicies({
      organisationBackup: { value: 1, locked: false },
      backupRetentionDays: { value: 3, locked: false },
      removeBusinessItemsOnLeave: { value: true, locked: false },
    });
    const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
    await company.act(company.ada, { operation: operation.POLICY, subject } as never, {
      policies: [{ seq: company.state.head.seq + 1, document }],
    });
    await write(company, bob, business(), [changed(0, "the last text")]);
    await company.act(
      company.ada,
      { operation: operation.REMOVE, subject: { user: bob.account.user } },
      {},
      cutOfVault(business()),
    );
    expect(await house.asSuperuser("select id from vault where id = $1", [formatUuid(business().id)])).toEqual([]);
    const [last] = (await list()).filter(({ kind }) => kind === "PROFILE");
    expect(last).toMatchObject({ number: 7, revision: 8, records: 203 });
    const { keptUntil } = last as { keptUntil: Date };
    expect(keptUntil.getTime() - house.house.clock().getTime()).toBeGreaterThan(2.9 * day);
    await deletePerson(company.ada.portal(), { user: idOf(bob) });
    await runJobs(house.house);
    const read = await whole(last?.id as string);
    expect(rootOfRead(read)).toEqual(signedRoot(read));
    await later(3 * day + 3_600_001);
    await runJobs(house.house);
    expect((await list()).filter(({ kind }) => kind === "PROFILE")).toEqual([]);
    for (const table of [
      "backup_vault",
      "backup_record",
      "backup_content",
      "backup_link",
      "backup_epoch_key",
      "backup_wrap",
      "backup_owner",
    ]) {
      expect([
        table,
        await house.asSuperuser(`select vault_id from ${table} where vault_id = $1`, [formatUuid(business().id)]),
      ]).toEqual([table, []]);
    }
  });

  it("is listed and taken for administrators in the portal alone", async () => {
    const eve = await company.hire();
    await expect(readBackups(eve.portal(), { user: null, first: 50 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(takeBackups(eve.portal(), { user: idOf(eve) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(readBackups(company.ada.app(), { user: null, first: 50 })).rejects.toMatchObject({
      code: "WRONG_SURFACE",
    });
    await expect(takeBackups(company.ada.app(), { user: idOf(eve) })).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    expect(await take(eve)).toEqual({
      taken: [],
      skipped: [expect.objectContaining({ reason: "NOT_ENTRUSTED" })],
      more: false,
    });
    const stranger = await house.signUp();
    expect(await takeBackups(company.ada.portal(), { user: formatUuid(stranger.account.user) })).toEqual({
      taken: [],
      skipped: [],
      more: false,
    });
  });

  it("stands in the log: that it was taken, and of what; that it was exported, once an hour; that it was forgotten", async () => {
    await later(2_001);
    await runJobs(house.house);
    const logged = await house.asSuperuser(
      "select kind, user_id::text, actor_id::text, amount from audit_entry where vault_id = $1 and kind like 'BACKUP%' order by revision",
      [formatUuid(business().id)],
    );
    const [first] = logged;
    expect(first).toEqual({ kind: "BACKUP_TAKEN", user_id: idOf(bob), actor_id: null, amount: 1 });
    const taken = logged.filter(({ kind }) => kind === "BACKUP_TAKEN");
    expect(taken.map(({ amount }) => amount)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const exported = logged.filter(({ kind }) => kind === "BACKUP_EXPORTED");
    expect(exported.every(({ actor_id }) => actor_id === idOf(company.ada))).toBe(true);
    expect(exported.filter(({ amount }) => amount === 1)).toHaveLength(1);
    const forgotten = logged.filter(({ kind }) => kind === "BACKUPS_FORGOTTEN");
    expect(forgotten.reduce((sum, { amount }) => sum + Number(amount), 0)).toBe(7);
  });

  it("is taken of somebody who goes elsewhere, before their profile is erased", async () => {
    const carol = await company.hire();
    const { BUSINESS } = carol.account.vaults;
    await write(company, carol, BUSINESS, [item(BUSINESS), item(BUSINESS)]);
    await entrust(recovery, carol);
    const move = prepareMove(carol.account, company.state, "OWN");
    expect((await moveAccount(carol.app(), move.input)).__typename).toBe("AccountMoved");
    company.state = move.left as typeof company.state;
    expect(await house.asSuperuser("select id from vault where id = $1", [formatUuid(BUSINESS.id)])).toEqual([]);
    const [last, ...none] = await list(carol);
    expect([last, none]).toMatchObject([{ number: 1, records: 2, keptUntil: expect.any(Date) }, []]);
    const read = await whole(last?.id as string);
    expect(rootOfRead(read)).toEqual(signedRoot(read));
  });

  it("goes with a tenant that ends, and so does a recovery", async () => {
    const { company: own, recovery: its } = await foundBackedUp(house);
    const { ada } = own;
    await write(own, ada, ada.account.vaults.BUSINESS, [item(ada.account.vaults.BUSINESS)]);
    await entrust(its, ada);
    const { taken } = await takeBackups(ada.portal(), { user: idOf(ada) });
    await opened(its, ada, taken);
    const invited = await company.invite(company.ada, ada.account.address);
    const move = prepareMove(ada.account, null, { state: company.state, invited });
    expect((await moveAccount(ada.app(), move.input)).__typename).toBe("AccountMoved");
    const gone = formatUuid(own.state.head.id);
    for (const table of ["backup", "backup_vault", "backup_content", "recovery", "recovery_backup"]) {
      expect([table, await house.asSuperuser(`select tenant_id from ${table} where tenant_id = $1`, [gone])]).toEqual([
        table,
        [],
      ]);
    }
    expect(await house.asSuperuser("select id from tenant where id = $1", [gone])).toEqual([]);
  });

  it("keeps few from writing where many have none yet: a turn begins with so many records, or with one vault", async () => {
    await runJobs(house.house);
    const { company: own, recovery: its } = await foundBackedUp(house);
    const people = [own.ada, await own.hire(), await own.hire()];
    for (const each of people) {
      await write(own, each, each.account.vaults.BUSINESS, [
        item(each.account.vaults.BUSINESS),
        item(each.account.vaults.BUSINESS),
      ]);
      await entrust(its, each);
    }
    const entered = (mostBegun: number) =>
      inHouse(house.house, async (tx) => {
        const [[row]] = await tx.run(enterToBackUp(new Date(0), tx.now, 20, mostBegun));
        return row?.vaults.split(" ");
      });
    const ids = people.map(({ account }) => formatUuid(account.vaults.BUSINESS.id)).sort();
    expect(await entered(1)).toEqual(ids.slice(0, 1));
    expect(await entered(5)).toEqual(ids.slice(0, 2));
    expect(await entered(6)).toEqual(ids);
  });

  it("was never of anything private: no row, and no argument that names a vault", async () => {
    const kept = await house.asSuperuser(
      "select b.vault_id::text as id from backup_vault b union select vault_id::text from backup_record",
    );
    const isPrivate = await house.asSuperuser(
      `select v.id::text from vault v left join share s on s.id = v.id where v.class in ('PERSONAL', 'ACCOUNT') or s.scope = 'PERSONAL'`,
    );
    expect(isPrivate.length).toBeGreaterThan(5);
    expect(kept.filter(({ id }) => isPrivate.some((each) => each.id === id))).toEqual([]);
    const schema = readContract();
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.values(type?.getFields() ?? {}),
    );
    const its = roots.filter(({ name }) => /backup|recover(y|ies)|drill/i.test(name) && !/account/i.test(name));
    expect(its.map(({ name }) => name).sort()).toEqual([
      ...[
        "approveRecovery",
        "backupContent",
        "backupExport",
        "backups",
        "closeRecovery",
        "closeRecoveryAtDesk",
        "openRecovery",
        "openRecoveryAtDesk",
        "recoveries",
        "recovery",
      ],
      ...["recoveryCanary", "recoveryReadiness", "reportDrill", "takeBackups", "vetoRecovery"],
    ]);
    const asked = its.flatMap(({ args }) =>
      args.flatMap(({ name, type }) => {
        const input = getNamedType(type);
        return isInputObjectType(input) ? Object.keys(input.getFields()) : [name];
      }),
    );
    expect([...new Set(asked)].filter((name) => /vault|profile|share/i.test(name))).toEqual([]);
  });
});
