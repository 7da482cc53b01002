/** Who reads backups, when, and until when: by the server's verbs. */

import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { makeCanary, sealCanary } from "../../src/crypto/client/recovery.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { canaryHash } from "../../src/crypto/recovery-canary.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { encodeState, parseState } from "../../src/crypto/state-encoding.ts";
import { entryType, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { exportBackup, readContent } from "../../src/domain/backup/content.ts";
import { type BackupRow, readBackups } from "../../src/domain/backup/list.ts";
import { takeBackups } from "../../src/domain/backup/take-now.ts";
import { closeRecovery } from "../../src/domain/recovery/close.ts";
import { readCanary, reportDrill } from "../../src/domain/recovery/drill.ts";
import { judgeRecovery } from "../../src/domain/recovery/judge.ts";
import { openRecovery } from "../../src/domain/recovery/open.ts";
import { readRecoveries, readRecovery, type ShownRecovery } from "../../src/domain/recovery/read.ts";
import { readReadiness } from "../../src/domain/recovery/readiness.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import {
  cutOfVault,
  entrust,
  foundBackedUp,
  item,
  readWhole,
  rootOfRead,
  signedRoot,
  write,
} from "../support/bare-backup.ts";

import { judge, judgement, open, opened, request } from "../support/bare-case.ts";
import type { BareCompany, BareMember } from "../support/bare-company.ts";
import type { BareRecovery } from "../support/bare-recovery.ts";
import { runJobs } from "../support/jobs.ts";
import { countStatements } from "../support/statements.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const hour = 3_600_000;
let house: VerbsHouse;
let company: BareCompany;
let recovery: BareRecovery;
let ada: BareMember;
let carl: BareMember;
let dora: BareMember;
let bob: BareMember;
let backups: BackupRow[] = [];
const letters = () => house.letters.splice(0);

/** Time goes by; sessions are refreshed meanwhile. */
async function later(milliseconds: number): Promise<void> {
  house.advance(milliseconds);
  await house.asSuperuser(
    "update session set created_at = $1::timestamptz, access_expires_at = $1::timestamptz + interval '10 minutes', expires_at = $1::timestamptz + interval '1 day'",
    [house.house.clock()],
  );
}
/** What came into the log since it was asked last. */
async function kindsNow(): Promise<unknown[]> {
  const rows = await house.asSuperuser("delete from audit_waiting where tenant_id = $1 returning kind", [tenantId()]);
  return rows.map(({ kind }) => kind).sort();
}
const tenantId = () => formatUuid(company.state.head.id);
const idOf = ({ account }: BareMember) => formatUuid(account.user);
const read = (
  who: BareMember,
  of: Pick<ShownRecovery, "recovery">,
  backup = backups[0]?.id as string,
  after: string | null = null,
  first = 500,
) => readContent(who.portal(), { recovery: of.recovery, backup, first, after });
const stateOf = async ({ recovery: id }: Pick<ShownRecovery, "recovery">) =>
  (await readRecovery(ada.portal(), id))?.state;
/** How many recoveries of the company go on, and how many are still to be closed. */
async function standing(): Promise<{ live: number; unclosed: number }> {
  const text = `select g.live, g.unclosed from (select set_config('app.now', $2, true) as now offset 0) as moment
    cross join lateral (select * from every_recovery_ground where tenant_id = $1 and moment.now <> '' offset 0) as g`;
  const [row] = await house.asSuperuser(text, [tenantId(), house.house.clock().toISOString()]);
  return row as { live: number; unclosed: number };
}
const forbidden = { code: "FORBIDDEN" };

/** Somebody is an administrator by a break-glass, as the company's roster has it, until what is answered is called. */
async function mark({ account: { user } }: BareMember): Promise<() => Promise<unknown>> {
  const [kept] = await house.asSuperuser("select state from roster where tenant_id = $1 and id = $1", [tenantId()]);
  const state = parseState(kept?.state as Uint8Array);
  const its = { type: entryType.MARK, what: user, seq: 1 };
  const keep = (bytes: unknown) =>
    house.asSuperuser("update roster set state = $2 where tenant_id = $1 and id = $1", [tenantId(), bytes]);
  await keep(Buffer.from(encodeState({ ...state, ...changeState(state, [its]) })));
  return () => keep(kept?.state);
}

