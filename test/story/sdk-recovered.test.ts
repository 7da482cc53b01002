/** Somebody is dismissed, and what they had is opened, given back and closed away again: over a real server, and then without one. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readOwnExport } from "../../src/client/import/index.ts";
import {
  type Client,
  checkBackupFile,
  openBackupFile,
  openRecoveredFile,
  type RecoveryCase,
} from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { closePeople, type Person } from "../support/person.ts";
import { foundRecovering } from "../support/recovering.ts";

let house: TestHouse;
/** In the portal; Grace is put into the group for a recovery. */
let ada: Client;
let grace: Client;
let bob: Person;
let code: string;
let bobs: string;
/** What Grace kept of a backup while she was in the group. */
let kept: string;

const userOf = (client: Client) => client.account.user;
const titles = async (work: Pick<RecoveryCase, "items">) => (await work.items()).items.map(({ title }) => title);
const textOf = async (lines: AsyncIterable<string>) => {
  let text = "";
  for await (const each of lines) text += each;
  return text;
};
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

beforeAll(async () => {
  house = await openHouse();
  ({ ada, grace, bob, code } = await foundRecovering(house));
  await ada.company.policies.set({ scope: "TENANT" }, { removeBusinessItemsOnLeave: { value: true } });
  bobs = userOf(bob.client);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("Before it has to", () => {
  it("a company sees that a recovery would succeed: by readiness, and by drills of a custodian and of the code", async () => {
    const { taken, skipped } = await ada.recovery.takeBackups(bobs);
    expect(taken.map(({ kind, owners, openable }) => ({ kind, owners, openable }))).toEqual(
      expect.arrayContaining(["PROFILE", "SHARE"].map((kind) => ({ kind, owners: [bobs], openable: true }))),
    );
    expect([taken.length, skipped]).toEqual([2, []]);
    expect((await ada.recovery.takeBackups(bobs)).taken).toEqual([]);
    expect(await ada.recovery.drill()).toEqual({ outcome: "FIRST_LAID", epochs: 1 });
    expect(await ada.recovery.drill()).toEqual({ outcome: "PROVEN", epochs: 1 });
    expect(await grace.recovery.drill({ code })).toEqual({ outcome: "PROVEN", epochs: 1 });
    await expect(grace.recovery.drill()).rejects.toMatchObject({ code: "KEY_PENDING" });
    const { checks, users } = await ada.recovery.readiness();
    const states = Object.fromEntries(checks.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({ POLICY: "OK", SWITCH: "OK", GROUP_EPOCH: "OK", CODE: "OK", DRILL: "OK" });
    const his = users.find(({ user }) => user === bobs)?.checks.map(({ check, state }) => [check, state]);
    expect(his).toEqual(
      expect.arrayContaining([
        ["ENTRUSTED", "OK"],
        ["BACKUP_FRESH", "OK"],
      ]),
    );
  });

  it("nobody opens a recovery who neither has the key nor the code", async () => {
    const asked = { user: bobs, purpose: "Curious", hours: 1 };
    await expect(grace.recovery.open(asked)).rejects.toMatchObject({ code: "KEY_PENDING" });
    const wrong = grace.recovery.open({ ...asked, code: "123456 ".repeat(10) });
    await expect(wrong).rejects.toMatchObject({ code: "RECOVERY_CODE_REFUSED" });
    await expect(ada.recovery.open({ ...asked, user: userOf(grace) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("When somebody was dismissed", () => {
  let open: RecoveryCase;

  it("what they had when they went is backed up, though it is erased", async () => {
    const [printer] = await bob.client.profile("BUSINESS").items().find("Printer");
    await bob.client
      .profile("BUSINESS")
      .items()
      .edit(printer?.id ?? "", { fields: { password: "last" } });
    await ada.company.suspend(bobs);
    await ada.company.remove(bobs);
    const backups = await ada.recovery.backups(bobs);
    expect(backups.map(({ kind, number }) => `${kind} ${number}`).sort()).toEqual([
      "PROFILE 1",
      "PROFILE 2",
      "SHARE 1",
    ]);
    await bob.client.syncNow().catch(() => {});
    expect((await ada.recovery.backups()).length).toBeGreaterThanOrEqual(3);
  });

  it("an administrator who is put in for it reads what was the company's, in its folders, and nothing else", async () => {
    await ada.recovery.addMember(userOf(grace));
    await grace.syncNow();
    open = await grace.recovery.open({ user: bobs, purpose: "Bob left; payroll is due", hours: 8 });
    expect(open.recovery).toMatchObject({ user: bobs, openedBy: userOf(grace), byCode: false, state: "OPEN" });
    expect(open.leftOut).toEqual([]);
    const { items, unread, refused, last } = await open.items();
    expect(items.map(({ title, folder, from }) => [title, folder, from.kind, from.name])).toEqual([
      ["Ledger", [], "SHARE", "Accounts"],
      ["Old fax", [], "PROFILE", null],
      ["Payroll", ["Bank", "Abroad"], "PROFILE", null],
      ["Printer", [], "PROFILE", null],
    ]);
    expect([unread, refused, Object.values(last)]).toEqual([[], [], [true]]);
    const printer = items.find(({ title }) => title === "Printer");
    if (!printer) throw new Error("there is no printer");
    expect(await open.show(printer)).toMatchObject({ fields: { password: "last" } });
    const fax = items.find(({ title }) => title === "Old fax");
    expect(fax?.trashedAt).toBeInstanceOf(Date);
    await expect(open.show({ ...printer, id: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("another administrator is shown who asked and why, and judges exactly that", async () => {
    const [asked] = await ada.recovery.recoveries();
    expect(asked).toMatchObject({ openedBy: userOf(grace), user: bobs, purpose: "Bob left; payroll is due" });
    if (!asked) throw new Error("there is no recovery");
    expect((await ada.recovery.approve(asked)).approvals).toMatchObject([{ user: userOf(ada), verdict: "APPROVE" }]);
    const own = grace.recovery.approve(asked);
    await expect(own).rejects.toMatchObject({ code: "RECOVERY_REFUSED", details: { reason: "OWN_RECOVERY" } });
  });

  it("gives items to whoever goes on with the work, in their folders, and is in that share no more", async () => {
    const { items } = await open.items();
    const wanted = items.filter(({ trashedAt }) => trashedAt === null);
    const destination = { user: userOf(ada), name: "From Bob" };
    const done = await open.take(wanted, destination);
    if (!("share" in done)) throw new Error("no share was made");
    expect([done.taken, done.skipped]).toEqual([3, 0]);
    await ada.shares.offers();
    await ada.shares.accept(done.share);
    const { recipients } = await ada.shares.get(done.share);
    expect(recipients).toMatchObject([{ user: userOf(ada), permission: "OWNER" }]);
    const { folders, items: top } = await ada.shares.open(done.share).tree();
    expect(top.map(({ title }) => title)).toEqual(["Ledger", "Printer"]);
    expect(folders[0]?.folders[0]?.items[0]).toMatchObject({
      title: "Payroll",
      fields: { password: "payroll until May" },
    });
    await grace.syncNow();
    expect((await grace.shares.list()).map(({ id }) => id)).not.toContain(done.share);
  });

  it("goes on with a share that was begun, and brings nothing twice", async () => {
    const { items } = await open.items();
    const [first, ...rest] = items;
    if (!first) throw new Error("there is no item");
    const begun = await open.take([first], { name: "Bit by bit" });
    if (!("share" in begun)) throw new Error("no share was made");
    const done = await open.take([first, ...rest], { name: "Bit by bit", share: begun.share });
    expect(done).toEqual({ share: begun.share, taken: 3, skipped: 1 });
    kept = await textOf(
      grace.recovery.exportBackup(open.recovery.backups.find(({ kind }) => kind === "PROFILE")?.id ?? ""),
    );
  });

  it("is closed; a custodian takes out who was put in for it, with a new key", async () => {
    expect(await open.close()).toEqual({ removed: [], left: [userOf(grace)], custodians: [userOf(ada)] });
    await expect(open.items()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await ada.recovery.close(open.recovery.id)).toMatchObject({ removed: [userOf(grace)], left: [] });
    await grace.syncNow();
    const again = grace.recovery.open({ user: bobs, purpose: "Once more", hours: 1 });
    await expect(again).rejects.toMatchObject({ code: "KEY_PENDING" });
  });

  it("the key that they had opens what they kept, and nothing that is backed up from then on", async () => {
    await ada.syncNow();
    await grace.syncNow();
    const { taken } = await ada.recovery.takeBackups(userOf(ada));
    const [fresh] = taken.filter(({ kind }) => kind === "PROFILE");
    const text = await textOf(ada.recovery.exportBackup(fresh?.id ?? ""));
    const opened = await grace.recovery.openFile(bytesOf(kept));
    expect(await titles(opened)).toContain("Payroll");
    // Grace wrote it, and Ada was the custodian.
    expect(await titles(await ada.recovery.openFile(bytesOf(kept)))).toContain("Payroll");
    await expect(grace.recovery.openFile(bytesOf(text))).rejects.toMatchObject({ code: "BACKUP_SEALED" });
    const lines = text.split("\n");
    const first = lines.findIndex((each) => each.startsWith('{"line":"groupWrap"'));
    const hers = kept
      .split("\n")
      .filter((each) => each.startsWith('{"line":"groupWrap"') && each.includes(userOf(grace)));
    const others = lines.filter((each) => !each.startsWith('{"line":"groupWrap"'));
    const spliced = [...others.slice(0, first), ...hers, ...others.slice(first)].join("\n");
    expect(hers).toHaveLength(1);
    await expect(grace.recovery.openFile(bytesOf(spliced))).rejects.toMatchObject({ code: "BACKUP_SEALED" });
  });
});

describe("When nobody is there who has the key", () => {
  it("the code opens what was backed up before it was made, by any administrator; and a file of it what was taken", async () => {
    const asOf = new Date(house.now());
    const open = await grace.recovery.open({ user: bobs, purpose: "Ada is away", hours: 1, asOf, code });
    expect(open.recovery.byCode).toBe(true);
    const { items } = await open.items();
    const payroll = items.find(({ title }) => title === "Payroll");
    let typed = "";
    const show = (shown: string) => {
      typed = shown;
    };
    const done = await open.take(payroll ? [payroll] : [], { file: true, show });
    if (!("file" in done)) throw new Error("no file was made");
    const exported = readOwnExport(await openRecoveredFile(typed, done.file));
    expect(JSON.stringify(exported)).toContain("payroll until May");
    const [asked] = await ada.recovery.recoveries();
    if (!asked) throw new Error("there is no recovery");
    expect((await ada.recovery.veto(asked)).state).toBe("VETOED");
    const vetoed = await grace.recovery.resume(open.recovery.id, { code });
    await expect(vetoed.items()).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("Without a server", () => {
  it("a file opens by the code, and by the key of a custodian's own device", async () => {
    const backups = await ada.recovery.backups(bobs);
    const exported = (wanted: string) =>
      textOf(ada.recovery.exportBackup(backups.find(({ kind }) => kind === wanted)?.id ?? ""));
    const backup = backups.find(({ kind }) => kind === "PROFILE");
    const [text, share] = [await exported("PROFILE"), await exported("SHARE")];
    await house.close();
    expect(await checkBackupFile(bytesOf(share))).toMatchObject({ kind: "SHARE", intact: true });
    const byCode = await openBackupFile(bytesOf(text), { code });
    expect(byCode).toMatchObject({
      backup: backup?.id,
      kind: "PROFILE",
      intact: true,
      owners: [{ user: bobs, name: "Bob" }],
    });
    expect(byCode.company.known).toBe(false);
    expect(await titles(byCode)).toEqual(["Old fax", "Payroll", "Printer"]);
    const byKey = await ada.recovery.openFile(bytesOf(text));
    expect([byKey.company.known, await titles(byKey)]).toEqual([true, ["Old fax", "Payroll", "Printer"]]);
    await expect(grace.recovery.openFile(bytesOf(text))).rejects.toMatchObject({ code: "BACKUP_SEALED" });
  });
});
