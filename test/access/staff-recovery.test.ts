/** Staff of a desk in a company's recovery group: what the verbs take of them, and what the database shows a session at a desk at all. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { deskRole } from "../../src/crypto/desk-entries.ts";
import { operation } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { readContent } from "../../src/domain/backup/content.ts";
import { type BackupRow, readBackups } from "../../src/domain/backup/list.ts";
import { takeBackups } from "../../src/domain/backup/take-now.ts";
import { bind, statement } from "../../src/domain/batch.ts";
import { readRecoveryKeysAtDesk } from "../../src/domain/desk/recovery.ts";
import { closeRecovery } from "../../src/domain/recovery/close.ts";
import { openRecovery } from "../../src/domain/recovery/open.ts";
import { readRecoveries, readRecovery, type ShownRecovery } from "../../src/domain/recovery/read.ts";
import { inTransaction } from "../../src/domain/transaction.ts";
import type { TenantId } from "../../src/ids.ts";
import { entrust, item, write } from "../support/bare-backup.ts";
import { judge, opened, request } from "../support/bare-case.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import {
  type BareDesk,
  type BareStaff,
  deskOf,
  foundByDesk,
  hireStaff,
  introducing,
  inviting,
  naming,
  ownerOf,
  settingOf,
} from "../support/bare-desk.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { BareRecovery } from "../support/bare-recovery.ts";
import { overtaken } from "../support/overtaken.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let partner: BarePartner;
/** In the recovery group, once a custodian puts them there. */
let keeper: BareStaff;
/** At the same desk, and in no group. */
let grace: BareStaff;
let desk: BareDesk;
let company: BareCompany;
let recovery: BareRecovery;
/** The custodian. */
let eve: BareMember;
/** Another administrator. */
let carl: BareMember;
let bob: BareMember;
let backups: BackupRow[] = [];

const forbidden = { code: "FORBIDDEN" };
const inIt = (staff: BareStaff) => ({ ...staff.request(), company: desk.id as TenantId });
const backupsOf = async (who: BareMember) => {
  const user = formatUuid(who.account.user);
  return (await readBackups(eve.portal(), { user, first: 10 })).edges.map(({ node }) => node);
};
/** Staff sign as anybody does; they are asked for in the company. */
const signing = ({ account }: BareStaff): BareMember => ({ account, app: unused, portal: unused });
function unused(): never {
  throw new Error("staff have no session in the company");
}
const asking = (staff: BareStaff) => openRecovery(inIt(staff), request(recovery, signing(staff), backups));
async function askedBy(staff: BareStaff): Promise<ShownRecovery> {
  const answer = await asking(staff);
  if (answer.__typename !== "RecoveryOpened") throw new Error(answer.refusal);
  return answer.recovery;
}
const reading = (staff: BareStaff, of: Pick<ShownRecovery, "recovery">, backup = backups[0]?.id as string) =>
  readContent(inIt(staff), { recovery: of.recovery, backup, first: 500, after: null });

beforeAll(async () => {
  house = await openVerbsHouse();
  partner = await BarePartner.found(house);
  keeper = ownerOf(partner);
  grace = await hireStaff(partner, "TECHNICIAN");
  desk = await foundByDesk(partner, keeper, [naming("Analytical Engines")]);
  const { step, invited } = inviting(desk, role.ADMINISTRATOR);
  await desk.act(keeper, step, {
    act: {
      operation: operation.STAFF,
      subject: { desk: deskOf(partner), user: grace.account.user, setting: settingOf(grace, deskRole.STAFF) },
    },
    more: (seq) => introducing(grace, seq),
  });
  const founded = desk.asCompany(partner.company.ada);
  eve = await founded.join(invited);
  company = BareCompany.at(house, founded.state, eve);
  carl = await company.hire(role.ADMINISTRATOR);
  bob = await company.hire();
  recovery = await BareRecovery.found(company, eve);
  await recovery.deed(eve).switchTo({ approvals: 1 }).demand(1).send();
  await recovery.deed(carl).confirm().send();
  for (const who of [bob, carl]) {
    const { BUSINESS } = who.account.vaults;
    await write(company, who, BUSINESS, [item(BUSINESS)]);
    await entrust(recovery, who);
    await takeBackups(eve.portal(), { user: formatUuid(who.account.user) });
  }
  backups = await backupsOf(bob);
  // Another group, which none of them is in; and a recovery of the company's own, which is open.
  await BareRecovery.found(company, carl);
  await judge(recovery, carl, await opened(recovery, eve, backups));
});
afterAll(() => house.close());

