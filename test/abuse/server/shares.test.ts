/**
 * A server that lies about shares: whose keys they are wrapped to, what they are, where they stand, and who is in them.
 *
 * Source: our own reasoning, after substituted public keys and injected members of ePrint 2026/058.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { Client as Database } from "pg";
import type { Client } from "../../../src/client/index.ts";
import { makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { makeVaultKey } from "../../../src/crypto/client/epoch.ts";
import { wrapKeyFor } from "../../../src/crypto/client/key-wrap.ts";
import { asXWingPublicKey } from "../../../src/crypto/keys.ts";
import { deriveXWingPublicKey } from "../../../src/crypto/sodium.ts";
import { parseUuid } from "../../../src/crypto/uuid.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { closePeople, type Person } from "../../support/person.ts";
import {
  accept,
  foundTrio,
  hire,
  login,
  passwordIn,
  type SharingTrio,
  titlesIn,
  userOf,
} from "../../support/sharing.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_001);
});
afterAll(() => house.close());

interface Shared extends SharingTrio {
  readonly id: string;
  /** Bob's, who writes. */
  readonly line: Line;
}

/** A share of Ada's with an item, that Bob writes to and Eve reads. */
async function shared(): Promise<Shared> {
  const line = makeLine();
  const company = await foundTrio(house, line.settings);
  const { ada, bob, eve } = company;
  const { id } = await ada.client.shares.create({
    name: "Bank",
    recipients: [{ user: userOf(bob), permission: "OWNER" }, { user: userOf(eve) }],
  });
  await ada.client.shares.open(id).items().add(login("One"));
  await accept(id, bob, eve);
  return { ...company, id, line };
}

const caught = (check: string) => expect.objectContaining({ code: "SERVER_CAUGHT", check });
const hers = () => Buffer.from(deriveXWingPublicKey(makeAccountKeys().xwingSeed)).toString("base64url");
const aByteChanged = (text: string) => `${text.slice(0, 30)}${text[30] === "A" ? "B" : "A"}${text.slice(31)}`;
const checksOf = ({ client }: Person) => client.evidence.list().map(({ check, vault }) => [check, vault]);
const sent = ({ sent: names }: Line, name: string) => names.filter((each) => each === name).length;

describe("the key of a share, where a server", () => {
  it("shows a public key that nobody signed, is wrapped for nobody, and nothing is sent", async () => {
    const { portal, bob, id, line } = await shared();
    const dan = await hire(house, portal, "Dan");
    line.tamper("PublicKeys", ({ viewer }: Answer) => {
      for (const person of viewer.tenant.peopleOf) person.encryptionKey = hers();
    });
    const before = [sent(line, "ChangeShare"), sent(line, "Commit")];
    await expect(bob.client.shares.add(id, [{ user: userOf(dan) }])).rejects.toEqual(caught("WRONG_KEYS"));
    await expect(bob.client.shares.remove(id, (await who(bob.client, id, "Eve")) ?? "")).rejects.toEqual(
      caught("WRONG_KEYS"),
    );
    const mine = bob.client.shares.create({ name: "Mine", recipients: [{ user: userOf(dan) }] });
    await expect(mine).rejects.toEqual(caught("WRONG_KEYS"));
    expect([sent(line, "ChangeShare"), sent(line, "Commit")]).toEqual(before);
    line.honest();
    await bob.client.shares.add(id, [{ user: userOf(dan) }]);
    expect(await dan.client.shares.offers()).toMatchObject([{ name: "Bank" }]);
  });

  it("shows another public key of a group, is wrapped for nobody", async () => {
    const { ada, portal, bob, id, line } = await shared();
    const group = await portal.company.groups.create("Sales", [userOf(ada), userOf(bob)]);
    await ada.client.syncNow();
    await bob.client.syncNow();
    line.tamper("GroupKeys", ({ viewer }: Answer) => {
      for (const each of viewer.tenant.groupsOf) each.epochs[0].publicKey = hers();
    });
    await expect(bob.client.shares.add(id, [{ group }])).rejects.toEqual(caught("WRONG_KEYS"));
    line.honest();
    await bob.client.shares.add(id, [{ group }]);
  });

  it("hands over a wrap of a key of its own, is not taken for it, and the wrap is given back", async () => {
    const { ada, bob, id, line } = await shared();
    await ada.client.shares.remove(id, (await who(ada.client, id, "Eve")) ?? "");
    const its = bob.client.account.user;
    const publicKey = asXWingPublicKey(await publicKeyOf(house, its));
    line.tamper("ShareKeys", ({ share }: Answer) => {
      for (const wrap of share.ownWraps) {
        const place = { roster: parseUuid(id), epoch: wrap.epoch, user: parseUuid(its) };
        wrap.wrap = Buffer.from(wrapKeyFor(publicKey, place, makeVaultKey())).toString("base64url");
      }
      share.epochKeys = [];
    });
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toMatchObject([{ name: "Bank", key: "PENDING" }]);
    expect(await passwordIn(bob.client, id, "One")).toBe("hunter2");
    await expect(bob.client.shares.open(id).items().add(login("Two"))).rejects.toMatchObject({ code: "KEY_PENDING" });
    expect(sent(line, "RefuseShareWrap")).toBeGreaterThan(0);
    line.honest();
    await ada.client.syncNow();
    house.advance(600_001);
    await ada.client.syncNow();
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toMatchObject([{ name: "Bank", key: "HERE" }]);
  });

  it("shows another name for it, is called as it was", async () => {
    const { ada, bob, id, line } = await shared();
    await ada.client.shares.rename(id, "All banks");
    line.tamper("ShareKeys", ({ share }: Answer) => {
      share.name = aByteChanged(share.name);
    });
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toMatchObject([{ name: null, key: "HERE" }]);
    line.honest();
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toMatchObject([{ name: "All banks" }]);
  });
});

