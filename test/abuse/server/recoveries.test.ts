/**
 * A server that lies about backups and recoveries: to who reads them, to who judges them, and once about one thing in every answer
 * that they hang on.
 *
 * Source: our own reasoning, after vaults swapped, replayed and cut under key escrow of ePrint 2026/058.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SealgraphError } from "../../../src/client/index.ts";
import { parseUuid } from "../../../src/crypto/uuid.ts";
import { findIn } from "../../support/canaries.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { PaperProfile } from "../../support/paper-backup.ts";
import { PaperCompany } from "../../support/paper-company.ts";
import { PaperRecoveryGroup } from "../../support/paper-recovery.ts";
import { closePeople } from "../../support/person.ts";
import { liesAbout, recordAnswers, tellOnce } from "./lies.ts";
import { type CaseAct, caseActs, makeRecoveringScene, type RecoveringScene } from "./recovery-case-acts.ts";

/** Lies about one operation in a normal run. */
const most = 3;

let house: TestHouse;
let line: Line;
let scene: RecoveringScene;

beforeAll(async () => {
  house = await openHouse();
  line = makeLine();
  scene = await makeRecoveringScene(house, line);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const honestly = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } finally {
    line.honest();
  }
};
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "BELIEVED",
    (error) => (error instanceof SealgraphError ? error.code : Promise.reject(error)),
  );

/** Something else in the place of one field of a backup. */
const other = (part: string, { [part]: its }: Answer): unknown =>
  part === "revision" ? its + 7 : part === "manifestHash" ? `${its.slice(0, -2)}AA` : its;

