/** A technician of a partner in a company's recovery group: put there by a custodian, let pass by an administrator, and out again. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type Client,
  type CompanyCase,
  memoryStore,
  openInvitation,
  openRecoveredFile,
  type RecoveryView,
} from "../../src/client/index.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { askRaw, newPartner } from "../support/partner-people.ts";
import { closePeople } from "../support/person.ts";
import { foundRecovering } from "../support/recovering.ts";

let house: TestHouse;
/** A custodian, and another administrator, of the company; Bob works there. */
let ada: Client;
let grace: Client;
let bobs: string;
/** At the desk of a partner. */
let pia: Client;
let company: string;

const asked = () => ({ user: bobs, purpose: "Bob is ill, and the ledger is due", hours: 8 });
const recovery = () => pia.partner.recovery(company);
const piaId = () => pia.account.user;
async function* whole(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* file;
}

beforeAll(async () => {
  house = await openHouse();
  const recovering = await foundRecovering(house, { approvals: 1 });
  ({ ada, grace } = recovering);
  bobs = recovering.bob.client.account.user;
  company = String(ada.account.tenant);
  ({ client: pia } = await newPartner(house));
  const rights = ["INVITE", "POLICY"] as const;
  const { link } = await pia.partner.offers.make({ rights, hours: 0, labels: ["old"] });
  await ada.company.desks.accept(link, () => {});
  await ada.recovery.takeBackups(bobs);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

describe("staff of a desk", () => {
  it("read nothing of a company whose custodians did not put them into its recovery group", async () => {
    expect(await recovery().backups(bobs)).toEqual([]);
    expect(await recovery().recoveries()).toEqual([]);
    await expect(recovery().open(asked())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(pia.recovery.recoveries()).resolves.toEqual([]);
  });

  it("are put in by a custodian, never as one", async () => {
    await expect(ada.recovery.addCustodian(piaId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(grace.recovery.addMember(piaId())).rejects.toMatchObject({ code: "FORBIDDEN" });
    await ada.recovery.addMember(piaId());
    await expect(ada.recovery.makeCustodian(piaId())).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await recovery().backups(bobs)).map(({ kind }) => kind).sort()).toEqual(["PROFILE", "SHARE"]);
    expect(await recovery().backups(grace.account.user)).toEqual([]);
  });

  it("ask, wait until an administrator of the company approves, and read what was asked for", async () => {
    const opened = await recovery().open(asked());
    expect(opened.recovery).toMatchObject({ user: bobs, openedBy: piaId(), state: "WAITING", approvalsNeeded: 1 });
    await expect(opened.items()).rejects.toMatchObject({ code: "FORBIDDEN" });
    const [shown] = await grace.recovery.recoveries();
    expect(shown).toMatchObject({ id: opened.recovery.id, openedBy: piaId(), purpose: asked().purpose });
    if (!shown) throw new Error("nothing was shown");
    await grace.recovery.approve(shown);
    const work = await recovery().resume(opened.recovery.id);
    expect(work.recovery).toMatchObject({ state: "OPEN", approvals: [{ user: grace.account.user }] });
    const { items, refused, unread } = await work.items();
    expect(items.map(({ title }) => title)).toEqual(["Ledger", "Old fax", "Payroll", "Printer"]);
    expect([refused, unread]).toEqual([[], []]);
    const ledger = items.find(({ title }) => title === "Ledger");
    if (!ledger) throw new Error("no ledger");
    expect(await work.show(ledger)).toMatchObject({ fields: { password: "double entry" } });
    await intoFile(work, ledger);
    expect(await work.close()).toMatchObject({ state: "CLOSED" });
    await expect(work.items()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await recovery().recoveries()).toMatchObject([{ id: opened.recovery.id, state: "CLOSED" }]);
  });

  async function intoFile(work: CompanyCase, ledger: Parameters<CompanyCase["show"]>[0]): Promise<void> {
    let code = "";
    const { file, taken } = await work.takeIntoFile([ledger], (shown) => {
      code = shown;
    });
    expect(taken).toBe(1);
    expect(await openRecoveredFile(code, whole(file))).toContain("double entry");
  }

  it("are out of the group with what a custodian does next, and with the desk", async () => {
    const [over] = await recovery().recoveries();
    expect(await ada.recovery.close(String(over?.id))).toMatchObject({ removed: [piaId()] });
    await expect(recovery().open(asked())).rejects.toMatchObject({ code: "NOT_FOUND" });
    // What they asked for is shown to them still, though no backup is.
    expect(await recovery().recoveries()).toMatchObject([{ id: over?.id, state: "CLOSED" }]);
    await ada.recovery.addMember(piaId());
    const again = await recovery().open(asked());
    await grace.recovery.approve(again.recovery);
    expect((await (await recovery().resume(again.recovery.id)).items()).items).toHaveLength(4);
    // By themselves as well: no recovery of theirs goes on, and a custodian would have to put them in again.
    await recovery().leave();
    await expect(again.items()).rejects.toMatchObject({ code: expect.stringMatching(/^(NOT_FOUND|FORBIDDEN)$/) });
    expect(await recovery().backups(bobs)).toEqual([]);
    await expect(recovery().leave()).rejects.toMatchObject({ code: "NOT_FOUND", details: { part: "recoveryGroup" } });
    await ada.syncNow();
    await expect(recovery().open(asked())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await ada.recovery.status()).group).toMatchObject({ members: [], key: "HERE" });
    await ada.recovery.addMember(piaId());
    expect(await recovery().backups(bobs)).toHaveLength(2);
    // Let in again they ask again: what was approved before has ended, which nobody takes for a lie, and is closed.
    await isOver(again.recovery);
    const ended = await recovery().resume(again.recovery.id);
    await expect(ended.items()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await ended.close()).toMatchObject({ state: "CLOSED", endsAt: again.recovery.endsAt });
    const last = await reads(pia);
    const nina = await moves();
    await isOver(last);
    for (const gone of [
      // What was read before is read; nothing more is handed out.
      () => recovery().resume(last.id),
      () => recovery().backups(bobs),
      () => pia.partner.company(company),
      () => pia.partner.verified(company),
      () => pia.partner.invite(company, [{ address: "late@example.com", name: "Late" }]),
      () => pia.partner.setLabels(company, ["old"]),
      () => pia.partner.audit(company),
    ])
      await expect(gone()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await ada.recovery.status()).group).toMatchObject({ members: [], key: "HERE" });
    await ada.recovery.addMember(nina.account.user);
    const theirs = await reads(nina);
    await ada.company.desks.dismiss(String(nina.account.tenant));
    await expect(nina.partner.recovery(company).recoveries()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await isOver(theirs);
    await ada.recovery.renew();
    expect((await ada.recovery.status()).group).toMatchObject({ members: [], key: "HERE" });
    for (const { id } of [last, theirs]) expect(await ada.recovery.close(id)).toMatchObject({ removed: [], left: [] });
    expect((await grace.recovery.recoveries()).map(({ state }) => state)).toEqual(Array(4).fill("CLOSED"));
    for (const client of [ada, grace, pia, nina]) expect(await client.evidence.list()).toEqual([]);
  });

  /** One that is approved, and reads. */
  async function reads(client: Client): Promise<RecoveryView> {
    const its = client.partner.recovery(company);
    const { recovery: opened } = await its.open(asked());
    await grace.recovery.approve(opened);
    expect((await (await its.resume(opened.id)).items()).items).toHaveLength(4);
    return opened;
  }

  /** Administrators are shown it as it was signed, and that it has ended. */
  async function isOver({ id, availableAt, endsAt }: RecoveryView): Promise<void> {
    for (const client of [ada, grace]) {
      const shown = (await client.recovery.recoveries()).find((each) => each.id === id);
      expect(shown).toMatchObject({ state: "ENDED", closingDue: true, closedAt: null, availableAt, endsAt });
    }
  }

  /** The company accepts another partner, with all that the one before has there: from that deed on it is nothing to it. */
  async function moves(): Promise<Client> {
    const says = { sessionLifetimeHours: { value: 72, locked: true } } as const;
    await pia.partner.templates.put({ name: "Basics", labels: ["old"], says });
    expect(await pia.partner.templates.apply()).toMatchObject([{ outcome: "DONE" }]);
    const [invited] = await pia.partner.invite(company, [{ address: "eve@example.com", name: "Eve" }]);
    const machine = { name: "dashboard", days: 3, companies: { scope: "LIST", companies: [company] } } as const;
    const { token } = await pia.partner.serviceAccounts.create({ ...machine, scopes: ["READ_COMPANIES"] });
    const byToken = async () =>
      (await askRaw<{ partner: { totals: unknown } }>(house.url, token, "{ partner { totals { companies } } }")).data;
    expect(await byToken()).toEqual({ partner: { totals: { companies: 1 } } });
    const { client: nina } = await newPartner(house, "Nina's IT");
    const { link } = await nina.partner.offers.make({ rights: ["INVITE"], hours: 24, labels: ["new"] });
    const before = String(pia.account.tenant);
    const desk = await ada.company.desks.accept(link, ({ replaces, ends }) => {
      expect(replaces).toBe(before);
      expect(ends).toMatchObject({
        desk: { desk: before, partner: "Pia's IT", rights: ["INVITE", "POLICY"], staff: [{ user: piaId() }] },
        policies: ["sessionLifetimeHours"],
        invitations: 1,
      });
    });
    expect(desk).toMatchObject({ partner: "Nina's IT", rights: ["INVITE"] });
    expect((await ada.company.desks.list()).map(({ partner }) => partner)).toEqual(["Nina's IT"]);
    expect(await byToken()).toEqual({ partner: { totals: { companies: 0 } } });
    expect(await pia.partner.templates.apply()).toEqual([]);
    const here = { url: house.url, store: memoryStore() };
    await expect(openInvitation(here, invited?.link ?? "")).rejects.toMatchObject({ code: "INVITATION_REFUSED" });
    await ada.syncNow();
    expect(ada.company.policies.own().sessionLifetimeHours.origin.scope).not.toBe("PARTNER");
    expect((await pia.partner.view()).parted).toMatchObject([{ tenant: company, by: null }]);
    expect(await nina.partner.company(company)).toMatchObject({ labels: ["new"], founded: false });
    // Of what was before her time she reads nothing; her technicians are put into no recovery group by it.
    const { entries } = await nina.partner.audit(company);
    expect(entries.filter(({ kind }) => kind === "PARTNER_POLICIES_SET" || kind === "RECOVERY_OPENED")).toEqual([]);
    expect(await nina.partner.recovery(company).backups(bobs)).toEqual([]);
    // One last event, behind which there is nothing of it.
    const ended = new AbortController();
    const heard: string[] = [];
    for await (const event of pia.partner.feed({ companies: [company], follow: true, signal: ended.signal })) {
      heard.push(event.kind);
      if (event.kind === "COMPANY_GIVEN_UP") ended.abort();
    }
    expect(heard).toEqual(["COMPANY_GIVEN_UP"]);
    return nina;
  }
});