/** What a session at the desk sees of a table. */
const seen = (staff: BareStaff, table: string, of: string) =>
  inTransaction(inIt(staff), async (tx) => {
    const text = `select ${of}::text as its from ${table} order by 1`;
    const [rows] = await tx.run(bind(statement<{ its: string }>(`staff_wall_${table}`, text)));
    return rows.map(({ its }) => its);
  });
const contents = ["backup_record", "backup_content", "backup_link", "backup_epoch_key", "backup_wrap"];
const tables = {
  group_epoch: "group_id",
  member_wrap: "user_id",
  recovery: "id",
  recovery_backup: "backup_id",
  recovery_verdict: "user_id",
  backup: "id",
  backup_vault: "vault_id",
  backup_owner: "user_id",
  ...Object.fromEntries(contents.map((each) => [each, "vault_id"])),
};
async function allSeen(staff: BareStaff) {
  const all: Record<string, string[]> = {};
  for (const [table, of] of Object.entries(tables)) all[table] = [...new Set(await seen(staff, table, of))];
  return all;
}
const nothing = Object.fromEntries(Object.keys(tables).map((table) => [table, []]));
const idOf = ({ account }: Pick<BareMember, "account">) => formatUuid(account.user);

describe("staff of a desk", () => {
  it("see nothing of recoveries, their groups' keys and backups, and ask for none, where no custodian put them in", async () => {
    expect(await allSeen(keeper)).toEqual(nothing);
    await expect(askedBy(keeper)).rejects.toThrow("NOT_A_MEMBER");
    expect(await readRecoveryKeysAtDesk(inIt(keeper), recovery.id, { first: 100, beforeEpoch: null })).toEqual({
      epochs: [],
      wraps: [],
    });
  });

  it("are put in by the custodian, and see the group's keys, their own wrap, and which backups it has", async () => {
    await recovery.deed(eve).add(signing(keeper)).done();
    const all = [...backups, ...(await backupsOf(carl))];
    const sorted = (ids: readonly string[]) => [...new Set(ids)].sort();
    const known = {
      ...nothing,
      group_epoch: [recovery.id],
      member_wrap: [idOf(keeper)],
      backup: sorted(all.map(({ id }) => id)),
      backup_vault: sorted(all.map(({ vault }) => vault)),
      backup_owner: sorted([idOf(bob), idOf(carl)]),
    };
    expect(await allSeen(keeper)).toEqual(known);
    expect(await allSeen(grace)).toEqual(nothing);
    // One of theirs adds itself, what was said to it, and what is in the backups that it names; to nobody else at the desk.
    const its = await askedBy(keeper);
    await judge(recovery, carl, its);
    const vaults = sorted(backups.map(({ vault }) => vault));
    const theirs = {
      ...known,
      recovery: [its.recovery],
      recovery_backup: sorted(backups.map(({ id }) => id)),
      recovery_verdict: [idOf(carl)],
    };
    const now = await allSeen(keeper);
    expect(now).toEqual({
      ...theirs,
      ...Object.fromEntries(contents.map((each) => [each, vaults])),
      backup_epoch_key: [],
    });
    expect(await allSeen(grace)).toEqual(nothing);
    expect((await reading(keeper, its)).records).toHaveLength(1);
    await expect(reading(grace, its)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readRecovery(inIt(grace), its.recovery)).toBeNull();
    // At home, in the partner's own tenant, there is none.
    expect(await readRecovery(keeper.request(), its.recovery)).toBeNull();
    expect((await readRecoveries(inIt(keeper), { first: 10, after: null })).edges).toHaveLength(1);
    await closeRecovery(inIt(keeper), { recovery: its.recovery });
    expect(await allSeen(keeper)).toEqual({ ...theirs, ...Object.fromEntries(contents.map((each) => [each, []])) });
    await expect(reading(keeper, its)).rejects.toMatchObject(forbidden);
  });

  it("write nothing there but recoveries of their own, by no code", async () => {
    const write = (text: string) =>
      inTransaction(inIt(keeper), (tx) => tx.run(bind(statement(`staff_wall_${text.length}`, text))));
    const denied = { message: expect.stringContaining("row-level security") };
    const wrap =
      "insert into member_wrap (tenant_id, group_id, epoch, user_id) select tenant_id, group_id, epoch + 1, user_id from member_wrap";
    const epoch =
      "insert into group_epoch (tenant_id, group_id, epoch) select tenant_id, group_id, epoch + 1 from group_epoch";
    const verdict = `insert into recovery_verdict (tenant_id, recovery_id, user_id, verdict, approval, signature, created_at)
      select tenant_id, recovery_id, '${idOf(keeper)}', verdict, approval, signature, now() from recovery_verdict`;
    const others = `insert into recovery (tenant_id, id, opened_by) select tenant_id, gen_random_uuid(), '${idOf(eve)}' from recovery`;
    for (const text of [wrap, epoch, verdict, others]) await expect(write(text)).rejects.toMatchObject(denied);
  });

  it("judge no recovery, close nobody else's, and ask by no code, for nobody else and by no other key", async () => {
    const theirs = await askedBy(keeper);
    const [eves] = (await readRecoveries(eve.portal(), { first: 10, after: null })).edges
      .map(({ node }) => node)
      .filter(({ openedBy }) => openedBy === idOf(eve));
    if (!eves) throw new Error("nothing is open");
    await expect(judge(recovery, { ...signing(keeper), portal: () => inIt(keeper) }, eves)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(closeRecovery(inIt(keeper), { recovery: eves.recovery })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const asEve = request(recovery, eve, backups);
    await expect(openRecovery(inIt(keeper), asEve)).rejects.toMatchObject(forbidden);
    const twisted = request(recovery, signing(keeper), backups, {
      author: { user: keeper.account.user, key: eve.account.signing.publicKey },
    });
    await expect(openRecovery(inIt(keeper), twisted)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    await closeRecovery(inIt(keeper), { recovery: theirs.recovery });
  });

  it("are out with the desk at once, and with what the custodian says next", async () => {
    const before = await askedBy(keeper);
    await judge(recovery, carl, before);
    await recovery.deed(eve).remove(signing(keeper)).checkpoint().epoch().done();
    await expect(reading(keeper, before)).rejects.toMatchObject(forbidden);
    // What they asked for, and what was said to it, stays theirs to see.
    const asked = { recovery: expect.any(Array), recovery_backup: backups.map(({ id }) => id) };
    expect(await allSeen(keeper)).toEqual({ ...nothing, ...asked, recovery_verdict: [idOf(carl)] });
    await recovery.deed(eve).add(signing(keeper)).done();
    // Put in again they ask again.
    await expect(reading(keeper, before)).rejects.toMatchObject(forbidden);
    expect(await readRecovery(eve.portal(), before.recovery)).toMatchObject({ state: "ENDED", endsAt: before.endsAt });
    const its = await askedBy(keeper);
    await judge(recovery, carl, its);
    expect((await reading(keeper, its)).records).toHaveLength(1);
    // What ends it while they wait does so: neither stands in the other's way.
    const another = await askedBy(keeper);
    await judge(recovery, carl, another);
    const ends = `update recovery set ended_at = now() where id = '${another.recovery}'`;
    expect(await overtaken(house, desk.id, () => reading(keeper, another), ends)).toBe("FORBIDDEN");
    const vetoed = () => judge(recovery, carl, another, "VETO");
    expect(await overtaken(house, desk.id, vetoed, ends)).toMatchObject({ refusal: "OVER" });
    // Their place at the partner's goes while they wait for its roster: nothing more is read or asked.
    const staff = (scope: string) =>
      `update partner_staff set role = 'TECHNICIAN', ${scope} where user_id = '${idOf(keeper)}'`;
    const [out, back] = [
      staff(`scope = 'LIST', companies = '{${partner.id}}'`),
      staff("scope = 'ALL', companies = '{}'"),
    ];
    const suspension = (since: string) =>
      `update partner set suspended_at = ${since} where tenant_id = '${partner.id}'`;
    expect(await overtaken(house, desk.id, () => reading(keeper, its), out)).toBe("NOT_FOUND");
    await house.asSuperuser(back);
    expect(await overtaken(house, desk.id, () => asking(keeper), out)).toBe("NOT_FOUND");
    await house.asSuperuser(back);
    expect(await overtaken(house, desk.id, () => asking(keeper), suspension("now()"))).toBe("READ_ONLY");
    expect((await reading(keeper, its)).records).toHaveLength(1);
    await house.asSuperuser(suspension("null"));
    await company.act(eve, { operation: operation.DESK, subject: { desk: deskOf(partner), setting: null } } as never);
    await expect(reading(keeper, its)).rejects.toMatchObject({ code: "NOT_FOUND" });
    // It is over, and does not come back with them.
    expect(await readRecovery(eve.portal(), its.recovery)).toMatchObject({ state: "ENDED" });
    await expect(askedBy(keeper)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const left = await house.asSuperuser("select user_id from group_member where tenant_id = $1 and user_id = $2", [
      desk.id,
      idOf(keeper),
    ]);
    expect(left).toEqual([]);
  });
});
