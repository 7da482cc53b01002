/** How one attack of a server is tried: the same story with and without it. */
import { expect } from "@jest/globals";
import { type Client, memoryStore, openClient, type Store } from "../../../src/client/index.ts";
import { pageFields } from "../../../src/client/transport/page.ts";
import { findIn } from "../../support/canaries.ts";
import type { TestHouse } from "../../support/house.ts";
import { type Answer, type Line, makeLine } from "../../support/line.ts";
import { newPerson, type Person } from "../../support/person.ts";
import { itemsOf, login } from "../../support/two-devices.ts";

export type Kind = "ACCOUNT" | "PERSONAL" | "BUSINESS";

/** Ada at her laptop, whose line is honest, and at her phone, whose line is the attacker's. */
export interface Scene {
  readonly house: TestHouse;
  readonly ada: Person;
  readonly laptop: Client;
  readonly phone: Client;
  readonly line: Line;
  readonly store: Store;
  /** The first two items of the personal profile. */
  readonly ids: readonly [string, string];
}

export interface Attack {
  /** Ends the sentence: a server that …. */
  readonly name: string;
  readonly source: string;
  /** What Ada does at her laptop, after which her phone has something to hear. */
  readonly before: (scene: Scene) => Promise<unknown>;
  /** Changes a page that the phone is shown; `prepared` is what `before` gave. Nothing happens where there is nothing to attack. */
  readonly lie: (page: Answer, scene: Scene, prepared: Answer) => void;
  /** What the phone is caught out by, and which vaults freeze. */
  readonly check: string;
  readonly frozen: readonly Kind[];
}

export const canaries = ["zebracanary", "wombatcanary", "heroncanary"];

export async function makeScene(house: TestHouse): Promise<Scene> {
  house.advance(3_600_001);
  const ada = await newPerson(house);
  const first = await itemsOf(ada.client).add(login("zebracanary", { password: "wombatcanary" }));
  const second = await itemsOf(ada.client).add({ ...login("second"), notes: "heroncanary" });
  await ada.client.profile("BUSINESS").items().add(login("business"));
  const line = makeLine();
  const store = memoryStore();
  const phone = await ada.onDevice("phone", { ...line.settings, store, patience: 0 });
  return { house, ada, laptop: ada.client, phone, line, store, ids: [first.id, second.id] };
}

/** What a device shows of a profile, item by item; null where the profile is not shown at all. */
export async function contentOf(client: Client, kind: "PERSONAL" | "BUSINESS"): Promise<string | null> {
  const items = await client.profile(kind).items().list();
  const texts = items.map(({ id, title, notes, fields, folder }) => JSON.stringify([id, title, notes, fields, folder]));
  return texts.sort().join("\n");
}

const bothOf = async (client: Client) => [await contentOf(client, "PERSONAL"), await contentOf(client, "BUSINESS")];

/** The story without the attack: the phone has what the laptop has, and nobody is accused of anything. */
export async function showControl(scene: Scene, { before }: Pick<Attack, "before">): Promise<void> {
  await before(scene);
  await scene.phone.syncNow();
  expect(await bothOf(scene.phone)).toEqual(await bothOf(scene.laptop));
  expect(scene.phone.evidence.list()).toEqual([]);
}

/** The story with it: it fires, is caught for what it is, freezes one vault, changes nothing, sends nothing, and leaves no trace. */
export async function showCaught(scene: Scene, attack: Attack): Promise<void> {
  const { phone, line, store, ada, house } = scene;
  const prepared = await attack.before(scene);
  const then = await bothOf(phone);
  let fired = 0;
  line.tamper("Sync", (data) => {
    if (!data) return;
    const before = JSON.stringify(data);
    attack.lie(data.sync, scene, prepared);
    if (JSON.stringify(data) !== before) fired++;
  });
  await phone.syncNow().catch((error) => expect(error).toMatchObject({ code: "SERVER_CAUGHT" }));
  expect(fired).toBeGreaterThan(0);

  expect(phone.evidence.list().map(({ check }) => check)).toContain(attack.check);
  const frozen = phone.status().vaults.filter((vault) => vault.frozen);
  expect(frozen.map((vault) => vault.class)).toEqual(attack.frozen);
  await showNothingTaken(scene, attack, then);

  // It is no better after a restart of the device, and the evidence is still there.
  const evidence = phone.evidence.list().length;
  await phone.close();
  const again = (await openClient({ url: house.url, store, patience: 0, ...line.settings })) as Client;
  await again.unlock(ada.password);
  expect(again.evidence.list().length).toBeGreaterThanOrEqual(evidence);
  await showNothingTaken({ ...scene, phone: again }, attack, then);

  // With the attack off the device reads everything anew, and has what it should.
  line.honest();
  for (const { vault } of again.status().vaults.filter((each) => each.frozen)) await again.evidence.thaw(vault);
  await again.syncNow();
  await scene.laptop.syncNow();
  expect(await bothOf(again)).toEqual(await bothOf(scene.laptop));
  await again.close();
}

async function showNothingTaken({ phone, line }: Scene, attack: Attack, then: readonly unknown[]): Promise<void> {
  const places = (["PERSONAL", "BUSINESS"] as const).map((kind, place) => [kind, place] as const);
  for (const [kind, place] of places) {
    if (!attack.frozen.includes(kind)) continue;
    expect(await contentOf(phone, kind)).toEqual(then[place]);
    const sent = line.sent.length;
    await expect(phone.profile(kind).items().add(login("on a lie"))).rejects.toMatchObject({ code: "VAULT_FROZEN" });
    expect(line.sent.slice(sent)).not.toContain("Commit");
  }
  expect(findIn(Buffer.from(line.bodies.join("\n")), canaries)).toEqual([]);
}

/** A vault in a page. */
export const vaultIn = (page: Answer, { phone }: Scene, kind: Kind = "PERSONAL"): Answer => {
  const id = phone.status().vaults.find((each) => each.class === kind)?.vault;
  return page.vaults.find((each: Answer) => each.vault === id);
};

/** Text with one character changed: bytes with a bit flipped. */
export const flipped = (text: string, at = 30): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** What the server shows its accomplice Eve of what she sent it. */
export async function pageOfEve(scene: Scene): Promise<Answer> {
  const eve = await newPerson(scene.house);
  await itemsOf(eve.client).add(login("of Eve's"));
  return pageOf(scene, eve.client);
}

/** What the server shows somebody, from the beginning. */
export async function pageOf({ house }: Scene, client: Client): Promise<Answer> {
  const { token } = await client.accessToken();
  const response = await fetch(`${house.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: `{ sync { ${pageFields} } }` }),
  });
  return ((await response.json()) as Answer).data.sync;
}
