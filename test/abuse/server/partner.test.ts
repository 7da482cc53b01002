/**
 * A server that lies to a partner's staff about the companies that they look after, and to companies about their partner; and a desk
 * that oversteps. What staff sign in a company they sign by what they verified of it from its genesis; what a company lets in it
 * knows by its own chain and by a link that came by another way.
 *
 * Source: our own reasoning, after rolled back and forked memberships of ePrint 2026/058.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, memoryStore, openClient, signIn } from "../../../src/client/index.ts";
import { writeLink } from "../../../src/client/transport/commit-operations.ts";
import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { acceptDeskOffer, makeDeskOffer } from "../../../src/crypto/client/desk-offer.ts";
import { makeTenantGenesis } from "../../../src/crypto/client/genesis.ts";
import { sign } from "../../../src/crypto/client/sign.ts";
import { makeTenantLink } from "../../../src/crypto/client/tenant-link.ts";
import { parseDeskOffer } from "../../../src/crypto/desk-offer.ts";
import {
  asHash,
  asPersonSalt,
  asSigningPublicKey,
  type Hash,
  type SigningPublicKey,
} from "../../../src/crypto/keys.ts";
import { linkHash, operation, parseLink } from "../../../src/crypto/link.ts";
import { personCommitment } from "../../../src/crypto/person.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import { randomBytes } from "../../../src/crypto/sodium.ts";
import { encodeSignedTemplate, encodeTemplate } from "../../../src/crypto/template.ts";
import { formatUuid, makeId, parseUuid } from "../../../src/crypto/uuid.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import type { Answer } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { makePartnerWorld, type PartnerWorld } from "./partner-acts.ts";

let house: TestHouse;
let world: PartnerWorld;
/** Another company of the same partner. */
let other: string;
beforeAll(async () => {
  house = await openHouse();
  world = await makePartnerWorld(house);
  const eve = { name: "Eve", address: `eve.${randomUUID()}@example.org` };
  const named = { name: "Other", plan: "STANDARD", seats: 2, administrators: [eve] } as const;
  other = (await world.owner.partner.create(named)).tenant;
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const caught = (check: unknown) => ({ code: "SERVER_CAUGHT", check });
const someone = () => ({ name: "Mallory", address: `mallory.${randomUUID()}@example.org` });

/** What the server shows of a company. */
async function shown(company: string): Promise<Answer> {
  const { line, owner } = world;
  let answer: Answer = null;
  line.tamper("CompanyLinks", (data) => {
    answer ??= structuredClone(data.companyAtDesk);
  });
  await owner.partner.roster(company);
  line.honest();
  return answer;
}

/** The keys of the account that the company's roster states: of its founder. */
async function ownStaffEntry() {
  const { line, company } = world;
  const fresh = await freshDevice();
  let first: Answer = null;
  line.tamper("CompanyLinks", (data) => {
    first ??= structuredClone(data.companyAtDesk.links.links[0]);
  });
  await fresh.partner.roster(company);
  line.honest();
  const { subject } = parseLink(parseBase64url(first.link));
  return subject as { readonly signingKey: SigningPublicKey; readonly xwingKeyHash: Hash };
}

/** A device of the owner that has seen no company yet, on the line. */
const freshDevice = () => world.ada.onDevice(`fresh ${randomUUID()}`, { surface: "PARTNER", ...world.line.settings });

/** What the device of the owner holds, in a roster of its own making: links as they travel. */
const wireOf = (signed: readonly Uint8Array[]) =>
  signed.map((each, seq) => ({ seq, ...writeLink(each), hash: encodeBase64url(openSignedLink(each).hash) }));

describe("a server shows a partner's staff", () => {
  it("another company under the same id, and is caught before anything is signed", async () => {
    const { line, company } = world;
    const fresh = await freshDevice();
    let links: Answer = null;
    line.tamper("CompanyLinks", (data) => {
      links ??= structuredClone(data.companyAtDesk);
    });
    await fresh.partner.roster(other);
    line.honest();
    line.tamper("CompanyLinks", (data) => Object.assign(data.companyAtDesk, { links: links.links }));
    await expect(fresh.partner.invite(company, [someone()])).rejects.toMatchObject(caught("WRONG_ROSTER"));
    expect(line.sent.filter((name) => name === "AdministerCompany")).toEqual([]);
    line.honest();
    expect(await fresh.evidence.list()).toMatchObject([{ kind: "ROSTER", roster: company, check: "WRONG_ROSTER" }]);
    // What was shown before it lied, it shows again: nothing of it was kept.
    expect((await fresh.partner.verified(company)).people).toHaveLength(2);
  });

  it("less than they have seen, also after a restart and with new keys, and is caught", async () => {
    const { line, owner, company } = world;
    const { head, seq } = await owner.partner.verified(company);
    const cut = (data: Answer) => {
      const its = data.companyAtDesk;
      its.links.links = [];
      its.heads = its.heads.map((each: Answer) => ({ ...each, seq: seq - 1 }));
    };
    line.tamper("CompanyLinks", cut);
    await expect(owner.partner.verified(company)).rejects.toMatchObject(caught("WENT_BACK"));
    for (const [heads, error] of [
      [(each: Answer) => ({ ...each, seq: seq + 1 }), { code: "MALFORMED_ANSWER" }],
      [(each: Answer) => ({ ...each, hash: encodeBase64url(randomBytes(32)) }), caught("BROKEN_CHAIN")],
    ] as const) {
      line.tamper("CompanyLinks", ({ companyAtDesk: its }: Answer) => {
        its.heads = its.heads.map(heads);
      });
      await expect(owner.partner.verified(company)).rejects.toMatchObject(error);
    }
    let asked = 0;
    line.tamper("CompanyLinks", ({ companyAtDesk: { links } }: Answer) => {
      Object.assign(links, { hasMore: ++asked < 20 });
    });
    await expect(owner.partner.verified(company)).rejects.toMatchObject({ code: "MALFORMED_ANSWER" });
    line.honest();
    const store = memoryStore();
    const settings = { url: house.url, store, ...line.settings };
    const { address, password, kit } = world.ada;
    const input = { address, password, secretKey: kit.secretKey, deviceName: "kept", surface: "PARTNER" } as const;
    const before = await signIn(settings, input);
    expect(await before.partner.verified(company)).toMatchObject({ head });
    await before.close();
    // What is kept goes on from where it was; kept sealed, nobody changes it unseen.
    const afterSeq = () =>
      JSON.parse(line.bodies.findLast((each) => each.includes("CompanyLinks")) ?? "").variables.afterSeq;
    const again = await openClient(settings);
    await again?.unlock(password);
    expect(await again?.partner.verified(company)).toMatchObject({ head });
    expect(afterSeq()).toBe(seq);
    await again?.close();
    const { entries } = await store.read("companies");
    const changed = entries.map((entry) => entry.with(-1, (entry.at(-1) ?? 0) ^ 1));
    for (const damaged of [changed, entries.slice(1), entries.toReversed()]) {
      await store.replace("companies", 0, damaged);
      const spoilt = await openClient(settings);
      await spoilt?.unlock(password);
      await expect(spoilt?.partner.verified(company)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
      await spoilt?.close();
    }
    // Sealed links are gone, as with the keys of before; how far they went is known.
    await store.replace("companies", 0, []);
    const after = await signIn(settings, input);
    line.tamper("CompanyLinks", ({ companyAtDesk: its }: Answer) => {
      its.links.links = its.links.links.slice(0, -1);
      const last = its.links.links.at(-1);
      its.heads = [{ roster: company, seq: last.seq, hash: encodeBase64url(linkHash(parseBase64url(last.link))) }];
    });
    await expect(after.partner.verified(company)).rejects.toMatchObject(caught("WENT_BACK"));
    line.honest();
    expect(await after.partner.verified(company)).toMatchObject({ head });
    await after.close();
    // Another history of the same length is none that goes on from what was seen.
    const elsewhere = { position: seq, hash: encodeBase64url(randomBytes(32)) };
    await store.put("desks", new TextEncoder().encode(JSON.stringify({ companies: { [company]: elsewhere } })));
    await store.replace("companies", 0, []);
    const forked = await signIn(settings, input);
    await expect(forked.partner.verified(company)).rejects.toMatchObject(caught("BROKEN_CHAIN"));
    await forked.close();
  });

  it("that a roster has moved, and nothing that moved: no link is signed twice", async () => {
    const { line, owner, company } = world;
    const { heads } = await shown(company);
    let asked = 0;
    line.tamper("AdministerCompany", (data) => {
      asked++;
      data.administerCompany = { __typename: "StaleHead" };
    });
    line.tamper("CompanyLinks", ({ companyAtDesk: its }: Answer) => {
      Object.assign(its, { heads, links: { links: [], hasMore: false } });
    });
    await expect(owner.partner.invite(company, [someone()])).rejects.toMatchObject(caught("MISMATCH"));
    expect(asked).toBe(1);
    line.honest();
    await owner.partner.verified(company);
  });

  it("that it took something else than was signed, and is caught", async () => {
    const { line, owner, company } = world;
    line.tamper("AdministerCompany", ({ administerCompany: { heads } }: Answer) => heads.pop());
    await expect(owner.partner.invite(company, [someone()])).rejects.toMatchObject(caught("MISMATCH"));
    line.honest();
    for (const lie of [
      (heads: Answer) => heads.pop(),
      (heads: Answer) => Object.assign(heads[0], { hash: encodeBase64url(randomBytes(32)) }),
    ]) {
      line.tamper("FoundCompany", ({ foundCompany: { heads } }: Answer) => lie(heads));
      const its = { name: "Lies", plan: "STANDARD", seats: 1, administrators: [someone()] } as const;
      await expect(owner.partner.create(its)).rejects.toMatchObject(caught("MISMATCH"));
      line.honest();
    }
    line.tamper("MakeOffer", ({ makeOffer: { offer } }: Answer) => {
      offer.hash = encodeBase64url(randomBytes(32));
    });
    await expect(owner.partner.offers.make({ rights: [], hours: 0 })).rejects.toMatchObject(caught("MISMATCH"));
    line.honest();
    const keys = (await owner.partner.invitations.list(company)).map(({ key }) => key);
    await owner.partner.invitations.void(company, keys);
  });

  it("other names for people and staff: nobody is called what no signature says", async () => {
    const { line, owner, company } = world;
    line.tamper("CompanyPeople", ({ companyAtDesk: { people } }: Answer) => {
      for (const { node } of people.edges) node.name = "Mallory";
    });
    line.tamper("CompanyDesk", ({ companyAtDesk: { staffOf } }: Answer) => {
      for (const each of staffOf) each.address = "mallory@example.org";
    });
    const { people, desks } = await owner.partner.verified(company);
    expect(people.map(({ name }) => name)).toEqual([null, null]);
    expect(desks[0]?.staff.map(({ name, address }) => [name, address])).toEqual([[null, null]]);
    line.honest();
  });

  it("a company whose desk is another partner's, or knows other keys of theirs: nothing is signed there", async () => {
    const { line, owner } = world;
    const partner = parseUuid(String(owner.account.tenant));
    const { genesis } = await owner.company.roster();
    const own = await ownStaffEntry();
    const forged = (its: { readonly genesis: string; readonly key: Uint8Array }) => {
      const [user, keys] = [makeId(1), deriveOwnKeys(makeAccountKeys())];
      const [tenant, time] = [makeId(2), Date.now()];
      const person = personCommitment(asPersonSalt(randomBytes(32)), "mallory@example.org", "Mallory");
      const desk = { desk: partner, genesis: asHash(Buffer.from(its.genesis, "hex")), rights: 7, hours: 24 };
      const founder = { user, signing: keys.signing, xwingKeyHash: keys.xwingKeyHash };
      const first = makeTenantGenesis({ tenant, founder, person, desk, time });
      const setting = {
        role: 3,
        signingKey: asSigningPublicKey(its.key),
        xwingKeyHash: own.xwingKeyHash,
        person,
      } as const;
      const subject = { desk: partner, user: parseUuid(owner.account.user), setting };
      const by = { user, signing: keys.signing, time };
      const second = makeTenantLink(first.state, by, { operation: operation.STAFF, subject });
      return { company: formatUuid(tenant), links: wireOf([first.signed, second.signed]) };
    };
    for (const [part, its] of [
      ["partner", { genesis: "ab".repeat(32), key: own.signingKey }],
      ["keys", { genesis, key: deriveOwnKeys(makeAccountKeys()).signing.publicKey }],
    ] as const) {
      const { company, links } = forged(its);
      const last = links.at(-1);
      line.answer("CompanyLinks", {
        data: {
          companyAtDesk: {
            heads: [{ roster: company, seq: last?.seq, hash: last?.hash }],
            links: { links, hasMore: false },
          },
        },
      });
      const refused = { code: "DESK_UNFIT", details: { part } };
      await expect(owner.partner.invitations.void(company, [])).rejects.toMatchObject(refused);
      await expect(owner.partner.desks.leave(company)).rejects.toMatchObject(refused);
      line.honest();
    }
  });

  it("a company in which they are at another partner's desk, and not at their own: nothing is signed there", async () => {
    const { line, owner } = world;
    const { genesis } = await owner.company.roster();
    const own = await ownStaffEntry();
    const person = personCommitment(asPersonSalt(randomBytes(32)), "mallory@example.org", "Mallory");
    const someKeys = () => {
      const { signing, xwingKeyHash } = deriveOwnKeys(makeAccountKeys());
      return { signing, xwingKeyHash, signingKey: signing.publicKey };
    };
    const [keys, others, time] = [someKeys(), someKeys(), Date.now()];
    const founder = { user: makeId(1), signing: keys.signing, xwingKeyHash: keys.xwingKeyHash };
    const by = { user: founder.user, signing: keys.signing, time };
    const terms = { rights: 7, hours: 24, person } as const;
    const theirs = {
      ...terms,
      desk: parseUuid(String(owner.account.tenant)),
      genesis: asHash(Buffer.from(genesis, "hex")),
    };
    const another = { ...terms, desk: makeId(3), genesis: asHash(randomBytes(32)) };
    const first = makeTenantGenesis({ tenant: makeId(2), founder, person, time });
    const keeper = { user: makeId(4), signingKey: others.signingKey, xwingKeyHash: others.xwingKeyHash };
    const second = makeTenantLink(first.state, by, acceptDeskOffer({ ...theirs, ...keeper }));
    const self = { user: parseUuid(owner.account.user), signingKey: own.signingKey, xwingKeyHash: own.xwingKeyHash };
    const third = makeTenantLink(second.state, by, acceptDeskOffer({ ...another, ...self }));
    const company = formatUuid(first.state.head.id);
    const links = wireOf([first.signed, second.signed, third.signed]);
    const heads = [{ roster: company, seq: 2, hash: links[2]?.hash }];
    line.answer("CompanyLinks", { data: { companyAtDesk: { heads, links: { links, hasMore: false } } } });
    await expect(owner.partner.invitations.void(company, [])).rejects.toMatchObject({ code: "NOT_FOUND" });
    line.honest();
  });

  it("templates that nobody of the partner signed, older ones, or none any more, and is caught", async () => {
    const { line, owner } = world;
    const says = { vaultTimeoutMinutes: { value: 30 } };
    const template = await owner.partner.templates.put({ name: "First", labels: [], says });
    let old: Answer = null;
    line.tamper("Templates", (data) => {
      old ??= structuredClone(data.partner);
    });
    await owner.partner.templates.list();
    line.honest();
    await owner.partner.templates.put({ template, name: "Second", labels: [], says });
    line.tamper("Templates", (data) => Object.assign(data, { partner: old }));
    await expect(owner.partner.templates.apply()).rejects.toMatchObject(caught("WENT_BACK"));
    line.tamper("Templates", ({ partner: { templates } }: Answer) => Object.assign(templates, { edges: [] }));
    await expect(owner.partner.templates.apply()).rejects.toMatchObject(caught("WENT_BACK"));
    line.tamper("Templates", ({ partner: { templates } }: Answer) => {
      templates.edges.push(templates.edges[0]);
    });
    await expect(owner.partner.templates.list()).rejects.toMatchObject(caught("MISMATCH"));
    line.tamper("Templates", ({ partner: { templates } }: Answer) => {
      const bytes = parseBase64url(templates.edges[0].node.signed);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      templates.edges[0].node.signed = encodeBase64url(bytes);
    });
    await expect(owner.partner.templates.list()).rejects.toMatchObject(caught("BAD_SIGNATURE"));
    // Signed, and by nobody who ever was an administrator of the partner.
    const { seq, head } = await owner.company.roster();
    const { signing } = deriveOwnKeys(makeAccountKeys());
    const bytes = encodeTemplate({
      partner: parseUuid(String(owner.account.tenant)),
      template: makeId(1),
      version: 1,
      previous: null,
      name: "Forged",
      labels: [],
      document: null,
      author: { user: parseUuid(world.bob.client.account.user), key: signing.publicKey },
      seq,
      hash: asHash(Buffer.from(head, "hex")),
      time: Date.now(),
    });
    const signed = encodeBase64url(encodeSignedTemplate(bytes, sign("template", bytes, signing)));
    line.tamper("Templates", ({ partner: { templates } }: Answer) => void templates.edges.push({ node: { signed } }));
    await expect(owner.partner.templates.list()).rejects.toMatchObject(caught("WRONG_AUTHOR"));
    line.honest();
    expect(await owner.partner.templates.list()).toMatchObject([{ name: "Second", version: 2 }]);
    // Of a company that lets the desk say nothing it is not even shown what would be.
    const { desks } = world.carols.company;
    const desk = String(owner.account.tenant);
    await desks.change(desk, { rights: ["INVITE", "BREAK_GLASS"] });
    const previews = await owner.partner.templates.preview({ companies: [world.company] });
    expect(previews).toMatchObject([{ settings: [], refusal: "FORBIDDEN" }]);
    await desks.change(desk, { rights: ["INVITE", "POLICY", "BREAK_GLASS"] });
  });

  it("staff whom the partner does not have: they come to no desk", async () => {
    const { line, owner, company } = world;
    const invented = { user: randomUUID(), role: "TECHNICIAN", scope: "ALL", labels: [], companies: [], counts: true };
    line.tamper("ListStaff", ({ partner: { staff } }: Answer) => {
      staff.edges.push({ node: { ...invented, since: new Date().toISOString() } });
    });
    const previews = await owner.partner.desks.preview({ companies: [company] });
    expect(previews).toMatchObject([{ changes: [], refusal: null }]);
    expect(await owner.partner.desks.tend(previews)).toMatchObject([{ outcome: "UNCHANGED" }]);
    line.honest();
    line.tamper("ListStaff", ({ partner: { staff } }: Answer) => {
      staff.edges.push({ node: { ...invented, user: world.bob.client.account.user, since: new Date().toISOString() } });
    });
    line.tamper("PublicKeys", ({ viewer: { tenant } }: Answer) => {
      for (const each of tenant.peopleOf) each.encryptionKey = encodeBase64url(randomBytes(1_216));
    });
    const { desks } = owner.partner;
    await expect(desks.preview({ companies: [company] })).rejects.toMatchObject(caught("WRONG_KEYS"));
    line.honest();
  });

  it("a colleague as staff who is none, and staff as gone: whoever signs is shown them by name, and nothing else is signed", async () => {
    const { line, owner, company } = world;
    const { desks, verified } = owner.partner;
    const { user } = world.bob.client.account;
    const staffNow = async () => (await verified(company)).desks[0]?.staff.map((each) => each.user);
    const before = await staffNow();
    const honest = await desks.preview({ companies: [company] });
    const says = { role: "TECHNICIAN", scope: "ALL", labels: [], companies: [], counts: true };
    line.tamper("ListStaff", ({ partner: { staff } }: Answer) => {
      staff.edges.push({ node: { ...says, user, since: new Date().toISOString() } });
    });
    expect(await desks.tend(honest)).toMatchObject([{ outcome: "UNCHANGED" }]);
    expect(await staffNow()).toEqual(before);
    const [shown] = await desks.preview({ companies: [company] });
    const [change] = shown?.changes ?? [];
    expect(shown?.changes).toEqual([{ user, name: expect.any(String), address: expect.any(String), change: "COMES" }]);
    if (!shown || !change) throw new Error("nothing is shown");
    // By another name than was shown, they are somebody else.
    const renamed = { ...shown, changes: [{ ...change, name: "Somebody Else" }] };
    const theirKeys = { ...shown, changes: [{ ...change, change: "KEYS" as const }] };
    for (const each of [renamed, theirKeys]) expect(await desks.tend([each])).toMatchObject([{ outcome: "UNCHANGED" }]);
    expect(await staffNow()).toEqual(before);
    expect(await desks.tend([shown])).toMatchObject([{ outcome: "DONE" }]);
    expect(await staffNow()).toHaveLength((before?.length ?? 0) + 1);
    line.honest();
    const [back] = await desks.preview({ companies: [company] });
    expect(back?.changes).toEqual([{ ...change, change: "GOES" }]);
    if (back) await desks.tend([back]);
    expect(await staffNow()).toEqual(before);
    await expect(desks.tend(undefined as never)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a server shows a company", () => {
  it("another offer than the link pins, or another keeper, and is caught before it is shown", async () => {
    const { line, owner, carols } = world;
    const { link } = await owner.partner.offers.make({ rights: ["INVITE"], hours: 48 });
    const seen: unknown[] = [];
    const lies: readonly ((offer: Answer) => void)[] = [
      (offer) => {
        const its = parseDeskOffer(parseBase64url(offer.offer));
        offer.offer = encodeBase64url(makeDeskOffer({ ...its, rights: 7, hours: 0 }).bytes);
      },
      (offer) => Object.assign(offer, { keeperName: "Mallory" }),
      (offer) => Object.assign(offer, { keeperEncryptionKey: encodeBase64url(randomBytes(1_216)) }),
    ];
    for (const lie of lies) {
      line.tamper("PartnerOffer", ({ partnerOffer }: Answer) => lie(partnerOffer));
      const accepted = carols.company.desks.accept(link, (offer) => void seen.push(offer));
      await expect(accepted).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
      line.honest();
    }
    expect(seen).toEqual([]);
    expect(line.sent).not.toContain("AcceptPartner");
  });

  it("other names for its desk's staff, or another reason for a break-glass: they are not shown", async () => {
    const { line, owner, carols, company } = world;
    await owner.partner.breakGlass.begin(company, { reason: "the true one", lasting: 1 });
    line.tamper("Desks", ({ viewer: { tenant } }: Answer) => {
      tenant.desks[0].staff[0].name = "Mallory";
    });
    line.tamper("BreakGlassReasons", ({ viewer: { tenant } }: Answer) => {
      tenant.reasonsOf = ["nothing to worry about"];
    });
    const [desk] = await carols.company.desks.list();
    expect(desk?.staff.map(({ name }) => name)).toEqual([null]);
    expect(desk?.breakGlass).toMatchObject({ reason: null, inForce: true, by: owner.account.user });
    line.honest();
    expect((await carols.company.desks.list())[0]?.breakGlass?.reason).toBe("the true one");
    await carols.company.desks.endBreakGlass(desk?.desk ?? "");
  });

  it("a link that staff made under a break-glass, kept until that is over: an administrator's device has ended it by then", async () => {
    const { line, owner, carols, company, dave, ahead } = world;
    const device = await dave.onDevice("lied to", line.settings);
    await owner.partner.breakGlass.begin(company, { reason: "a while ago", lasting: 1 });
    line.answer("AdministerCompany", { errors: [{ message: "no", extensions: { code: "FORBIDDEN" } }] });
    const raised = owner.partner.breakGlass.makeAdministrator(company, dave.client.account.user);
    await expect(raised).rejects.toMatchObject({ code: "FORBIDDEN" });
    line.honest();
    const body = JSON.parse(line.bodies.findLast((each) => each.includes("AdministerCompany")) ?? "");
    const [withheld] = body.variables.input.change.links;
    ahead.ms = 2 * 3_600_000;
    // Nobody has signed anything since: it is shown as what it is.
    const [before] = await carols.company.desks.list();
    expect(before?.breakGlass).toMatchObject({ reason: "a while ago", over: true, inForce: false });
    await carols.syncNow();
    const after = await carols.company.roster();
    const end = { operation: "BREAK_GLASS", author: carols.account.user, desk: { ends: true } };
    expect(after.links.at(-1)).toMatchObject(end);
    expect((await carols.company.desks.list())[0]).toMatchObject({
      breakGlass: null,
      ended: [{ reason: "a while ago", endedBy: null }, { reason: "the true one" }],
    });
    // Once.
    await carols.syncNow();
    expect((await carols.company.roster()).seq).toBe(after.seq);
    ahead.ms = 0;
    await device.syncNow();
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = [{ roster: company, kind: "TENANT", seq: after.seq, links: [{ ...withheld, seq: after.seq }] }];
    });
    await device.syncNow();
    line.honest();
    expect(await device.company.roster()).toMatchObject({ head: after.head });
    expect(await device.evidence.list()).toMatchObject([{ kind: "ROSTER", roster: company, check: "BROKEN_CHAIN" }]);
    expect((await carols.company.people()).filter(({ role }) => role === "ADMINISTRATOR")).toHaveLength(1);
    await device.close();
  });

  it("other groups to its desk than there are: where they stand is stated by nobody", async () => {
    const { line, owner, carols, company, dave } = world;
    const user = dave.client.account.user;
    await carols.company.groups.create("Sales");
    await carols.company.setRole(user, "ADMINISTRATOR");
    await owner.partner.breakGlass.begin(company, { reason: "groups", lasting: 1 });
    const { head } = await owner.partner.verified(company);
    let asked = 0;
    const lies: readonly (readonly [lie: (its: Answer) => void, error: object])[] = [
      [({ heads }) => Object.assign(heads.at(-1), { hash: encodeBase64url(randomBytes(32)) }), caught("BROKEN_CHAIN")],
      [({ links }) => Object.assign(links, { links: [], hasMore: ++asked < 20 }), { code: "MALFORMED_ANSWER" }],
    ];
    const wanted = () =>
      JSON.parse(line.bodies.findLast((each) => each.includes("CompanyLinks")) ?? "").variables.roster;
    for (const [lie, error] of lies) {
      line.tamper("CompanyLinks", ({ companyAtDesk: its }: Answer) => {
        its.heads = its.heads.filter(({ roster }: Answer) => roster === wanted());
        if (wanted() !== company) lie(its);
      });
      await expect(owner.partner.breakGlass.suspend(company, user)).rejects.toMatchObject(error);
      line.honest();
    }
    expect((await owner.partner.verified(company)).head).toBe(head);
    await owner.partner.breakGlass.end(company);
    await carols.company.setRole(user, "USER");
  });

  it("a link of a desk in the place of the one that dismissed it: the device goes by what it signed", async () => {
    const { line, owner, carols, company } = world;
    const before = await carols.company.roster();
    line.answer("AdministerCompany", { errors: [{ message: "no", extensions: { code: "FORBIDDEN" } }] });
    await expect(owner.partner.invite(company, [someone()])).rejects.toMatchObject({ code: "FORBIDDEN" });
    line.honest();
    const body = JSON.parse(line.bodies.findLast((each) => each.includes("AdministerCompany")) ?? "");
    const [withheld] = body.variables.input.change.links;
    await carols.company.desks.dismiss(String(owner.account.tenant));
    const after = await carols.company.roster();
    expect(after.links.at(-1)).toMatchObject({ operation: "DESK", desk: { ends: true } });
    line.tamper("Sync", ({ sync }: Answer) => {
      const links = [{ ...withheld, seq: before.seq + 1 }];
      sync.rosters = [{ roster: company, kind: "TENANT", seq: before.seq + 1, links }];
    });
    expect(await carols.company.desks.list()).toEqual([]);
    line.honest();
    expect(await carols.company.roster()).toMatchObject({ head: after.head });
    // What it asked for is told all the same, as far as it is what was signed.
    line.tamper("BreakGlassReasons", ({ viewer: { tenant } }: Answer) => {
      tenant.reasonsOf[0] = "nothing to worry about";
    });
    const [gone, ...more] = await carols.company.desks.list({ dismissed: true });
    expect([gone?.ended.at(-1)?.reason, more]).toEqual([null, []]);
    line.honest();
    expect(await carols.evidence.list()).toMatchObject([{ kind: "ROSTER", roster: company, check: "BROKEN_CHAIN" }]);
    expect(carols.status()).toBeDefined();
    // And whoever was dismissed signs nothing there any more, whatever the server says.
    await expect(owner.partner.invite(company, [someone()])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("staff whose keys were replaced", () => {
  it("ask for nothing of a company's recovery while it knows those of before, nor where a server shows it as it was then", async () => {
    const { line, owner, ada } = world;
    const before = await freshDevice();
    let former: Answer = null;
    line.tamper("CompanyLinks", (data) => {
      former ??= structuredClone(data.companyAtDesk);
    });
    await before.partner.roster(other);
    line.honest();
    const newPassword = `${ada.password}, replaced`;
    const { emergencyKit } = await owner.rotateAccount({ currentPassword: ada.password, newPassword });
    const { user } = ada.client.account;
    const refused = { code: "DESK_UNFIT", details: { part: "keys" } };
    const nothingAskedBy = async (device: Client) => {
      const recovery = device.partner.recovery(other);
      for (const act of [
        () => recovery.backups(user),
        () => recovery.recoveries(),
        () => recovery.open({ user, purpose: "Somebody is ill", hours: 1 }),
        () => recovery.resume(randomUUID()),
      ])
        await expect(act()).rejects.toMatchObject(refused);
    };
    await nothingAskedBy(owner);
    // With the next sync the keys follow; from then on a device goes no way back.
    await owner.syncNow();
    expect(await owner.partner.recovery(other).backups(user)).toEqual([]);
    const { heads } = former;
    line.tamper("CompanyLinks", ({ companyAtDesk: its }: Answer) =>
      Object.assign(its, { heads, links: { links: [], hasMore: false } }),
    );
    await expect(owner.partner.recovery(other).backups(user)).rejects.toMatchObject(caught("WENT_BACK"));
    // A new device cannot know how far the company has come, but it knows which keys are no longer its own.
    line.tamper("CompanyLinks", (data) => Object.assign(data, { companyAtDesk: former }));
    const { secretKey } = emergencyKit;
    const settings = { url: house.url, store: memoryStore(), ...line.settings };
    const input = { address: ada.address, password: newPassword, secretKey, deviceName: "after" };
    const after = await signIn(settings, { ...input, surface: "PARTNER" });
    await nothingAskedBy(after);
    line.honest();
    expect(await after.partner.recovery(other).backups(user)).toEqual([]);
    await after.close();
    expect(line.sent.filter((name) => name === "OpenRecoveryAtDesk")).toEqual([]);
  });
});
