/** The log of a company: what stands in it, who reads it, and who can change it. By the server's verbs. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { GraphQLEnumType } from "graphql";
import {
  type AuditEntry,
  type AuditPosition,
  beginningOfLog,
  nextAuditPosition,
} from "../../src/crypto/audit-entry.ts";
import { auditKinds } from "../../src/crypto/audit-kinds.ts";
import { asHash, asSigningPublicKey, type Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { followAudit } from "../../src/domain/audit/follow.ts";
import { type PlacedEntry, readAudit, readAuditHead, readSeatDays } from "../../src/domain/audit/read.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { deletePerson } from "../../src/domain/company/delete-person.ts";
import { redeemTenantCode } from "../../src/domain/company/redeem-tenant-code.ts";
import type { Request } from "../../src/domain/context.ts";
import { renameDevice, revokeDevice } from "../../src/domain/device/device.ts";
import { signOut } from "../../src/domain/session/sign-out.ts";
import { readContract } from "../../src/schema/contract.ts";
import { type BareChange, type BareVault, draft, move, newRecord, purge, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareMember, signInTo } from "../support/bare-company.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let bob: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  bob = await company.hire();
});

const page = { first: 500, after: null, filter: null };
const chained = () => {
  house.advance(2_001);
  return runJobs(house.house);
};
const logOf = async (request: Request = company.ada.portal()): Promise<readonly PlacedEntry[]> => {
  await chained();
  return (await readAudit(request, page)).edges.map(({ node }) => node);
};
const idOf = ({ account }: BareMember) => formatUuid(account.user);
const text = (words: string) => new TextEncoder().encode(words);
const businessOf = (who: BareMember) => who.account.vaults.BUSINESS;
const vaultOf = (who: BareMember) => formatUuid(businessOf(who).id);

async function write(who: BareMember, vault: BareVault, ...changes: BareChange[]) {
  const made = draft(who.account, vault, changes);
  const answer = await commit(who.app(), { clientMutationId: crypto.randomUUID(), vaults: [made.input] });
  expect(answer.__typename).toBe("Committed");
  made.apply();
}
const item = (who: BareMember, vault = businessOf(who)) => newRecord(vault, recordClass.ITEM, randomBytes(40));

/** An entry as it is hashed, of what the API shows. */
const entryOf = (shown: PlacedEntry): AuditEntry => {
  const id = (text: string | null) => (text === null ? null : parseUuid(text));
  return {
    ...shown,
    tenant: company.state.head.id,
    id: parseUuid(shown.entry),
    time: shown.at.getTime(),
    actor: id(shown.actor),
    actorDevice: id(shown.actorDevice),
    user: id(shown.user),
    device: id(shown.device),
    group: id(shown.group),
    vault: id(shown.vault),
    invitation: shown.invitation && asSigningPublicKey(shown.invitation),
    records: shown.records.map((record) => parseUuid(record)),
  };
};
const check = (entries: readonly PlacedEntry[], from: AuditPosition = beginningOfLog): AuditPosition =>
  entries.reduce((before, shown) => nextAuditPosition(before, entryOf(shown), asHash(shown.hash)), from);

it("The surfaces that entries may have are all in the contract", async () => {
  const [constraint] = await house.asSuperuser(
    "select pg_get_constraintdef(oid) as its from pg_constraint where conname = 'audit_waiting_surface_is_known'",
  );
  const taken = [...String(constraint?.its).matchAll(/'([A-Z]+)'/g)].map(([, name]) => name);
  const type = readContract().getType("AuditSurface") as GraphQLEnumType;
  expect([taken.length > 1, type.getValues().map(({ name }) => name)]).toEqual([true, taken]);
});

describe("the kinds of a log", () => {
  it("are those of the contract, described alike, and at least a hundred", () => {
    const type = readContract().getType("AuditKind") as unknown as {
      getValues(): readonly { readonly name: string; readonly description: string }[];
    };
    expect(type.getValues().map(({ name, description }) => [name, description])).toEqual(Object.entries(auditKinds));
    expect(Object.keys(auditKinds).length).toBeGreaterThanOrEqual(100);
  });

  it("are all written somewhere", () => {
    const root = new URL("../../", import.meta.url);
    const files = ["src/domain", "src/operator", "migrations"].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.(ts|sql)$/.test(name))
        .map((name) => readFileSync(new URL(`${folder}/${name}`, root), "utf8")),
    );
    const sources = files.join("\n");
    // Of what is done to records the two halves of the name stand apart.
    const made = ["ITEMS", "FOLDERS"].flatMap((its) =>
      ["ADDED", "CHANGED", "MOVED", "TRASHED", "PURGED"].map((deed) => `${its}_${deed}`),
    );
    const lacking = Object.keys(auditKinds).filter((kind) => !made.includes(kind) && !sources.includes(kind));
    expect(lacking).toEqual([]);
  });
});

