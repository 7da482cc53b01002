import type { House } from "../bench/house.ts";
import { type Client, memoryStore, signIn } from "../src/client/index.ts";
import { person } from "./cast.ts";
import type { Stage } from "./stage.ts";

/** Bob goes without a word, and the company gets back what he had for it: nothing more, and not in secret. */
export async function recovering({ url }: House, secretKey: string, bobs: Client, stage: Stage): Promise<void> {
  await stage.chapter("9  Bob is gone, and the supplier's login is in his business profile");
  const desk = { ...person, secretKey, deviceName: "desk", surface: "PORTAL" } as const;
  const portal = await signIn({ url, store: memoryStore(), patience: 0 }, desk);
  try {
    const code = await setUp(portal, stage);
    await handOver(bobs, stage);
    await open(portal, bobs.account.user, code, stage);
  } finally {
    await portal.close();
  }
}

async function setUp(portal: Client, stage: Stage): Promise<string> {
  let code = "";
  const show = (shown: string) => {
    code = shown;
  };
  await portal.recovery.begin({ custodians: [portal.account.user], mode: "BOTH", code: show });
  await stage.say(
    `Before that, Ada had named herself custodian, and put a recovery code into the safe: ${code.slice(0, 13)} …`,
  );
  return code;
}

async function handOver(bobs: Client, stage: Stage): Promise<void> {
  const fields = { username: "babbage", password: "brass-and-steam" };
  await bobs.profile("BUSINESS").items().add({ kind: "login", title: "Supplier", fields });
  await bobs.profile("PERSONAL").items().add({ kind: "note", title: "Diary" });
  await bobs.syncNow();
  const { entrusted } = (await bobs.recovery.status()).own;
  await stage.say(
    `Bob's tablet saw that signed, handed over the key of his business profile (${entrusted.length} vault), and told him so.`,
  );
}

async function open(portal: Client, user: string, code: string, stage: Stage): Promise<void> {
  const { taken } = await portal.recovery.takeBackups(user);
  await portal.company.suspend(user);
  await stage.say(`He is suspended. The server keeps ${taken.length} sealed backup, which it cannot read.`);
  const purpose = "Bob has left: the suppliers' logins";
  const recovery = await portal.recovery.open({ user, purpose, hours: 1, code });
  const { items } = await recovery.items();
  const titles = items.map(({ title }) => title).join(", ");
  const [supplier] = items;
  if (!supplier) throw new Error("nothing was recovered");
  const secret = await recovery.show(supplier);
  await stage.say(`Ada types the code, and says what for. Of his business profile she reads: ${titles}.`);
  await stage.say(`Its password is ${secret.fields.password}. His diary is personal, and in no backup.`);
  await recovery.close();
  await stage.say("She closes it. All of that stands in the company's log; nobody else could have opened it.");
}
