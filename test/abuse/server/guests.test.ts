/**
 * A server that lies to guests of a share, and to the owners who have them; and links that fell into other hands.
 *
 * Source: our own reasoning, after substituted public keys, injected members and withheld removals of ePrint 2026/058.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { headsInterval } from "../../../src/client/account/heads.ts";
import type { Client } from "../../../src/client/index.ts";
import { encodeBase64url, parseBase64url } from "../../../src/crypto/base64url.ts";
import { makeAccountKeys } from "../../../src/crypto/client/account-keys.ts";
import { deriveXWingPublicKey } from "../../../src/crypto/sodium.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { tenantCodeIn } from "../../support/operator.ts";
import { closePeople, newPerson, type Person } from "../../support/person.ts";
import { login, titlesIn, userOf } from "../../support/sharing.ts";

let house: TestHouse;
let ada: Person;
let bea: Person;
let eve: Person;
/** Ada's, and Bea's on her phone. */
let owners: Line;
let guests: Line;
let phone: Client;
let share: string;
let other: string;
let link: string;
const clock = () => house.now();

beforeAll(async () => {
  house = await openHouse();
  [owners, guests] = [makeLine(), makeLine()];
  ada = await newPerson(house, { clock, ...owners.settings });
  const portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  [bea, eve] = [await newPerson(house, { clock }), await newPerson(house, { clock })];
  await ada.client.syncNow();
  ({ id: share } = await ada.client.shares.create({ name: "Bank" }));
  ({ id: other } = await ada.client.shares.create({ name: "Other" }));
  await ada.client.shares.open(share).items().add(login("One"));
  ({ link } = await ada.client.shares.invite(share, { address: bea.address, name: "Bea", permission: "EDITOR" }));
  phone = await bea.onDevice("phone", { clock, ...guests.settings });
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

const honestly = async <T>(line: Line, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } finally {
    line.honest();
  }
};
/** Whether what was asked on the guest's line last was asked in a visit. */
const asksInVisit = () => guests.bodies.at(-1)?.includes('"extensions":{"visit"') ?? false;
const hers = () => encodeBase64url(deriveXWingPublicKey(makeAccountKeys().xwingSeed));
const refused = (reason: string) => expect.objectContaining({ code: "INVITATION_REFUSED", details: { reason } });

describe("The link of an invitation into a share", () => {
  it("that was changed in any of its parts fits no share that the server has", async () => {
    const [before, fragment = ""] = link.split("#");
    // Version, tenant, share, secret, genesis, seq, head.
    for (const at of [0, 5, 20, 36, 52, 65, 72]) {
      const bytes = parseBase64url(fragment);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const changed = `${before}#${encodeBase64url(bytes)}`;
      await expect(phone.shares.join(changed)).rejects.toMatchObject({
        code: expect.stringMatching(/^(INVITATION_UNFIT|INVITATION_REFUSED|INVALID_INPUT|SERVER_CAUGHT)$/),
      });
    }
    expect(await phone.shares.list()).toEqual([]);
  });

  it("lets nobody join by it but the account of the address that it is for", async () => {
    await expect(eve.client.shares.join(link)).rejects.toEqual(refused("OTHER_ADDRESS"));
    expect(await eve.client.shares.list()).toEqual([]);
  });

  it("is good for nothing once it was made void", async () => {
    const { link: another } = await ada.client.shares.invite(share, { address: eve.address, name: "Eve" });
    const [, { key } = { key: "" }] = await ada.client.shares.invitations(share);
    await ada.client.shares.voidInvitation(share, key);
    await expect(eve.client.shares.join(another)).rejects.toEqual(refused("GONE"));
  });

  it.each([
    ["a chain that ends before the head that it names", (opened) => opened.links.splice(2), "INVITATION_UNFIT"],
    ["a chain with a link left out", (opened) => opened.links.splice(1, 1), "INVITATION_UNFIT"],
    ["another share", (opened) => Object.assign(opened, { share: other }), "SERVER_CAUGHT"],
    ["another company", (opened) => Object.assign(opened, { tenant: other }), "SERVER_CAUGHT"],
    ["another person", (opened) => Object.assign(opened, { name: "Eve" }), "SERVER_CAUGHT"],
    ["a chain without an end", (opened) => Object.assign(opened, { links: [], hasMore: true }), "MALFORMED_ANSWER"],
  ] satisfies [string, (opened: Answer) => unknown, string][])(
    "is shown with %s: nobody joins",
    async (_, lie, code) => {
      guests.tamper("OpenShareInvitation", ({ openShareInvitation }: Answer) => void lie(openShareInvitation));
      const from = guests.sent.length;
      await honestly(guests, async () => {
        await expect(phone.shares.join(link)).rejects.toMatchObject({ code });
        expect(guests.sent.slice(from)).not.toContain("JoinShare");
      });
    },
  );

  it("is shown with other words for who invites: nobody is named by them", async () => {
    guests.tamper("OpenShareInvitation", ({ openShareInvitation: { introduced } }: Answer) => {
      introduced[0].name = "Your bank";
    });
    await honestly(guests, async () => {
      expect(await phone.shares.openInvitation(link)).toMatchObject({ fromName: null, fromAddress: null });
    });
  });
});

/** Bea's phone in the share, and Eve: each test may be the first. */
async function phoneIn(): Promise<void> {
  if ((await phone.shares.list()).length > 0) return;
  await phone.shares.join(link);
  await ada.client.syncNow();
  await phone.syncNow();
}
async function leaves(client: Client): Promise<void> {
  if ((await client.shares.list()).length > 0) await client.shares.leave(share);
}

describe("A guest, on a server that", () => {
  it("gives owners another public key for a guest has the key handed to nobody", async () => {
    await leaves(eve.client);
    const { link: hersToo } = await ada.client.shares.invite(share, { address: eve.address, name: "Eve" });
    expect(await eve.client.shares.join(hersToo)).toMatchObject({ id: share, key: "PENDING" });
    for (const lie of [hers(), "AAAA"]) {
      owners.tamper("ShareGuests", ({ share: { guests: all } }: Answer) => {
        for (const each of all) each.encryptionKey = lie;
      });
      await honestly(owners, async () => {
        const from = owners.sent.length;
        house.advance(600_001);
        await ada.client.syncNow();
        expect(owners.sent.slice(from)).toContain("ShareGuests");
        expect(owners.sent.slice(from)).not.toContain("DeliverShareWraps");
      });
    }
    house.advance(600_001);
    await ada.client.syncNow();
    await eve.client.syncNow();
    expect(await titlesIn(eve.client, share)).toContain("One");
  });

  it("shows what is of another share, or of her own, in a visit takes none of it", async () => {
    await phoneIn();
    let own: Answer = null;
    guests.tamper("Sync", ({ sync }: Answer) => {
      if (!asksInVisit() && sync.vaults.length > 0) own = structuredClone(sync);
    });
    await honestly(guests, async () => {
      const second = await bea.onDevice("second", { clock, ...guests.settings });
      expect(own).not.toBeNull();
      guests.tamper("Sync", ({ sync }: Answer) => {
        if (!asksInVisit()) return;
        sync.rosters.push(...own.rosters);
        sync.vaults.push(...own.vaults);
        sync.lost.push(...own.vaults.map(({ vault }: Answer) => vault));
      });
      await ada.client.shares.open(share).items().add(login("Two"));
      await second.profile("BUSINESS").items().add(login("Own"));
      await second.syncNow();
      expect(await titlesIn(second, share)).toEqual(expect.arrayContaining(["One", "Two"]));
      expect(second.evidence.list()).toEqual([]);
      expect((await second.profile("BUSINESS").items().list()).map(({ title }) => title)).toEqual(["Own"]);
      await second.close();
    });
  });

  it("shows the share among her own takes it by no page of those", async () => {
    await phoneIn();
    let visited: Answer = null;
    guests.tamper("Sync", ({ sync }: Answer) => {
      if (asksInVisit()) visited ??= structuredClone(sync);
      else if (visited) {
        sync.lost.push(share);
        sync.rosters.push(...visited.rosters);
      }
    });
    await honestly(guests, async () => {
      await ada.client.shares.open(share).items().add(login("Three"));
      await phone.syncNow();
      await phone.syncNow();
      expect(await titlesIn(phone, share)).toEqual(expect.arrayContaining(["One", "Three"]));
      expect(phone.evidence.list()).toEqual([]);
    });
  });

  it("says that other six words are those of a guest's new keys lets nobody in", async () => {
    await leaves(eve.client);
    const { link: hersToo } = await ada.client.shares.invite(share, { address: eve.address, name: "Eve" });
    await eve.client.shares.join(hersToo);
    await eve.client.rotateAccount({ currentPassword: eve.password, newPassword: "another good password" });
    await eve.client.syncNow();
    await ada.client.syncNow();
    const verify = (words: readonly string[]) => ada.client.shares.verifyGuest(share, userOf(eve), words.join(" "));
    owners.tamper("ShareGuests", ({ share: { guests: all } }: Answer) => {
      for (const each of all) each.encryptionKey = hers();
    });
    const from = owners.sent.length;
    await honestly(owners, async () => {
      await expect(verify(eve.client.shares.ownWords())).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    });
    owners.tamper("ShareGuests", ({ share: { guests: all } }: Answer) => {
      for (const each of all) each.encryptionKey = "AAAA";
    });
    await honestly(owners, async () => {
      await expect(verify(eve.client.shares.ownWords())).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    });
    await expect(verify(bea.client.shares.ownWords())).rejects.toMatchObject({ code: "WORDS_DIFFER" });
    expect(owners.sent.slice(from)).not.toContain("ChangeShare");
    await verify(eve.client.shares.ownWords());
    await expect(verify(eve.client.shares.ownWords())).rejects.toMatchObject({ code: "ALREADY_SO" });
    // Who is in already is compared as well: other words are never said to be so already.
    await expect(verify(bea.client.shares.ownWords())).rejects.toMatchObject({ code: "WORDS_DIFFER" });
  });

  it("keeps the newest of the share from one of her devices is found out by what another has noted", async () => {
    await phoneIn();
    guests.tamper("Sync", ({ sync }: Answer) => {
      sync.rosters = sync.rosters.filter(({ roster }: Answer) => roster !== share);
      sync.vaults = sync.vaults.filter(({ vault }: Answer) => vault !== share);
    });
    await honestly(guests, async () => {
      await ada.client.shares.open(share).items().add(login("Withheld"));
      await bea.client.syncNow();
      house.advance(headsInterval);
      await bea.client.syncNow();
      await phone.syncNow();
      expect(phone.evidence.list()).toMatchObject([{ vault: share, check: "WENT_BACK" }]);
      expect(await titlesIn(phone, share)).not.toContain("Withheld");
      const frozen = { code: "VAULT_FROZEN" };
      await expect(phone.shares.open(share).items().add(login("Four"))).rejects.toMatchObject(frozen);
    });
  });

  it("answers a join otherwise than was signed is caught at it", async () => {
    await phoneIn();
    const { link: again } = await ada.client.shares.invite(other, { address: bea.address, name: "Bea" });
    guests.tamper("JoinShare", ({ joinShare }: Answer) => {
      const { hash } = joinShare.head;
      joinShare.head.hash = `${hash[0] === "A" ? "B" : "A"}${hash.slice(1)}`;
    });
    await honestly(guests, async () => {
      await expect(phone.shares.join(again)).rejects.toMatchObject({ code: "SERVER_CAUGHT" });
    });
  });

  it("shows a head that nobody signed, or a link, has the share frozen, and nothing else", async () => {
    await phoneIn();
    const third = await bea.onDevice("third", { clock, ...guests.settings });
    guests.tamper("Sync", ({ sync }: Answer) => {
      for (const { vault, head } of sync.vaults)
        if (vault === share) head.signature = `${head.signature[0] === "A" ? "B" : "A"}${head.signature.slice(1)}`;
    });
    await honestly(guests, async () => {
      await ada.client.shares.open(share).items().add(login("Five"));
      await third.syncNow();
      expect(third.evidence.list()).toMatchObject([{ vault: share, check: "BAD_SIGNATURE" }]);
      expect(await third.shares.list()).toContainEqual(expect.objectContaining({ id: share, key: "FROZEN" }));
      await third.profile("BUSINESS").items().add(login("Another"));
      expect(third.status().pending).toBe(0);
    });
  });
});