describe("what is signed in a share, on a server that", () => {
  it("says another head than the one that was signed, is caught", async () => {
    const { bob, id, line } = await shared();
    line.tamper("ChangeShare", ({ changeShare: { head } }: Answer) => {
      head.hash = aByteChanged(head.hash);
    });
    await expect(bob.client.shares.rename(id, "Lies")).rejects.toEqual(caught("MISMATCH"));
  });

  it("says that it moved and shows nothing that did, is not signed twice", async () => {
    const { bob, id, line } = await shared();
    line.answer("ChangeShare", { data: { changeShare: { __typename: "StaleHead" } } });
    await expect(bob.client.shares.rename(id, "Never")).rejects.toEqual(caught("MISMATCH"));
    expect(sent(line, "ChangeShare")).toBe(1);
  });
});

describe("a share, on a server that", () => {
  it("shows a head of its own for it, is frozen alone, and goes on once the server does", async () => {
    const { ada, bob, id, line } = await shared();
    const other = await ada.client.shares.create({ name: "Other", recipients: [{ user: userOf(bob) }] });
    await accept(other.id, bob);
    await ada.client.shares.open(id).items().add(login("Two"));
    await ada.client.shares.open(other.id).items().add(login("Elsewhere"));
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const each of sync.vaults) if (each.vault === id) each.head.signature = aByteChanged(each.head.signature);
    });
    await bob.client.syncNow();
    expect(checksOf(bob)).toEqual([["BAD_SIGNATURE", id]]);
    expect(await titlesIn(bob.client, id)).toEqual(["One"]);
    expect(await titlesIn(bob.client, other.id)).toEqual(["Elsewhere"]);
    const write = bob.client.shares.open(id).items().add(login("Mine"));
    await expect(write).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    await expect(bob.client.shares.rename(id, "Mine")).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    expect((await bob.client.shares.list()).map(({ name, key }) => [name, key])).toEqual([
      ["Bank", "FROZEN"],
      ["Other", "HERE"],
    ]);
    line.honest();
    await bob.client.evidence.thaw(id);
    expect(await titlesIn(bob.client, id)).toEqual(["One", "Two"]);
  });

  it("leaves a link of its roster out, is frozen", async () => {
    const { ada, portal, bob, id, line } = await shared();
    const dan = await hire(house, portal, "Dan");
    await ada.client.shares.add(id, [{ user: userOf(dan) }]);
    line.tamper("Sync", ({ sync }: Answer) => {
      for (const roster of sync.rosters) if (roster.roster === id) roster.links.pop();
    });
    await ada.client.shares.open(id).items().add(login("Two"));
    await bob.client.syncNow();
    expect(checksOf(bob)).toEqual([["WRONG_ROSTER_HEAD", id]]);
    expect(await titlesIn(bob.client, id)).toEqual(["One"]);
  });

  it("says that it is gone, and shows it again, has it back without an accusation", async () => {
    const { bob, id, line } = await shared();
    line.tamper("Sync", ({ sync }: Answer) => {
      sync.lost = [id];
    });
    await bob.client.syncNow();
    expect(await bob.client.shares.list()).toEqual([]);
    line.honest();
    const phone = await bob.onDevice("phone");
    expect(await titlesIn(phone, id)).toEqual(["One"]);
    expect(bob.client.evidence.list()).toEqual([]);
  });

  it("offers one that was never accepted as if it were, shows none of it", async () => {
    const { ada, portal, id } = await shared();
    const dan = await hire(house, portal, "Dan");
    await ada.client.shares.add(id, [{ user: userOf(dan) }]);
    const line = makeLine();
    const phone = await dan.onDevice("phone", line.settings);
    await asIfAccepted(house, id, userOf(dan));
    await phone.syncNow();
    expect(await phone.shares.list()).toEqual([]);
    expect(await phone.shares.offers()).toMatchObject([{ id }]);
    expect(phone.status().vaults.map((each) => each.class)).not.toContain("SHARE");
  });
});

/** Who somebody is in a share, by name. */
async function who(client: Client, id: string, name: string): Promise<string | null | undefined> {
  return (await client.shares.get(id)).recipients.find((each) => each.name === name)?.user;
}

async function publicKeyOf({ database }: TestHouse, user: string): Promise<Uint8Array> {
  const rows = new Database({ connectionString: database.superuserUrl });
  await rows.connect();
  const found = await rows.query(
    "select encryption_key from account_key where user_id = $1 order by key_generation desc",
    [user],
  );
  await rows.end();
  return found.rows[0].encryption_key;
}

async function asIfAccepted({ database }: TestHouse, share: string, user: string): Promise<void> {
  const rows = new Database({ connectionString: database.superuserUrl });
  await rows.connect();
  await rows.query(
    "insert into share_answer (tenant_id, user_id, share_id, answer, at) select tenant_id, $2, id, 'ACCEPTED', now() from share where id = $1",
    [share, user],
  );
  await rows.end();
}
