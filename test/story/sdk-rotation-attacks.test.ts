import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { parseDeviceState } from "../../src/client/account/device-state.ts";
import { memoryStore, type Store, signIn } from "../../src/client/index.ts";
import { parseBase64url } from "../../src/crypto/base64url.ts";
import { unwrapAccountKeys, unwrapRootKey } from "../../src/crypto/client/account-keys.ts";
import { deriveSigningPair, signManifest } from "../../src/crypto/client/sign.ts";
import { deriveUnlock } from "../../src/crypto/client/unlock.ts";
import { linkHash, parseLink } from "../../src/crypto/link.ts";
import { type Manifest, manifestHash, openSignedManifest, parseManifest } from "../../src/crypto/manifest.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type Answer, type Line, makeLine } from "../support/line.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";
import { itemsOf } from "../support/two-devices.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await closePeople();
  house.advance(3_600_000);
});
afterAll(() => house.close());

const login = (title: string) => ({ kind: "login", title, fields: { username: "ada", password: "hunter2" } });
const newPassword = "a password after the leak";
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

/** A thief with the whole store, the password and the server on their side. */
async function thiefOf({ password, client }: Person, store: Store) {
  const device = parseDeviceState((await store.get("device")) as Uint8Array);
  const { accountKeys: sealed, user, secretKey } = device;
  if (!sealed) throw new Error("no keys");
  const { unlockKey } = await deriveUnlock(password, secretKey, user, sealed.parameters);
  const rootKey = unwrapRootKey(unlockKey, user, sealed.wrapGeneration, sealed.rootKey);
  const place = { user, keyGeneration: 1, vault: sealed.accountVault, epoch: 1 };
  const wraps = { ...sealed, xwingSeed: sealed.encryptionSeed, vaultKey: sealed.accountVaultKey };
  const { signingSeed } = unwrapAccountKeys(rootKey, place, wraps);
  const { token } = await client.accessToken();
  const response = await fetch(`${house.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ sync { vaults { vault class revision head { manifest } } } }" }),
  });
  const { vaults } = ((await response.json()) as Answer).data.sync;
  const vault = vaults.find((each: Answer) => each.class === "PERSONAL");
  const bytes = parseBase64url(vault.head.manifest);
  const before = parseManifest(bytes);
  const pair = deriveSigningPair(signingSeed);
  /** The next head of the personal profile, by the old key. */
  const forge = (twist: Partial<Manifest> = {}): Answer => {
    const next = { ...before, revision: before.revision + 1, previous: manifestHash(bytes), skip: null, ...twist };
    const { bytes: manifest, signature } = openSignedManifest(signManifest(next, pair).signed);
    const head = { revision: next.revision, manifest: base64url(manifest), signature: base64url(signature) };
    return { ...vault, restoring: false, revision: next.revision, head, path: [], epochKeys: [], records: [] };
  };
  return { forge, tenantHead: before.tenantHead, head: manifestHash(bytes) };
}

async function scene(): Promise<{ ada: Person; line: Line; thief: Awaited<ReturnType<typeof thiefOf>> }> {
  const line = makeLine();
  const store = memoryStore();
  const ada = await newPerson(house, { store, patience: 0, ...line.settings });
  await ada.client.profile("PERSONAL").items().add(login("kept"));
  return { ada, line, thief: await thiefOf(ada, store) };
}

const rotate = ({ client, password }: Person) => client.rotateAccount({ currentPassword: password, newPassword });

/** Has the server show a head in the place of whatever it would show of the profile. */
function show(line: Line, forged: Answer): void {
  line.tamper("Sync", ({ sync }) => {
    sync.vaults = [...sync.vaults.filter((each: Answer) => each.class !== "PERSONAL"), forged];
  });
}

const caughtAt = ({ client }: Person) => client.evidence.list().map(({ check }) => check);

describe("a thief with the old keys, and the server on their side", () => {
  it("adds nothing to a profile that is behind, for a device that took the key away", async () => {
    const { ada, line, thief } = await scene();
    line.tamper("RotateAccount", () => line.cut());
    await rotate(ada);
    line.honest();
    line.mend();
    show(line, thief.forge());
    await ada.client.syncNow();
    expect(caughtAt(ada)).toEqual(["AFTER_CUT"]);
    expect(ada.client.status().rotation).toEqual({ unanswered: false, profiles: ["PERSONAL"] });
    expect((await ada.client.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["kept"]);
  });

  it("takes nothing back by a reset either, though the profile's own roster does not know yet that the key is gone", async () => {
    const { ada, line, thief } = await scene();
    line.tamper("RotateAccount", () => line.cut());
    await rotate(ada);
    line.honest();
    line.mend();
    const { revision } = thief.forge();
    const forged = thief.forge({ reset: [{ at: revision, revision: revision - 1, hash: thief.head }] });
    line.tamper("Sync", ({ sync }) => {
      const shown = sync.vaults.find((each: Answer) => each.class === "PERSONAL");
      if (shown) Object.assign(shown, { revision, head: forged.head, path: [] });
      else sync.vaults.push(forged);
    });
    await ada.client.syncNow();
    expect(caughtAt(ada)).toEqual(["AFTER_CUT"]);
    expect(ada.client.status().vaults.flatMap(({ abandoned }) => abandoned)).toEqual([]);
    expect((await ada.client.profile("PERSONAL").items().list()).map(({ title }) => title)).toEqual(["kept"]);
  });

  it("adds nothing by naming the link that took the key away", async () => {
    const { ada, line, thief } = await scene();
    line.tamper("RotateAccount", () => line.cut());
    await rotate(ada);
    const sent = line.bodies.map((body) => JSON.parse(body)).find((body) => body.operationName === "RotateAccount");
    const link = parseBase64url(sent.variables.input.links[0].link);
    line.honest();
    line.mend();
    show(line, thief.forge({ tenantHead: { id: parseLink(link).roster, seq: 1, hash: linkHash(link) } }));
    await ada.client.syncNow();
    expect(caughtAt(ada)).toEqual(["WRONG_KEYS"]);
  });

  it("adds nothing once the profile has followed: the cut says which head stood", async () => {
    const { ada, thief } = await scene();
    const { emergencyKit } = await rotate(ada);
    const { revision, head } = thief.forge();
    const line = makeLine();
    line.tamper("Sync", ({ sync }) => {
      for (const each of sync.vaults) if (each.class === "PERSONAL") Object.assign(each, { revision, head, path: [] });
    });
    // Whoever signs in anew knows nothing but what is shown: all of it holds, but for the cut.
    const tablet = await signIn(
      { url: house.url, store: memoryStore(), ...line.settings },
      { address: ada.address, password: newPassword, secretKey: emergencyKit.secretKey, deviceName: "tablet" },
    );
    expect(tablet.evidence.list().map(({ check }) => check)).toEqual(["AFTER_CUT"]);
    await tablet.close();
  });

  it("changes nothing by being there: with the attack off everything follows", async () => {
    const { ada, line } = await scene();
    line.tamper("RotateAccount", () => line.cut());
    await rotate(ada);
    line.honest();
    line.mend();
    await ada.client.syncNow();
    expect(caughtAt(ada)).toEqual([]);
    expect(ada.client.status().rotation).toBeNull();
  });

  it("hides no step from a device that signs in later", async () => {
    const { ada } = await scene();
    await ada.client.profile("PERSONAL").items().add(login("and another"));
    const { emergencyKit } = await rotate(ada);
    const line = makeLine();
    const { vault } = ada.client.profile("PERSONAL");
    line.tamper("Sync", ({ sync }) => {
      for (const roster of sync.rosters) if (roster.roster === vault) roster.links.length = 1;
    });
    const tablet = await signIn(
      { url: house.url, store: memoryStore(), ...line.settings },
      { address: ada.address, password: newPassword, secretKey: emergencyKit.secretKey, deviceName: "tablet" },
    );
    expect(tablet.status().vaults.some(({ class: its }) => its === "PERSONAL")).toBe(false);
    expect(tablet.evidence.list()).toHaveLength(1);
    await tablet.close();
  });
});

describe("a key that is noted before its profile has it", () => {
  it("keeps a device from sealing until it has both, with an error of its own", async () => {
    const ada = await newPerson(house);
    const item = await itemsOf(ada.client).add(login("Bank"));
    const line = makeLine();
    const phone = await ada.onDevice("phone", { ...line.settings, patience: 0 });
    const tablet = makeLine();
    let account: Answer;
    const witness = await ada.onDevice("tablet", tablet.settings);
    tablet.tamper("Sync", (data) => {
      account = data?.sync.vaults.find((vault: Answer) => vault.class === "ACCOUNT") ?? account;
    });
    for (const each of [ada.client, phone, witness]) await each.syncNow();
    await ada.client.rotate("PERSONAL");
    await witness.syncNow();
    // The server shows what the account vault says of the new key, and keeps the profile's own change back.
    line.tamper("Commit", ({ commit }) => {
      Object.assign(commit, { missing: [account], rosters: [], complete: true });
      line.cut();
    });
    await itemsOf(phone).edit(item.id, { title: "On the phone" });
    for (const writing of [itemsOf(phone).edit(item.id, { title: "Again" }), itemsOf(phone).add(login("Other"))]) {
      await expect(writing).rejects.toMatchObject({ code: "BUSY", details: { class: "PERSONAL" } });
    }
    line.honest();
    line.mend();
    await phone.syncNow();
    await itemsOf(phone).edit(item.id, { title: "Again" });
    expect((await itemsOf(phone).list()).map(({ title }) => title)).toEqual(["Again"]);
    expect(phone.status()).toMatchObject({ pending: 0, refused: 0 });
  });
});