describe("A server that lies about backups and recoveries", () => {
  it("of what was asked, why, by whom and until when, is caught by whoever is to judge it", async () => {
    const { grace, bobs, ada } = scene;
    const { close } = await grace.recovery.open({ user: bobs, purpose: "Payroll", hours: 1, code: scene.code });
    const tampered = (change: (recovery: Answer) => void) => {
      line.tamper("Recoveries", (data) => {
        for (const { node } of data?.recoveries.edges ?? []) change(node);
      });
      return honestly(() => code(ada.recovery.recoveries()));
    };
    const lies: ((recovery: Answer) => void)[] = [
      (each) => Object.assign(each, { purpose: "Routine" }),
      (each) => Object.assign(each, { recovery: randomUUID() }),
      (each) => Object.assign(each, { endsAt: "2099-01-01T00:00:00.000Z" }),
      ({ signatures }) => signatures.pop(),
      ({ signatures }) => signatures.reverse(),
    ];
    for (const lie of lies) expect([lie.toString(), await tampered(lie)]).toEqual([lie.toString(), "SERVER_CAUGHT"]);
    expect(await tampered(() => {})).toBe("BELIEVED");
    await close();
  });

  it("by backups that a recovery does not name, or by what was said to another, is caught by whoever is to judge it", async () => {
    const { grace, bobs, ada } = scene;
    const asked = { user: bobs, purpose: "Payroll", hours: 1, code: scene.code };
    const opened = [await grace.recovery.open(asked), await grace.recovery.open(asked)];
    for (const { recovery } of opened) await ada.recovery.approve(recovery);
    const tampered = (change: (one: Answer, other: Answer) => void) => {
      line.tamper("Recoveries", (data) => {
        const [one, other] = data?.recoveries.edges ?? [];
        if (one && other) change(one.node, structuredClone(other.node));
      });
      return honestly(() => code(ada.recovery.recoveries()));
    };
    for (const part of ["id", "vault", "revision", "manifestHash"]) {
      const lie = ({ backups: [first, second] }: Answer) => Object.assign(first, { [part]: other(part, second) });
      expect([part, await tampered(lie)]).toEqual([part, "SERVER_CAUGHT"]);
    }
    for (const part of ["request", "approvals"])
      expect([part, await tampered((one, its) => Object.assign(one, { [part]: its[part] }))]).toEqual([
        part,
        "SERVER_CAUGHT",
      ]);
    for (const { close } of opened) await close();
  });

  it("answers by another recovery of whoever asks, whose work it ever is, has nothing shown of it", async () => {
    const { grace, bobs } = scene;
    const asked = { user: bobs, purpose: "Payroll", hours: 1, code: scene.code };
    const before = await grace.recovery.open(asked);
    let its: Answer = null;
    line.tamper("Recovery", (data) => {
      its = structuredClone(data?.recovery);
    });
    await honestly(() => grace.recovery.resume(before.recovery.id, { code: scene.code }));
    line.tamper("OpenRecovery", (data) => Object.assign(data?.openRecovery ?? {}, { recovery: its }));
    expect(await honestly(() => code(grace.recovery.open({ ...asked, purpose: "Another" })))).toBe("SERVER_CAUGHT");
    for (const { id, closedAt } of await grace.recovery.recoveries())
      if (closedAt === null) await grace.recovery.close(id);
  });

  it("puts the key of a vault in the place of a canary has it opened and told by no drill", async () => {
    const { ada, grace, bobs } = scene;
    const wraps: string[] = [];
    const open = await grace.recovery.open({ user: bobs, purpose: "Payroll", hours: 1, code: scene.code });
    line.tamper("BackupContent", (data) => void wraps.push(data?.backupContent.wrap.wrap));
    await honestly(() => open.items());
    await open.close();
    await ada.recovery.drill();
    line.tamper("RecoveryCanary", (data) => Object.assign(data?.recoveryCanary ?? {}, { wrap: wraps[0] }));
    const told = line.sent.filter((name) => name === "ReportDrill").length;
    expect(await honestly(() => code(ada.recovery.drill()))).toBe("BACKUP_SEALED");
    expect(line.sent.filter((name) => name === "ReportDrill")).toHaveLength(told);
  });

  it("by another backup, a part of one or a changed one gets nothing shown of it", async () => {
    const { grace, bobs } = scene;
    const shown = async (change: (content: Answer, recovery: Answer) => void) => {
      const open = await grace.recovery.open({ user: bobs, purpose: "Checking", hours: 1, code: scene.code });
      line.tamper("BackupContent", (data) => data && change(data.backupContent, open.recovery));
      const { items, unread, refused } = await honestly(() => open.items());
      await open.close();
      return [items.length, unread.length, refused.length];
    };
    const answers: Answer[] = [];
    expect(await shown((content) => void answers.push(structuredClone(content)))).toEqual([4, 0, 0]);
    const [one, other] = answers;
    const { backup: _, next: __, ...others } = other;
    expect(await shown(({ records }) => records.pop())).toEqual([0, 0, 2]);
    expect(await shown(({ links }) => links.pop())).toEqual([0, 0, 2]);
    expect(
      await shown((content) =>
        Object.assign(content, structuredClone(content.backup.id === one.backup.id ? others : one)),
      ),
    ).toEqual([0, 0, 2]);
    const spoil = (text: string) => `${text.slice(0, 60)}${text[60] === "A" ? "B" : "A"}${text.slice(61)}`;
    const changed = await shown(({ records }) => {
      for (const each of records) each.body = spoil(each.body);
    });
    expect(changed).toEqual([0, 6, 0]);
    const rewrapped = await shown(({ wrap }) => Object.assign(wrap, { wrap: spoil(wrap.wrap) }));
    expect(rewrapped).toEqual([0, 0, 2]);
  });

  it("by leaving out the newest backup is caught by a device that has read it", async () => {
    const { ada, grace, bob, bobs } = scene;
    const before = await ada.recovery.backups(bobs);
    await bob.client.profile("BUSINESS").items().add({ kind: "note", title: "New" });
    await ada.recovery.takeBackups(bobs);
    const asked = { user: bobs, purpose: "What was there", hours: 1, code: scene.code };
    const open = await grace.recovery.open(asked);
    expect((await open.items()).items).toHaveLength(5);
    await open.close();
    line.tamper("Backups", (data) => {
      const known = new Set(before.map(({ id }) => id));
      if (data) data.backups.edges = data.backups.edges.filter(({ node }: Answer) => known.has(node.id));
    });
    await honestly(() =>
      expect(grace.recovery.open(asked)).rejects.toMatchObject({ code: "SERVER_CAUGHT", check: "WENT_BACK" }),
    );
    // Whoever asks for an older one is given it.
    const older = await grace.recovery.open({ ...asked, backups: before.map(({ id }) => id) });
    expect((await older.items()).items).toHaveLength(4);
    await older.close();
  });
});