beforeAll(async () => {
  house = await openVerbsHouse();
  ({ company, recovery } = await foundBackedUp(house, { approvals: 1, hours: 2, code: true }));
  ({ ada } = company);
  bob = await company.hire();
  carl = await company.hire(role.ADMINISTRATOR);
  dora = await company.hire(role.ADMINISTRATOR);
  await recovery.deed(ada).add(carl).done();
  for (const who of [bob, carl]) {
    const { BUSINESS } = who.account.vaults;
    await write(company, who, BUSINESS, [item(BUSINESS), item(BUSINESS)]);
    await entrust(recovery, who);
    await takeBackups(ada.portal(), { user: idOf(who) });
  }
  backups = (await readBackups(ada.portal(), { user: idOf(bob), first: 10 })).edges.map(({ node }) => node);
  await kindsNow();
  letters();
});
afterAll(() => house.close());

describe("a recovery", () => {
  it("gives nothing before somebody else approves and the hours are over, then all of the backup to who opened it alone", async () => {
    const its = await opened(recovery, ada, backups, { purpose: "Bob had an accident" });
    expect(its).toMatchObject({
      state: "WAITING",
      approvalsNeeded: 1,
      approvals: [],
      byCode: false,
      user: idOf(bob),
      openedBy: idOf(ada),
      closingDue: false,
    });
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    await later(2 * hour + 1);
    expect(await stateOf(its)).toBe("WAITING");
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    // By an administrator who is not in the group.
    expect(await judge(recovery, dora, its)).toMatchObject({
      recovery: { state: "OPEN", approvals: [{ user: idOf(dora), verdict: "APPROVE" }] },
    });
    const page = await readWhole((after) => read(ada, its, backups[0]?.id, after, 1));
    expect(rootOfRead(page)).toEqual(signedRoot(page));
    expect(page.records).toHaveLength(2);
    for (const who of [carl, dora]) await expect(read(who, its)).rejects.toMatchObject(forbidden);
    await expect(read(bob, its)).rejects.toMatchObject(forbidden);
    const kinds = await kindsNow();
    expect(kinds.filter((kind) => kind === "RECOVERY_READ")).toHaveLength(1);
    expect(kinds).toEqual(expect.arrayContaining(["RECOVERY_OPENED", "RECOVERY_APPROVED", "RECOVERY_REFUSED"]));
    await closeRecovery(ada.portal(), { recovery: its.recovery });
  });

  it("waits for its hours, too, where it was approved at once", async () => {
    const its = await opened(recovery, ada, backups);
    expect(await judge(recovery, carl, its)).toMatchObject({ recovery: { state: "WAITING" } });
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    await later(2 * hour - 60_000);
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    await later(120_000);
    await expect(read(ada, its)).resolves.toMatchObject({ next: expect.any(String) });
    await closeRecovery(ada.portal(), { recovery: its.recovery });
  });

  it("is told of to administrators, in letters and a log that say neither whose work nor why", async () => {
    await runJobs(house.house);
    letters();
    await setLocale(carl.app(), { locale: "fr" });
    const its = await opened(recovery, ada, backups, { purpose: "a zebracanary" });
    await runJobs(house.house);
    const told = letters();
    expect(told.map(({ to }) => to).sort()).toEqual([carl.account.address, dora.account.address].sort());
    expect(told.map(({ to, text }) => [to, text.startsWith("Bonjour")]).sort()).toEqual(
      [
        [carl.account.address, true],
        [dora.account.address, false],
      ].sort(),
    );
    for (const { text, subject } of told) {
      for (const secret of ["zebracanary", "Bob", bob.account.address, its.recovery, idOf(bob)])
        expect(subject + text).not.toContain(secret);
    }
    const logged = await house.asSuperuser("select * from audit_entry where tenant_id = $1", [tenantId()]);
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged)).not.toContain("zebracanary");
    const [newest] = (await readRecoveries(carl.portal(), { first: 1 })).edges;
    expect(newest?.node).toMatchObject({
      recovery: its.recovery,
      purpose: "a zebracanary",
      backups: [{ id: backups[0]?.id }],
    });
    await closeRecovery(ada.portal(), { recovery: its.recovery });
  });

  it("is opened by whom rosters and backups allow it, as they are, and by nobody else", async () => {
    const [own] = (await readBackups(ada.portal(), { user: idOf(carl), first: 10 })).edges.map(({ node }) => node);
    const [backup] = backups as [BackupRow];
    const refusals: [string, Parameters<typeof open>][] = [
      ["NOT_A_MEMBER", [recovery, dora, backups]],
      ["NOT_A_MEMBER", [recovery, ada, backups, { group: makeId(1) }]],
      ["STALE_GROUP", [recovery, ada, backups, { seq: recovery.state.head.seq - 1 }]],
      ["STALE_GROUP", [recovery, ada, backups, { hash: asHash(randomBytes(32)) }]],
      ["NO_BACKUP", [recovery, ada, [{ ...backup, revision: 7 }]]],
      ["NO_BACKUP", [recovery, ada, [{ ...backup, manifestHash: randomBytes(32) }]]],
      ["NO_BACKUP", [recovery, ada, [{ ...backup, id: formatUuid(makeId(1)) as never }]]],
      ["NO_BACKUP", [recovery, ada, [{ ...backup, vault: own?.vault as never }]]],
      ["NO_BACKUP", [recovery, ada, [own as BackupRow], { user: bob.account.user }]],
      ["NO_BACKUP", [recovery, ada, [backup, own as BackupRow]]],
      ["BAD_END", [recovery, ada, backups, { hours: 2 }]],
      ["BAD_END", [recovery, ada, backups, { hours: 7 * 24 + 3 }]],
    ];
    for (const [refusal, asked] of refusals)
      expect(await open(...asked)).toEqual({ __typename: "RecoveryRefused", refusal });
    const proofs: [string, Parameters<typeof open>][] = [
      [
        "FORBIDDEN",
        [recovery, ada, backups, { author: { user: carl.account.user, key: ada.account.signing.publicKey } }],
      ],
      ["INVALID_PROOF", [recovery, ada, backups, { tenant: makeId(1) }]],
      [
        "INVALID_PROOF",
        [recovery, ada, backups, { author: { user: ada.account.user, key: carl.account.signing.publicKey } }],
      ],
      ["INVALID_PROOF", [recovery, ada, backups, { code: carl.account.signing.publicKey }]],
      ["BAD_USER_INPUT", [recovery, ada, backups, { purpose: "two\nlines" }]],
      ["FORBIDDEN", [recovery, bob, backups]],
    ];
    for (const [code, asked] of proofs) await expect(open(...asked)).rejects.toMatchObject({ code });
    const good = request(recovery, ada, backups);
    for (const twist of [
      { purpose: "another reason" },
      { signatures: [randomBytes(64)] },
      { request: randomBytes(300) },
      { signatures: [...good.signatures, ...good.signatures] },
    ]) {
      await expect(openRecovery(ada.portal(), { ...good, ...twist })).rejects.toMatchObject({ code: "INVALID_PROOF" });
    }
    await expect(openRecovery(ada.portal(), { ...good, signatures: [] })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    await expect(openRecovery(ada.app(), good)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    expect(
      (await readRecoveries(ada.portal(), { first: 100 })).edges.every(({ node }) => node.state === "CLOSED"),
    ).toBe(true);
  });

  it("is one, however often the same request comes; nobody else's request takes its place", async () => {
    const asked = request(recovery, ada, backups);
    const answers = await Promise.allSettled([1, 2, 3].map(() => openRecovery(ada.portal(), asked)));
    // Those at the same moment find the id taken, or the recovery.
    expect(answers.some(({ status }) => status === "fulfilled")).toBe(true);
    const again = await openRecovery(ada.portal(), asked);
    expect(again).toMatchObject({ __typename: "RecoveryOpened" });
    const { recovery: its } = again as { recovery: ShownRecovery };
    await expect(
      open(recovery, carl, backups, {
        recovery: parseUuid(its.recovery),
      }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await closeRecovery(ada.portal(), { recovery: its.recovery });
    await kindsNow();
  });

  it("is judged by other administrators, by what they signed of this very request, each once", async () => {
    const [its, other] = [await opened(recovery, ada, backups), await opened(recovery, ada, backups)];
    expect(await judge(recovery, ada, its)).toEqual({ __typename: "RecoveryRefused", refusal: "OWN_RECOVERY" });
    expect(await judge(recovery, ada, its, "VETO")).toEqual({ __typename: "RecoveryRefused", refusal: "OWN_RECOVERY" });
    await expect(judge(recovery, bob, its)).rejects.toMatchObject(forbidden);
    const swapped = [
      judgement(recovery, carl, { ...its, request: other.request }, "APPROVE"),
      { ...judgement(recovery, carl, other, "APPROVE"), recovery: its.recovery },
      judgement(recovery, carl, its, "VETO"),
      judgement(recovery, carl, its, "APPROVE", { tenant: makeId(1) }),
      judgement(recovery, carl, its, "APPROVE", { user: dora.account.user }),
      judgement(recovery, carl, its, "APPROVE", { key: dora.account.signing.publicKey }),
      { ...judgement(recovery, carl, its, "APPROVE"), signature: randomBytes(64) },
      { ...judgement(recovery, carl, its, "APPROVE"), approval: randomBytes(200) },
    ];
    for (const each of swapped) {
      await expect(judgeRecovery(carl.portal(), each, "APPROVE")).rejects.toMatchObject({ code: "INVALID_PROOF" });
    }
    // Shown by somebody else than who signed it.
    await expect(
      judgeRecovery(dora.portal(), judgement(recovery, carl, its, "APPROVE"), "APPROVE"),
    ).rejects.toMatchObject({ code: "INVALID_PROOF" });
    expect((await readRecovery(carl.portal(), its.recovery))?.approvals).toEqual([]);
    await Promise.all([judge(recovery, carl, its), judge(recovery, carl, its), judge(recovery, dora, its)]);
    const shown = await readRecovery(ada.portal(), its.recovery);
    expect(shown?.approvals.map(({ user }) => user).sort()).toEqual([idOf(carl), idOf(dora)].sort());
    for (const each of [its, other]) await closeRecovery(ada.portal(), { recovery: each.recovery });
    expect(await judge(recovery, carl, other)).toEqual({ __typename: "RecoveryRefused", refusal: "OVER" });
  });

  it("reads nothing more once an administrator forbids it, at whatever moment", async () => {
    const its = await opened(recovery, ada, backups);
    await judge(recovery, dora, its);
    await later(2 * hour + 1);
    const [, pages] = await Promise.all([
      judge(recovery, carl, its, "VETO"),
      Promise.allSettled(Array.from({ length: 5 }, () => read(ada, its))),
    ]);
    for (const each of pages) if (each.status === "rejected") expect(each.reason).toMatchObject(forbidden);
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    expect(await readRecovery(ada.portal(), its.recovery)).toMatchObject({ state: "VETOED", closingDue: true });
    expect(await judge(recovery, dora, its, "VETO")).toMatchObject({ refusal: "OVER" });
    await closeRecovery(dora.portal(), { recovery: its.recovery });
    expect(await readRecovery(ada.portal(), its.recovery)).toMatchObject({ state: "VETOED", closingDue: false });
  });

  it("is closed once, by who opened it; by others once it is over", async () => {
    const its = await opened(recovery, ada, backups);
    await judge(recovery, dora, its);
    await later(2 * hour + 1);
    await kindsNow();
    await expect(closeRecovery(carl.portal(), { recovery: its.recovery })).rejects.toMatchObject(forbidden);
    const answers = await Promise.all([1, 2].map(() => closeRecovery(ada.portal(), { recovery: its.recovery })));
    expect(answers.map(({ recovery: { state } }) => state)).toEqual(["CLOSED", "CLOSED"]);
    expect((await kindsNow()).filter((kind) => kind === "RECOVERY_CLOSED")).toHaveLength(1);
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
  });

  it("ends by itself, which is said once, to the log and to whoever is to close it", async () => {
    const its = await opened(recovery, ada, backups, { hours: 3 });
    await judge(recovery, dora, its);
    await later(2.5 * hour);
    await expect(read(ada, its)).resolves.toBeDefined();
    await runJobs(house.house);
    await kindsNow();
    letters();
    await later(hour);
    await expect(read(ada, its)).rejects.toMatchObject(forbidden);
    await runJobs(house.house);
    await later(60_001);
    await runJobs(house.house);
    const logged = await house.asSuperuser(
      "select kind from audit_entry where tenant_id = $1 and kind = 'RECOVERY_ENDED'",
      [tenantId()],
    );
    expect(logged).toHaveLength(1);
    expect(letters().map(({ to }) => to)).toEqual([ada.account.address]);
    expect(await readRecovery(ada.portal(), its.recovery)).toMatchObject({ state: "ENDED", closingDue: true });
    await closeRecovery(carl.portal(), { recovery: its.recovery });
    expect(await readRecovery(ada.portal(), its.recovery)).toMatchObject({ state: "CLOSED", closingDue: false });
  });

  it("gives only what it names, and of this company", async () => {
    const its = await opened(recovery, ada, backups);
    await judge(recovery, dora, its);
    await later(2 * hour + 1);
    const [other] = (await readBackups(ada.portal(), { user: idOf(carl), first: 10 })).edges.map(({ node }) => node);
    await expect(read(ada, its, other?.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(read(ada, { recovery: formatUuid(makeId(1)) as never })).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const after of [
      "",
      "zzz",
      Buffer.from("R256 x").toString("base64url"),
      Buffer.from("L-1").toString("base64url"),
      "A".repeat(500),
    ]) {
      await expect(read(ada, its, backups[0]?.id, after)).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    }
    for (const first of [0, 1_001, 1.5])
      await expect(read(ada, its, backups[0]?.id, null, first)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    // Somebody of elsewhere, who is an administrator there.
    const eve = await house.signUp();
    await house.asSuperuser("update session set surface = 'PORTAL' where user_id = $1", [formatUuid(eve.account.user)]);
    const stranger = { account: eve.account, app: eve.request, portal: eve.request } as BareMember;
    await expect(read(stranger, its)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      exportBackup(stranger.portal(), { backup: backups[0]?.id as string, first: 1, after: null }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(closeRecovery(stranger.portal(), { recovery: its.recovery })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(judge(recovery, stranger, its)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await readRecovery(stranger.portal(), its.recovery)).toBeNull();
    expect((await readRecoveries(stranger.portal(), { first: 10 })).edges).toEqual([]);
    expect((await readBackups(stranger.portal(), { user: idOf(bob), first: 10 })).edges).toEqual([]);
    await expect(open(recovery, stranger, backups)).rejects.toMatchObject({ code: "INVALID_PROOF" });
    // And without a recovery nobody reads where the company asks for approvals.
    await expect(
      exportBackup(ada.portal(), { backup: backups[0]?.id as string, first: 1, after: null }),
    ).rejects.toMatchObject(forbidden);
    await closeRecovery(ada.portal(), { recovery: its.recovery });
  });

  it("by the code is opened by an administrator who is in no group, and ends with that code", async () => {
    expect(
      await open(recovery, dora, backups, { byCode: true, code: carl.account.signing.publicKey }).catch(
        ({ code }) => code,
      ),
    ).toBe("INVALID_PROOF");
    const its = await opened(recovery, dora, backups, { byCode: true });
    expect(its).toMatchObject({ byCode: true, openedBy: idOf(dora) });
    await judge(recovery, ada, its);
    await later(2 * hour + 1);
    await expect(read(dora, its)).resolves.toBeDefined();
    await house.asSuperuser("update recovery_code set signing_key = sha256('another') where group_id = $1", [
      recovery.id,
    ]);
    await expect(read(dora, its)).rejects.toMatchObject(forbidden);
    await house.asSuperuser("update recovery_code set signing_key = $2 where group_id = $1", [
      recovery.id,
      Buffer.from(recovery.code?.signing.publicKey as Uint8Array),
    ]);
    await closeRecovery(dora.portal(), { recovery: its.recovery });
  });

  it("is opened 20 times by one administrator, and once more when one is closed", async () => {
    const open20 = [];
    for (let nth = 0; nth < 20; nth++) open20.push(await opened(recovery, carl, backups));
    expect(await open(recovery, carl, backups)).toMatchObject({ refusal: "TOO_MANY_OPEN" });
    await closeRecovery(carl.portal(), { recovery: (open20[0] as ShownRecovery).recovery });
    open20.push(await opened(recovery, carl, backups));
    for (const each of open20) await closeRecovery(carl.portal(), { recovery: each.recovery });
    await later(hour);
  });

  it("keeps what it names from being forgotten while it may still read it", async () => {
    const its = await opened(recovery, ada, backups);
    await house.asSuperuser("update backup set kept_until = $2 where id = $1", [backups[0]?.id, new Date(0)]);
    await later(hour + 1);
    await runJobs(house.house);
    expect((await readRecovery(ada.portal(), its.recovery))?.backups).toHaveLength(1);
    await house.asSuperuser("update backup set kept_until = null where id = $1", [backups[0]?.id]);
    await closeRecovery(ada.portal(), { recovery: its.recovery });
  });
});

describe("a drill", () => {
  const lay = (twist: object = {}) => {
    const bytes = makeCanary();
    const [canary, epoch] = [makeId(Date.now()), recovery.state.epoch?.epoch ?? 0];
    const place = { tenant: company.state.head.id, group: recovery.state.head.id, epoch, canary };
    const next = {
      canary: formatUuid(canary),
      epoch,
      wrap: sealCanary(recovery.publicKey, place, bytes),
      hash: canaryHash(bytes),
      ...twist,
    };
    return { bytes, next };
  };
  const report = (who: BareMember, more: object) =>
    reportDrill(who.portal(), { group: recovery.id, byCode: false, ...more } as never);

  it("proves that somebody opens what was laid the last time, and lays the next", async () => {
    expect(await readCanary(ada.portal(), recovery.id)).toBeNull();
    const [first, second, third] = [lay(), lay(), lay()];
    expect(await report(ada, { next: first.next })).toMatchObject({
      outcome: "FIRST_LAID",
      canary: { canary: first.next.canary },
    });
    expect(await report(ada, { canary: first.next.canary, bytes: randomBytes(32), next: second.next })).toMatchObject({
      outcome: "WRONG_BYTES",
      canary: { canary: first.next.canary },
    });
    expect(await report(ada, { canary: second.next.canary, bytes: second.bytes, next: third.next })).toMatchObject({
      outcome: "STALE",
    });
    expect(
      await report(ada, { canary: first.next.canary, bytes: first.bytes, next: lay({ epoch: 9 }).next }),
    ).toMatchObject({ outcome: "STALE" });
    const both = await Promise.all(
      [1, 2].map(() => report(ada, { canary: first.next.canary, bytes: first.bytes, next: second.next })),
    );
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["PROVEN", "STALE"]);
    expect(
      await report(dora, { canary: second.next.canary, bytes: second.bytes, byCode: true, next: third.next }),
    ).toMatchObject({ outcome: "PROVEN" });
    expect(await kindsNow()).toEqual(expect.arrayContaining(["RECOVERY_DRILLED", "RECOVERY_DRILL_FAILED"]));
    for (const who of [bob, dora]) await expect(report(who, { next: first.next })).rejects.toMatchObject(forbidden);
    await expect(report(ada, { canary: first.next.canary, next: first.next })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    await expect(
      reportDrill(ada.portal(), { group: formatUuid(makeId(1)), byCode: false, next: first.next }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("readiness", () => {
  const asked = async () => {
    const { checks, users } = await readReadiness(ada.portal(), { first: 50 });
    const amiss = (all: readonly { check: string; state: string }[]) =>
      Object.fromEntries(all.filter(({ state }) => state !== "OK").map(({ check, state }) => [check, state]));
    return {
      company: amiss(checks),
      users: new Map<string, object>(users.edges.map(({ node }) => [node.user, amiss(node.checks)])),
    };
  };

  it("says what is amiss of the company and of each member, in as many statements for however many", async () => {
    const { count } = await countStatements(() => readReadiness(ada.portal(), { first: 50 }));
    const before = await asked();
    // One custodian; Carl is in the group for a recovery that is over.
    expect(before.company).toEqual({ CUSTODIANS: "WARNING", TEMPORARY_MEMBERS: "WARNING" });
    expect([bob, carl, ada].map((who) => before.users.get(idOf(who)))).toEqual([{}, {}, {}]);
    await company.hire();
    const { BUSINESS } = bob.account.vaults;
    await write(company, bob, BUSINESS, [item(BUSINESS)]);
    await later(3 * 24 * hour);
    await house.asSuperuser("update user_policy set organisation_backup = 0 where user_id = $1", [idOf(carl)]);
    await house.asSuperuser("update entrusted_wrap set group_id = group_id where vault_id = $1", [
      formatUuid(BUSINESS.id),
    ]);
    const its = await opened(recovery, ada, backups, { hours: 3 });
    await later(4 * hour);
    const after = await asked();
    expect(after.company).toEqual({
      CUSTODIANS: "WARNING",
      TEMPORARY_MEMBERS: "WARNING",
      RECOVERIES_CLOSED: "WARNING",
    });
    expect(after.users.get(idOf(bob))).toEqual({ BACKUP_FRESH: "WARNING" });
    expect(after.users.get(idOf(carl))).toEqual({ POLICY: "WARNING" });
    expect((await countStatements(() => readReadiness(ada.portal(), { first: 50 }))).count).toBe(count);
    await closeRecovery(ada.portal(), { recovery: its.recovery });
    await house.asSuperuser("delete from entrusted_wrap where vault_id = $1", [formatUuid(BUSINESS.id)]);
    await house.asSuperuser("update tenant set plan = 'STANDARD' where id = $1", [tenantId()]);
    await later(200 * 24 * hour);
    expect(await asked()).toMatchObject({ company: { PLAN: "FAILED", DRILL: "WARNING", CODE: "WARNING" } });
    expect((await asked()).users.get(idOf(bob))).toEqual({ ENTRUSTED: "FAILED", BACKUP_FRESH: "WARNING" });
    await expect(readReadiness(bob.portal(), { first: 50 })).rejects.toMatchObject(forbidden);
    await house.asSuperuser("update tenant set plan = 'ADVANCED' where id = $1", [tenantId()]);
  });
});

describe("whoever opened a recovery", () => {
  it("and is not in the group any more, is no administrator, or is suspended, reads nothing more of it", async () => {
    const mine = async () => {
      const its = await opened(recovery, carl, backups);
      await judge(recovery, dora, its);
      await later(2 * hour + 1);
      await expect(read(carl, its)).resolves.toBeDefined();
      return its;
    };
    const first = await mine();
    await house.asSuperuser("update \"user\" set role = 'USER' where id = $1", [idOf(carl)]);
    await expect(read(carl, first)).rejects.toMatchObject(forbidden);
    await house.asSuperuser("update \"user\" set role = 'ADMINISTRATOR', status = 'SUSPENDED' where id = $1", [
      idOf(carl),
    ]);
    await expect(read(carl, first)).rejects.toMatchObject(forbidden);
    await house.asSuperuser("update \"user\" set status = 'ACTIVE' where id = $1", [idOf(carl)]);
    // Asked for, and removed, at the same moment: what was opened stands, and reads nothing.
    const deed = recovery.deed(ada).remove(carl).epoch().checkpoint();
    const asked = request(recovery, carl, backups);
    const [answer] = await Promise.allSettled([openRecovery(carl.portal(), asked), deed.done()]);
    await later(0);
    await expect(read(carl, first)).rejects.toMatchObject(forbidden);
    expect(await stateOf(first)).toBe("ENDED");
    if (answer.status === "fulfilled" && answer.value.__typename === "RecoveryOpened") {
      await judge(recovery, dora, answer.value.recovery);
      await later(2 * hour + 1);
      await expect(read(carl, answer.value.recovery)).rejects.toMatchObject(forbidden);
    } else if (answer.status === "fulfilled") {
      expect(["NOT_A_MEMBER", "STALE_GROUP"]).toContain((answer.value as { refusal: string }).refusal);
    }
    expect(await open(recovery, carl, backups)).toMatchObject({ refusal: "NOT_A_MEMBER" });
  });

  it("is approved by nobody who became an administrator since, who may forbid it all the same", async () => {
    const its = await opened(recovery, ada, backups);
    const late = await company.hire(role.ADMINISTRATOR);
    expect(await judge(recovery, late, its)).toEqual({ __typename: "RecoveryRefused", refusal: "TOO_NEW" });
    expect(await judge(recovery, late, its, "VETO")).toMatchObject({
      recovery: { state: "VETOED", approvals: [{ verdict: "VETO" }] },
    });
  });

  it("is approved by nobody who is an administrator by a partner's break-glass, who may forbid it all the same", async () => {
    const its = await opened(recovery, ada, backups);
    const unmark = await mark(dora);
    expect(await judge(recovery, dora, its)).toEqual({ __typename: "RecoveryRefused", refusal: "BY_BREAK_GLASS" });
    expect(await judge(recovery, dora, its, "VETO")).toMatchObject({ recovery: { state: "VETOED" } });
    await unmark();
  });

  it("reads nothing of it, and exports nothing, once they are an administrator by a partner's break-glass, also by the code", async () => {
    const [mine, byCode] = [
      await opened(recovery, ada, backups),
      await opened(recovery, ada, backups, { byCode: true }),
    ];
    for (const its of [mine, byCode]) await judge(recovery, dora, its);
    await later(2 * hour + 1);
    const [backup] = backups.map(({ id }) => id);
    const easy = "update backup set approvals = $1, hours = $2 where tenant_id = $3";
    const terms = "update recovery_switch set approvals = $1, hours = $2 where tenant_id = $3";
    for (const each of [easy, terms]) await house.asSuperuser(each, [0, 0, tenantId()]);
    const all = [
      () => read(ada, mine),
      () => read(ada, byCode),
      () => exportBackup(ada.portal(), { backup: backup as string, first: 1, after: null }),
    ];
    for (const each of all) await expect(each()).resolves.toBeDefined();
    const unmark = await mark(ada);
    for (const each of all) await expect(each()).rejects.toMatchObject(forbidden);
    // Nor of a group that is nobody's any more.
    const ended = "update user_group set ended_at = $1 where tenant_id = $2 and id = $3";
    await house.asSuperuser(ended, [house.house.clock(), tenantId(), recovery.id]);
    await expect(all[2]?.()).rejects.toMatchObject(forbidden);
    await unmark();
    await expect(all[2]?.()).resolves.toBeDefined();
    await house.asSuperuser(ended, [null, tenantId(), recovery.id]);
    for (const each of all) await expect(each()).resolves.toBeDefined();
    for (const each of [easy, terms]) await house.asSuperuser(each, [1, 2, tenantId()]);
    for (const its of [mine, byCode]) await closeRecovery(ada.portal(), { recovery: its.recovery });
  });

  it("reads backups on no easier terms than when they were taken, also where recovery is off by now", async () => {
    await recovery.deed(ada).demand(0).off().done();
    await recovery.deed(carl).confirm().done();
    const its = await opened(recovery, ada, backups);
    expect([its.approvalsNeeded, its.availableAt.getTime() - its.openedAt.getTime()]).toEqual([1, 2 * hour]);
    await expect(
      exportBackup(ada.portal(), { backup: backups[0]?.id as string, first: 1, after: null }),
    ).rejects.toMatchObject(forbidden);
    expect((await readReadiness(ada.portal(), { first: 1 })).checks).toEqual(
      expect.arrayContaining(
        ["POLICY", "SWITCH", "GROUP_EPOCH"].map((check) => expect.objectContaining({ check, state: "FAILED" })),
      ),
    );
  });

  it("waits for the group's next key where it is due", async () => {
    await recovery.deed(ada).add(dora).done();
    const theirs = [await opened(recovery, dora, backups), await opened(recovery, carl, backups, { byCode: true })];
    // Out of the group ends what was asked for as its member, as it was signed, and not what was asked for by the code.
    const [its, byCode] = [
      await opened(recovery, dora, backups),
      await opened(recovery, dora, backups, { byCode: true }),
    ];
    const before = await standing();
    letters();
    await kindsNow();
    await recovery.deed(ada).remove(dora).epoch().checkpoint().done();
    expect(await Promise.all([its, byCode, theirs[0] as ShownRecovery].map(stateOf))).toEqual([
      "ENDED",
      "WAITING",
      "ENDED",
    ]);
    const { availableAt, endsAt, closedAt } = its;
    const shown = { availableAt, endsAt, closedAt, closingDue: true };
    expect(await readRecovery(ada.portal(), its.recovery)).toMatchObject(shown);
    expect(await standing()).toEqual({ live: before.live - 2, unclosed: before.unclosed + 2 });
    // It is said at once, and once.
    expect((await kindsNow()).filter((kind) => kind === "RECOVERY_ENDED")).toHaveLength(2);
    await runJobs(house.house);
    expect(letters().map(({ to }) => to)).toEqual(expect.arrayContaining([dora.account.address, ada.account.address]));
    await recovery.deed(ada).add(dora).done();
    expect(await judge(recovery, carl, its)).toMatchObject({ refusal: "OVER" });
    expect(await stateOf(its)).toBe("ENDED");
    for (const each of [its, byCode, theirs[0] as ShownRecovery])
      await closeRecovery(dora.portal(), { recovery: each.recovery });
    theirs[0] = await opened(recovery, dora, backups);
    const demoted = { user: dora.account.user, role: role.USER } as const;
    await recovery.deed(ada).inTenant({ operation: operation.ROLE, subject: demoted }).checkpoint().done();
    expect(await open(recovery, ada, backups)).toMatchObject({ refusal: "DUE_GROUP" });
    // What was asked by whom the right is taken from ends with it, and does not come back.
    expect(await Promise.all(theirs.map(stateOf))).toEqual(["ENDED", "WAITING"]);
    const again = { operation: operation.ROLE, subject: { ...demoted, role: role.ADMINISTRATOR } } as const;
    const suspended = { operation: operation.SUSPEND, subject: { user: carl.account.user } } as const;
    const cut = cutOfVault(carl.account.vaults.BUSINESS);
    await recovery.deed(ada).inTenant(again).inTenant(suspended, cut).checkpoint().done();
    await recovery.deed(ada).inTenant({ operation: operation.RESUME, subject: suspended.subject }).done();
    expect(await Promise.all(theirs.map(stateOf))).toEqual(["ENDED", "ENDED"]);
  });
});