describe("what is done in a company", () => {
  it("stands in its log with who did it, whom it concerns, and when", async () => {
    const seq = company.state.head.seq;
    await company.act(company.ada, {
      operation: operation.ROLE,
      subject: { user: bob.account.user, role: role.ADMINISTRATOR },
    });
    const log = await logOf();
    expect(log.map(({ kind }) => kind)).toEqual([
      ...["TENANT_FOUNDED", "DEVICE_ADDED", "DEVICE_ADDED", "SIGNED_IN_TO_PORTAL"],
      ...["USER_INVITED", "USER_JOINED", "DEVICE_ADDED", "DEVICE_ADDED", "SIGNED_IN_TO_PORTAL"],
      "USER_MADE_ADMINISTRATOR",
    ]);
    expect(log.at(-1)).toMatchObject({
      revision: log.length,
      actor: idOf(company.ada),
      surface: "PORTAL",
      origin: "SERVER",
      user: idOf(bob),
      seq: seq + 1,
    });
    expect(Math.abs((log.at(-1)?.at.getTime() ?? 0) - house.house.clock().getTime())).toBeLessThan(60_000);
  });

  it("says of a commit to a business profile which records, and how many, in one entry", async () => {
    await company.auditItems(255);
    const vault = businessOf(bob);
    const folder = newRecord(vault, recordClass.FOLDER, text("folder"));
    const items = Array.from({ length: 40 }, () => item(bob));
    await write(bob, vault, folder);
    await write(bob, vault, ...items);
    const [first, second] = items.map(({ fields }) => (fields as { record: unknown }).record as Id);
    await write(bob, vault, sealAgain(vault, first as Id, recordClass.ITEM, text("again")));
    await write(bob, vault, move(vault, first as Id, { trashedSince: house.house.clock().getTime() }));
    await write(bob, vault, move(vault, first as Id, { trashedSince: 0 }));
    await write(bob, vault, move(vault, first as Id, { trashedSince: 1 }));
    await write(bob, vault, purge(vault, first as Id));
    await write(bob, vault, item(bob), sealAgain(vault, second as Id, recordClass.ITEM, text("both")));
    const log = (await logOf()).filter((entry) => entry.vault === vaultOf(bob));
    expect(log.map(({ kind, amount, records }) => [kind, amount, records.length])).toEqual([
      ["FOLDERS_ADDED", 1, 1],
      ["ITEMS_ADDED", 40, 32],
      ["ITEMS_CHANGED", 1, 1],
      ["ITEMS_TRASHED", 1, 1],
      ["ITEMS_MOVED", 1, 1],
      ["ITEMS_TRASHED", 1, 1],
      ["ITEMS_PURGED", 1, 1],
      ["RECORDS_CHANGED", 2, 2],
    ]);
    expect(log[1]?.records).toEqual(items.slice(0, 32).map(({ input }) => input.record));
    expect(log[1]).toMatchObject({ actor: idOf(bob), actorDevice: formatUuid(bob.account.device), surface: "APP" });
  });

  it("says nothing of personal profiles and account vaults", async () => {
    await company.auditItems(255);
    const { PERSONAL } = bob.account.vaults;
    const before = await logOf();
    for (let i = 0; i < 3; i++) await write(bob, PERSONAL, item(bob, PERSONAL));
    expect(await logOf()).toEqual(before);
    const rows = await house.asSuperuser("select a::text as row from audit_entry a");
    const all = rows.map(({ row }) => row).join("\n");
    for (const vault of [PERSONAL, bob.account.vaults.ACCOUNT]) expect(all).not.toContain(formatUuid(vault.id));
  });

  it("holds no name and no address of anybody", async () => {
    await renameDevice(bob.app(), { device: formatUuid(bob.account.device), name: "the canary's laptop" });
    await company.act(company.ada, { operation: operation.NAME, subject: { name: "Canary & Sons" } });
    await logOf();
    const rows = await house.asSuperuser("select a::text as row from audit_entry a");
    const all = rows.map(({ row }) => row).join("\n");
    for (const words of ["anary", bob.account.address, "Bob Martin", "Ada"]) expect(all).not.toContain(words);
  });

  it("is written with the deed or not at all", async () => {
    await company.auditItems(255);
    const before = await logOf();
    const made = draft(bob.account, businessOf(bob), [item(bob)]);
    await house.asSuperuser(
      "alter table audit_waiting add constraint nothing_more check (kind <> 'ITEMS_ADDED') not valid",
    );
    try {
      const input = { clientMutationId: crypto.randomUUID(), vaults: [made.input] };
      await expect(commit(bob.app(), input)).rejects.toMatchObject({ code: "23514" });
    } finally {
      await house.asSuperuser("alter table audit_waiting drop constraint nothing_more");
    }
    expect(await house.asSuperuser("select from record where vault_id = $1", [vaultOf(bob)])).toEqual([]);
    expect(await logOf()).toEqual(before);
  });

  it("tells of sign-ins, devices and their ends", async () => {
    await signInTo(house, bob.account, "APP");
    await signInTo(house, { ...bob.account, login: company.ada.account.login }, "APP");
    await revokeDevice(bob.portal(), { device: formatUuid(bob.account.device) });
    await signOut(bob.portal());
    const kinds = (await logOf()).slice(9).map(({ kind, actor, user }) => [kind, actor ?? user]);
    expect(kinds).toEqual(
      ["DEVICE_ADDED", "SIGNED_IN", "SIGN_IN_REFUSED", "DEVICE_REVOKED", "SIGNED_OUT"].map((kind) => [kind, idOf(bob)]),
    );
  });

  it("tells once that nobody may try to sign in as somebody any more", async () => {
    for (let i = 0; i < 24; i++) {
      await signInTo(house, { ...bob.account, login: company.ada.account.login }, "APP").catch(() => {});
    }
    const kinds = (await logOf()).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "SIGN_IN_LIMITED")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "SIGN_IN_REFUSED").length).toBeGreaterThanOrEqual(18);
  });

  it("tells of what was refused to whom it is not for", async () => {
    const rename = { operation: operation.NAME, subject: { name: "Mine" } } as const;
    const stolen = company.link(company.ada, rename).signed;
    await expect(company.send(bob, [stolen])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(deletePerson(bob.portal(), { user: idOf(company.ada) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(redeemTenantCode(bob.portal(), { code: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await redeemTenantCode(company.ada.portal(), { code: "x" });
    await expect(readAudit(bob.portal(), page)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await house.asSuperuser("update tenant set seats = 2 where id = $1", [formatUuid(company.state.head.id)]);
    const { act, text: person } = company.inviting();
    await company.act(company.ada, act, { persons: [{ ...person, seq: company.state.head.seq + 1 }] });
    expect((await logOf()).slice(9).map(({ kind, actor }) => [kind, actor])).toEqual([
      ["ADMINISTRATION_REFUSED", idOf(bob)],
      ["PERSON_DELETION_REFUSED", idOf(bob)],
      ["COMPANY_CODE_FORBIDDEN", idOf(bob)],
      ["COMPANY_CODE_REFUSED", idOf(company.ada)],
      ["AUDIT_LOG_REFUSED", idOf(bob)],
      ["SEATS_WERE_TAKEN", idOf(company.ada)],
    ]);
  });

  it("tells once in a quarter of an hour of what somebody goes on being refused", async () => {
    const { signed } = company.link(company.ada, { operation: operation.NAME, subject: { name: "Mine" } });
    const before = (await logOf()).length;
    const tryAll = async () => {
      for (let i = 0; i < 5; i++) {
        await expect(readAudit(bob.app(), page)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
        await expect(company.send(bob, [signed])).rejects.toMatchObject({ code: "FORBIDDEN" });
        await expect(deletePerson(bob.portal(), { user: idOf(company.ada) })).rejects.toMatchObject({
          code: "FORBIDDEN",
        });
      }
    };
    const kinds = async () => (await logOf()).slice(before).map(({ kind }) => kind);
    const once = ["AUDIT_LOG_REFUSED", "ADMINISTRATION_REFUSED", "PERSON_DELETION_REFUSED"];
    await tryAll();
    expect(await kinds()).toEqual(once);
    house.advance(900_001);
    const token = async (who: BareMember, surface: "APP" | "PORTAL") => {
      const answer = await signInTo(house, who.account, surface);
      return house.by(answer.__typename === "SignedIn" ? answer.session.accessToken : "");
    };
    const later = await token(bob, "APP");
    await expect(readAudit(later, page)).rejects.toMatchObject({ code: "WRONG_SURFACE" });
    const log = await logOf(await token(company.ada, "PORTAL"));
    expect(log.filter(({ kind }) => kind === "AUDIT_LOG_REFUSED")).toHaveLength(2);
  });

  it("tells when an invitation has run out, once", async () => {
    const invited = await company.invite(company.ada);
    house.advance(8 * 24 * 3_600_000);
    const ada = await signInTo(house, company.ada.account, "PORTAL");
    const portal = () => house.by(ada.__typename === "SignedIn" ? ada.session.accessToken : "");
    await chained();
    house.advance(60_001);
    const lapsed = (await logOf(portal())).filter(({ kind }) => kind === "INVITATION_EXPIRED");
    expect(lapsed).toHaveLength(1);
    expect(Buffer.from(lapsed[0]?.invitation ?? []).equals(Buffer.from(invited.pair.publicKey))).toBe(true);
  });
});

describe("the chain of a log", () => {
  it("is dense, and verified by whoever reads it, however many workers there are", async () => {
    await company.auditItems(255);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 4; j++) await write(bob, businessOf(bob), item(bob));
      house.advance(2_001);
      await Promise.all([runJobs(house.house), runJobs(house.house), runJobs(house.house)]);
    }
    const log = await logOf();
    expect(log.map(({ revision }) => revision)).toEqual(log.map((_, place) => place + 1));
    const head = await readAuditHead(company.ada.portal());
    expect(check(log)).toEqual({ revision: head.revision, hash: asHash(head.hash as Uint8Array) });
  });

  it("leaves nobody waiting, of however many companies and entries", async () => {
    const tenant = formatUuid(company.state.head.id);
    await house.asSuperuser(
      `with founded as (
         insert into tenant (id, created_at) select gen_random_uuid(), now() from generate_series(1, 450) returning id
       )
       insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records)
       select id, gen_random_uuid(), 'SIGNED_OUT', date_trunc('milliseconds', now()), 'SERVER', '{}'::uuid[] from founded
       union all select $1, gen_random_uuid(), 'SIGNED_OUT', date_trunc('milliseconds', now()), 'SERVER', '{}' from generate_series(1, 2500)`,
      [tenant],
    );
    await chained();
    expect(await house.asSuperuser("select from audit_waiting")).toEqual([]);
    const [{ count, last } = {}] = await house.asSuperuser(
      "select count(*)::integer, max(revision) as last from audit_entry where tenant_id = $1",
      [tenant],
    );
    expect([count, last]).toEqual([2_509, 2_509]);
  });

  it("passes over no entry of a transaction that takes long", async () => {
    await company.auditItems(255);
    const tenant = formatUuid(company.state.head.id);
    const client = await house.house.pool.connect();
    const slow = crypto.randomUUID();
    try {
      await client.query("begin");
      await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", [
        tenant,
        idOf(bob),
      ]);
      await client.query(
        `insert into audit_waiting (tenant_id, id, kind, happened_at, origin, records)
         values ($1, $2, 'SIGNED_OUT', $3, 'SERVER', '{}')`,
        [tenant, slow, house.house.clock()],
      );
      await write(bob, businessOf(bob), item(bob));
      const before = await logOf();
      expect(before.map(({ entry }) => entry)).not.toContain(slow);
      expect(before.at(-1)?.kind).toBe("ITEMS_ADDED");
      await client.query("commit");
      const after = await logOf();
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.at(-1)).toMatchObject({ entry: slow, revision: before.length + 1 });
      check(after);
    } finally {
      client.release();
    }
  });

  it("shows a changed, a dropped and a swapped entry, also to whoever changed the database", async () => {
    const log = [...(await logOf())];
    const swapped = [...log];
    [swapped[2], swapped[3]] = [log[3] as PlacedEntry, log[2] as PlacedEntry];
    const broken = { code: "BROKEN_CHAIN" };
    expect(() => check(swapped)).toThrow(expect.objectContaining(broken));
    expect(() => check(log.filter((_, place) => place !== 4))).toThrow(expect.objectContaining(broken));
    expect(() => check(log.map((each, place) => (place === 4 ? { ...each, actor: idOf(bob) } : each)))).toThrow(
      expect.objectContaining(broken),
    );
    await house.asSuperuser("update audit_entry set kind = 'USER_RESUMED' where revision = 5 and tenant_id = $1", [
      formatUuid(company.state.head.id),
    ]);
    const told = await logOf();
    expect(() => check(told)).toThrow(expect.objectContaining(broken));
  });

  it("goes on from the anchor when its oldest entries have had their time", async () => {
    const before = await logOf();
    house.advance(731 * 24 * 3_600_000);
    const signed = await signInTo(house, company.ada.account, "PORTAL");
    const portal = () => house.by(signed.__typename === "SignedIn" ? signed.session.accessToken : "");
    // What is new has to stand before anything old goes: a log is never emptied.
    await chained();
    house.advance(3_600_001);
    const again = await signInTo(house, company.ada.account, "PORTAL");
    const reader = () => house.by(again.__typename === "SignedIn" ? again.session.accessToken : "");
    await chained();
    const log = await logOf(reader());
    const head = await readAuditHead(reader());
    expect(head.anchorRevision).toBe(before.length);
    expect(log[0]?.revision).toBe(before.length + 1);
    expect(log.find(({ kind }) => kind === "AUDIT_LOG_SHORTENED")).toMatchObject({
      amount: before.length,
      seq: before.length,
      actor: null,
    });
    const anchor = { revision: head.anchorRevision, hash: asHash(head.anchorHash as Uint8Array) };
    expect(anchor.hash).toEqual(asHash(before.at(-1)?.hash as Uint8Array));
    expect(check(log, anchor).revision).toBe(head.revision);
    await expect(readAudit(portal(), page)).rejects.toMatchObject({ code: "TOKEN_EXPIRED" });
  });

  it("is shortened by what happened, and not by having been shortened", async () => {
    const tenant = formatUuid(company.state.head.id);
    const pass = async (days: number) => {
      house.advance(days * 24 * 3_600_000);
      await chained();
    };
    for (let time = 0; time < 3; time++) {
      await signInTo(house, company.ada.account, "PORTAL");
      await pass(20);
    }
    const log = () =>
      house.asSuperuser("select revision, kind from audit_entry where tenant_id = $1 order by revision", [tenant]);
    const happened = (await log()).at(-1);
    for (let month = 0; month < 30; month++) await pass(31);
    const after = await log();
    expect(after).toContainEqual(happened);
    expect(after.filter(({ kind }) => kind === "AUDIT_LOG_SHORTENED")).toHaveLength(1);
    await pass(31);
    expect(await log()).toEqual(after);
  });
});

describe("the log of a company is read", () => {
  it("by administrators in the portal alone, and each reads their own company's", async () => {
    const other = await BareCompany.found(house);
    const theirs = await logOf(other.ada.portal());
    const ours = await logOf();
    expect(theirs.map(({ actor }) => actor)).not.toContain(idOf(company.ada));
    expect(ours.map(({ actor }) => actor)).not.toContain(idOf(other.ada));
    for (const read of [
      (request: Request) => readAudit(request, page),
      readAuditHead,
      (request: Request) => readSeatDays(request, 10),
    ]) {
      await expect(read(bob.portal())).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(read(bob.app())).rejects.toMatchObject({ code: "WRONG_SURFACE" });
      await expect(read(company.ada.app())).rejects.toMatchObject({ code: "WRONG_SURFACE" });
      await expect(read(house.anonymous())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
    const news = followAudit(() => bob.portal(), null, new AbortController().signal);
    await expect(news.next()).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("page by page, by what, by whom, about whom and when", async () => {
    await company.act(company.ada, { operation: operation.SUSPEND, subject: { user: bob.account.user } });
    const middle = house.house.clock();
    house.advance(1_000);
    await company.act(company.ada, { operation: operation.RESUME, subject: { user: bob.account.user } });
    const log = await logOf();
    const ask = async (filter: object, first = 500, after: string | null = null) =>
      readAudit(company.ada.portal(), { first, after, filter: filter as never });
    const of = async (filter: object) => (await ask(filter)).edges.map(({ node }) => node);
    const both = { kinds: ["DEVICE_ADDED", "USER_RESUMED"] };
    expect(await of(both)).toEqual(log.filter(({ kind }) => both.kinds.includes(kind)));
    expect(await of({ actor: idOf(bob) })).toEqual(log.filter(({ actor }) => actor === idOf(bob)));
    expect(await of({ user: idOf(bob) })).toEqual(log.filter(({ user }) => user === idOf(bob)));
    expect(await of({ from: middle })).toEqual(log.filter(({ at }) => at >= middle));
    expect(await of({ until: middle })).toEqual(log.filter(({ at }) => at < middle));
    expect(await of({ origin: "CLIENT" })).toEqual([]);
    expect(await of({ origin: "SERVER", user: idOf(bob), kinds: ["USER_SUSPENDED"] })).toHaveLength(1);
    const found: PlacedEntry[] = [];
    for (let after: string | null = null; ; ) {
      const { edges, pageInfo } = await ask({ actor: idOf(company.ada) }, 2, after);
      found.push(...edges.map(({ node }) => node));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(found).toEqual(log.filter(({ actor }) => actor === idOf(company.ada)));
  });

  it("by no cursor and no filter that is none", async () => {
    const ask = (args: object) => readAudit(company.ada.portal(), { ...page, ...args });
    for (const after of ["", "x", "!", Buffer.from("-1").toString("base64url"), "A".repeat(1_000_000)]) {
      await expect(ask({ after })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    }
    for (const first of [0, -1, 501, 2 ** 31])
      await expect(ask({ first })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    for (const filter of [
      { kinds: [] },
      { kinds: Array(201).fill("SIGNED_IN") },
      { actor: "nobody" },
      { user: "x".repeat(1_000_000) },
    ]) {
      await expect(ask({ filter })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
    for (const year of ["0000", "0001", "9999"]) {
      const moment = new Date(`${year}-01-01T00:00:00.000Z`);
      await expect(ask({ filter: { from: moment, until: moment } })).resolves.toMatchObject({ edges: [] });
    }
    await expect(ask({ filter: { behind: -1 } })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(ask({ filter: { kinds: ["'; drop table audit_entry; --"] } })).resolves.toMatchObject({ edges: [] });
  });

  it("as it grows: the head at once, then every entry", async () => {
    await company.auditItems(255);
    const before = await logOf();
    const ended = new AbortController();
    const news = followAudit(() => company.ada.portal(), before.length - 2, ended.signal);
    expect((await news.next()).value).toMatchObject({
      head: { revision: before.length },
      entries: [{ revision: before.length - 1 }, { revision: before.length }],
    });
    const next = news.next();
    await write(bob, businessOf(bob), item(bob));
    await chained();
    expect((await next).value).toMatchObject({
      head: { revision: before.length + 1 },
      entries: [{ revision: before.length + 1, kind: "ITEMS_ADDED" }],
    });
    const last = news.next();
    ended.abort();
    expect((await last).done).toBe(true);
    const fromNow = followAudit(() => company.ada.portal(), null, new AbortController().signal);
    expect((await fromNow.next()).value).toMatchObject({ head: { revision: before.length + 1 }, entries: [] });
    await fromNow.return(undefined);
  });
});

describe("the role that serves requests", () => {
  const as = async (statement: string, values: unknown[] = []) => {
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('app.tenant', $1, true), set_config('app.user', $2, true)", [
        formatUuid(company.state.head.id),
        idOf(company.ada),
      ]);
      return await client.query(statement, values);
    } finally {
      await client.query("rollback");
      client.release();
    }
  };

  it.each([
    "update audit_entry set kind = 'SIGNED_OUT'",
    "delete from audit_entry",
    "truncate audit_entry",
    "insert into audit_entry select * from audit_entry limit 1",
    "update audit_waiting set kind = 'SIGNED_OUT'",
    "delete from audit_waiting",
    "update audit_head set revision = 0",
    "delete from audit_head",
    "insert into audit_head select gen_random_uuid(), 0, null, 0, null",
    "update job set due_at = now()",
  ])("cannot %s", async (statement) => {
    await logOf();
    await expect(as(statement)).rejects.toMatchObject({ code: "42501" });
  });

  it("can place nothing but what waits, and only behind the head", async () => {
    await logOf();
    await expect(as("select chain_audit(0, '{}', '{}')")).rejects.toMatchObject({ code: "SG003" });
    const head = await readAuditHead(company.ada.portal());
    await expect(
      as("select chain_audit($1, $2, $3)", [head.revision, [crypto.randomUUID()], [Buffer.alloc(32)]]),
    ).rejects.toMatchObject({ code: "SG003" });
  });

  it("can forget nothing that is young, whatever it says the time is", async () => {
    const before = await logOf();
    await as("select forget_audit($1, 1000000, now())", [new Date(Date.now() + 3_650 * 24 * 3_600_000)]);
    expect(await logOf()).toEqual(before);
    const tried = await as(
      "with gone as (select forget_audit($1, 1000000, now())) select (select count(*)::integer from audit_entry) as left from gone",
      [new Date(Date.now() + 3_650 * 24 * 3_600_000)],
    );
    expect(tried.rows[0].left).toBeGreaterThanOrEqual(before.length);
  });
});