describe("A recovery", () => {
  const wanted = () => ({ user: scene.bobs, purpose: "Checking", hours: 1 });

  it("is opened for nobody without a key, by no backup that is not there, and gone on with by nobody else", async () => {
    const { ada, grace, bobs } = scene;
    await expect(grace.recovery.open(wanted())).rejects.toMatchObject({ code: "KEY_PENDING" });
    const [backup] = await ada.recovery.backups(bobs);
    const unknown = grace.recovery.open({ ...wanted(), code: scene.code, backups: [backup?.id ?? "", randomUUID()] });
    await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND", details: { part: "backup" } });
    const one = await grace.recovery.open({ ...wanted(), code: scene.code });
    const other = await grace.recovery.open({ ...wanted(), code: scene.code });
    await expect(ada.recovery.resume(one.recovery.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    let shown: Answer = null;
    line.tamper("Recovery", (data) => {
      if (shown) data.recovery = shown;
      shown = structuredClone(data.recovery);
    });
    await grace.recovery.resume(one.recovery.id, { code: scene.code });
    const swapped = honestly(() => grace.recovery.resume(other.recovery.id, { code: scene.code }));
    await expect(swapped).rejects.toMatchObject({ code: "NOT_FOUND" });
    await one.close();
    await other.close();
  });

  it("shows no other backup as the one that this device has read", async () => {
    const { grace } = scene;
    const open = await grace.recovery.open({ ...wanted(), code: scene.code });
    await open.items();
    await open.close();
    line.tamper("Backups", (data) => {
      for (const { node } of data?.backups.edges ?? []) node.manifestHash = `${node.manifestHash.slice(1)}A`;
    });
    const again = honestly(() => grace.recovery.open({ ...wanted(), code: scene.code }));
    await expect(again).rejects.toMatchObject({ check: "BROKEN_CHAIN" });
  });

  it("is open so long behind the hours that a backup demands; whatever a server says of those, not for ever", async () => {
    const { grace } = scene;
    const lasts = async (said: number, hours = 1) => {
      line.tamper("Backups", (data) => {
        for (const { node } of data?.backups.edges ?? []) node.hours = said;
      });
      const open = await honestly(() => grace.recovery.open({ ...wanted(), hours, code: scene.code }));
      await open.close();
      return (open.recovery.endsAt.getTime() - open.recovery.openedAt.getTime()) / 3_600_000;
    };
    expect(await lasts(24)).toBeCloseTo(25, 0);
    expect(await lasts(0, 168)).toBeCloseTo(168, 0);
    await expect(lasts(1_000_000)).rejects.toMatchObject({ details: { reason: "BAD_END" } });
  });

  it("gives nothing to somebody who is not of the company, or is suspended: no share is made for them", async () => {
    const { ada, bobs } = scene;
    const open = await ada.recovery.open(wanted());
    const { items } = await open.items();
    const before = (await ada.shares.list()).length;
    const nobody = open.take(items, { user: randomUUID(), name: "From Bob" });
    await expect(nobody).rejects.toMatchObject({ code: "NOT_FOUND", details: { part: "user" } });
    await ada.company.suspend(bobs);
    const away = open.take(items, { user: bobs, name: "From Bob" });
    await expect(away).rejects.toMatchObject({ code: "PERSON_SUSPENDED" });
    await ada.company.resume(bobs);
    expect((await ada.shares.list()).length).toBe(before);
    await open.close();
  });

  it("from the file of a company of the same id that somebody made up, is refused by a device of the company", async () => {
    const { ada } = scene;
    const company = new PaperCompany(parseUuid((await ada.company.view()).tenant));
    const recovery = new PaperRecoveryGroup(company);
    const profile = new PaperProfile(company, company.ada);
    profile.put({ kind: "login", title: "Planted" });
    const file = await recovery.file(profile.backup(recovery), company.ada.user);
    const bytes = async function* () {
      yield file;
    };
    const forged = ada.recovery.openFile(bytes(), { code: recovery.code });
    await expect(forged).rejects.toMatchObject({ code: "BACKUP_REFUSED", check: "BROKEN_CHAIN" });
  });
});

describe.each(caseActs)("A server that lies once during $name", (act: CaseAct) => {
  it("has nothing of the client but its own errors, and no secret on the line", async () => {
    const answers = recordAnswers(line, act.operations);
    await honestly(() => act.run(scene));
    expect([...answers.keys()].sort()).toEqual([...act.operations].sort());
    for (const operation of act.operations) {
      for (const lie of liesAbout(answers.get(operation), most)) {
        house.advance(3_600_001);
        tellOnce(line, operation, lie);
        await honestly(() => code(act.run(scene)));
        for (const { id, openedBy, state } of await scene.grace.recovery.recoveries()) {
          const isHers = openedBy === scene.grace.account.user && (state === "OPEN" || state === "WAITING");
          if (isHers) await scene.grace.recovery.close(id);
        }
      }
    }
    const secrets = [
      "payroll until May",
      "double entry",
      "nobody's business",
      scene.code,
      scene.code.replaceAll(" ", ""),
    ];
    expect(findIn(Buffer.from(line.bodies.join("\n")), secrets)).toEqual([]);
    expect((await scene.ada.recovery.status()).group).toMatchObject({ key: "HERE" });
  }, 600_000);
});

describe("A drill", () => {
  it("says nothing that a server says alone: neither that the bytes were wrong, nor that old keys are there which are not", async () => {
    const { ada } = scene;
    const lied = async (operation: string, change: (data: Answer) => void) => {
      line.tamper(operation, (data) => data && change(data));
      return honestly(() => code(ada.recovery.drill()));
    };
    expect(await lied("ReportDrill", ({ reportDrill }) => Object.assign(reportDrill, { outcome: "WRONG_BYTES" }))).toBe(
      "SERVER_CAUGHT",
    );
    await ada.recovery.newCode(() => {});
    const kept = ({ viewer }: Answer) => {
      for (const group of viewer.tenant.groupsOf) {
        group.wraps = group.wraps.filter(({ epoch }: Answer) => epoch > 1);
        for (const epoch of group.epochs) epoch.previousSecret = null;
      }
    };
    expect(await lied("Groups", kept)).toBe("KEY_PENDING");
    const { group } = await ada.recovery.status();
    expect(await ada.recovery.drill()).toEqual({ outcome: "PROVEN", epochs: group?.epoch });
  });
});
