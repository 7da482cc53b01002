import { Client as Database } from "pg";
import type { House } from "../bench/house.ts";
import type { Item } from "../src/client/index.ts";
import { type Cast, castOf, goesLive, next, type Player } from "./cast.ts";
import { lookingAfter } from "./partner.ts";
import { sharing } from "./share.ts";
import type { Stage } from "./stage.ts";

const itemsOf = ({ client }: Player) => client.profile("PERSONAL").items();

/** Two devices keep one sealed vault in step, and two people a folder: the whole story, chapter by chapter. Leaves nothing open. */
export async function tellStory(house: House, stage: Stage): Promise<void> {
  await stage.chapter("1  Ada makes an account on her laptop, and signs her phone in");
  const cast = await castOf(house, stage);
  try {
    await importing(cast, stage);
    await live(cast, stage);
    await inTheTunnel(cast, stage);
    await bothAtOnce(cast, stage);
    await lostPhone(cast, stage);
    await sharing(house, cast, stage);
    await lookingAfter(house, stage);
    await whatTheServerHas(house, stage);
  } finally {
    await cast.laptop.client.close();
    await cast.phone.client.close();
  }
}

async function importing({ laptop, phone }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("2  She brings 500 passwords from her old manager");
  const rows = Array.from({ length: 500 }, (_, n) => ({
    key: String(n),
    folders: [["Work"], ["Private"], []][n % 3] ?? [],
    item: {
      kind: "login",
      title: `Site ${n}`,
      fields: { username: `ada+${n}@example.com`, password: `secret-${n}`, urls: [`https://site-${n}.example`] },
    },
  }));
  const started = performance.now();
  const report = await laptop.client.profile("PERSONAL").import(rows, { source: "the old manager" });
  await stage.say(
    `${report.added} items in ${report.folders} folders, sealed one by one and sent in ${seconds(started)} s.`,
  );
  await phone.client.syncNow();
  const [here, there] = [await itemsOf(laptop).list(), await itemsOf(phone).list()];
  const equal = here.every((item, place) => item.leaf === there[place]?.leaf);
  await stage.say(
    `The phone has fetched, verified and opened ${there.length} of them: ${equal ? "the very same" : "NOT the same"}.`,
  );
}

async function live({ laptop, phone }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("3  What changes on one device is on the other at once");
  await goesLive(laptop);
  await goesLive(phone);
  for (const title of ["Bank", "Bank, new account", "Bank, joint account"]) {
    const started = performance.now();
    const seen = next(phone.client, "change", ({ change }) => change === "ADDED" || change === "CHANGED");
    const [bank] = await itemsOf(laptop).find("Bank");
    const item = bank
      ? await itemsOf(laptop).edit(bank.id, { title })
      : await itemsOf(laptop).add({ kind: "login", title, fields: { username: "ada", password: "old" } });
    const { change, state } = await seen;
    stage.show("laptop", title, bank ? "CHANGED" : "ADDED", item.state);
    stage.show("phone", title, change, state, performance.now() - started);
  }
}

async function inTheTunnel({ laptop, phone }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("4  The phone is on a train, in a tunnel. Work goes on");
  const bank = await theBank(phone);
  await cut(phone);
  await showEdit(phone, stage, bank, "its password", { fields: { password: "changed in the tunnel" } });
  await showEdit(laptop, stage, bank, "its notes", { notes: "changed at the desk" });
  await stage.say("The tunnel ends.");
  await mend(phone, stage, bank);
  const { fields, notes } = await itemsOf(phone).get(bank.id);
  await stage.say(`Both changes are there: password “${fields.password}”, notes “${notes}”.`);
}

async function bothAtOnce({ laptop, phone }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("5  The next tunnel: both change the same field");
  const bank = await theBank(phone);
  await cut(phone);
  await showEdit(phone, stage, bank, "its password", { fields: { password: "by the phone" } });
  await showEdit(laptop, stage, bank, "its password", { fields: { password: "by the laptop" } });
  await mend(phone, stage, bank);
  const [copy] = await itemsOf(phone).list({ conflict: true });
  await stage.say(
    `Nobody wins silently: “${(await itemsOf(phone).get(bank.id)).fields.password}” is the item, “${copy?.fields.password}” stands beside it.`,
  );
  await itemsOf(phone).resolve((copy as Item).id, "OURS");
  await stage.say(`Ada keeps the phone's: “${(await itemsOf(phone).get(bank.id)).fields.password}”.`);
}

async function lostPhone({ laptop, phone }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("6  The phone is lost, and revoked");
  const started = performance.now();
  const told = next(phone.client, "signedOut");
  await laptop.client.devices.revoke(phone.client.account.device);
  const { reason } = await told;
  await stage.say(
    `After ${Math.round(performance.now() - started)} ms the phone hears of it, on its open socket: ${reason}.`,
  );
  await itemsOf(phone)
    .add({ kind: "note", title: "Written by the thief" })
    .catch(() => {});
  const [note] = await itemsOf(phone).find("Written by the thief");
  if (note) stage.show("phone", note.title, "ADDED", note.state);
  await stage.say("What is written on it now reaches nobody.");
}

/** Everything that a thief of the database would have. */
async function whatTheServerHas(house: House, stage: Stage): Promise<void> {
  await stage.chapter("11  And the server? This is a row of its table of records");
  const database = new Database({ connectionString: house.ownerUrl });
  await database.connect();
  try {
    const { rows } = await database.query(
      "select id, revision, class, version, body, key from record where class = 2 order by revision desc limit 1",
    );
    for (const [column, value] of Object.entries(rows[0] ?? {}))
      stage.print(`  ${column.padEnd(9)} ${String(value).slice(0, 72)}`);
    const search = "select count(*)::integer as found from record r where to_jsonb(r)::text ilike any($1)";
    const words = ["joint account", "secret-7", "ada+7@", "site-7.example", "tunnel"];
    const { rows: found } = await database.query(search, [words.map((word) => `%${word}%`)]);
    await stage.say(
      `Records in which ${words.map((word) => `“${word}”`).join(", ")} can be found: ${found[0]?.found}.`,
    );
  } finally {
    await database.end();
  }
}

const theBank = async (player: Player): Promise<Item> => (await itemsOf(player).find("Bank"))[0] as Item;

async function cut({ client, line }: Player): Promise<void> {
  const gone = next(client, "connection", (connection) => connection !== "LIVE");
  line.cut();
  await gone;
}

async function showEdit(
  player: Player,
  stage: Stage,
  bank: Item,
  what: string,
  patch: Parameters<ReturnType<typeof itemsOf>["edit"]>[1],
): Promise<void> {
  const { state, title } = await itemsOf(player).edit(bank.id, patch);
  stage.show(player.name, `${title}: ${what}`, "CHANGED", state);
}

/** Resolves when what waited was sent. */
async function mend({ client, line, name }: Player, stage: Stage, bank: Item): Promise<void> {
  const synced = next(client, "change", ({ state, record }) => state === "SYNCED" && record === bank.id);
  line.mend();
  await Promise.all([synced, client.syncNow()]);
  stage.show(name, bank.title, "STATE", "SYNCED");
}

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1);
