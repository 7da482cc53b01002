import type { House } from "../bench/house.ts";
import { readCode } from "../bench/seed/outbox.ts";
import { makeDataSource } from "../ormconfig.ts";
import { type Client, completeSignUp, memoryStore, requestSignUp, type Share, signIn } from "../src/client/index.ts";
import { makeTenantCode } from "../src/operator/tenants.ts";
import { bob, type Cast, goesLive, next, person } from "./cast.ts";
import { guest } from "./guest.ts";
import { recovering } from "./recovery.ts";
import type { Stage } from "./stage.ts";

/** Ada founds a company, and has a folder together with Bob until he is taken out of it. */
export async function sharing(house: House, { laptop: { client: ada }, secretKey }: Cast, stage: Stage): Promise<void> {
  await stage.chapter("7  Ada's company: a folder that Bob has too");
  const bobs = await hireBob(house, secretKey, stage);
  try {
    const share = await offer(ada, bobs, stage);
    await bothWrite(ada, bobs, share, stage);
    await takeOut(ada, bobs, share, stage);
    await guest(house, ada, share, stage);
    await recovering(house, secretKey, bobs, stage);
  } finally {
    await bobs.close();
  }
}

/** What is the company's is done in the portal; the link of the invitation goes by a way that is not the server's. */
async function hireBob({ url, outbox, ownerUrl }: House, secretKey: string, stage: Stage): Promise<Client> {
  const desk = { ...person, secretKey, deviceName: "desk", surface: "PORTAL" } as const;
  const portal = await signIn({ url, store: memoryStore() }, desk);
  try {
    await portal.company.redeem(await tenantCode(ownerUrl));
    const [invited] = await portal.company.invite([{ address: bob.address, name: bob.name }]);
    const settings = { url, store: memoryStore(), patience: 0 };
    const { signUp } = await requestSignUp(settings, bob.address);
    const code = await readCode(outbox, bob.address);
    const joining = { signUp, code, ...bob, deviceName: "tablet", invitation: invited?.link ?? "" };
    const { client } = await completeSignUp(settings, joining);
    await stage.say("She invites him by a link that the server never sees, and he joins by it.");
    return client;
  } finally {
    await portal.close();
  }
}

/** What the operator sells. */
async function tenantCode(ownerUrl: string): Promise<string> {
  const owner = await makeDataSource({ url: ownerUrl, poolSize: 1 }).initialize();
  try {
    const terms = { plan: "ADVANCED", seats: 5, trialEndsAt: null } as const;
    return await makeTenantCode(owner, terms, new Date(Date.now() + 3_600_000));
  } finally {
    await owner.destroy();
  }
}

async function offer(ada: Client, bobs: Client, stage: Stage): Promise<Share> {
  await ada.syncNow();
  const business = ada.profile("BUSINESS");
  const { id: folder } = await business.folders().add({ name: "Servers" });
  for (const title of ["Router", "Switch"])
    await business.items().add({ kind: "login", title, folder, fields: { username: "root", password: `${title}-1` } });
  const user = bobs.account.user;
  const share = await ada.shares.create({ name: "Servers", folder, recipients: [{ user, permission: "READER" }] });
  const [offered] = await bobs.shares.offers();
  await stage.say(
    `Bob is offered “${offered?.name}” by ${offered?.fromName}: verified, and nothing of what is in it is there before he accepts.`,
  );
  await bobs.shares.accept(share.id);
  const items = await bobs.shares.open(share.id).items().list();
  await stage.say(`He accepts, and has ${items.map(({ title }) => title).join(" and ")}.`);
  return share;
}

async function bothWrite(ada: Client, bobs: Client, { id }: Share, stage: Stage): Promise<void> {
  await goesLive({ client: bobs });
  const items = ada.shares.open(id).items();
  const [router] = await items.find("Router");
  const started = performance.now();
  const seen = next(bobs, "change", ({ share }) => share === id);
  const { state, title } = await items.edit(router?.id ?? "", { fields: { password: "Router-2" } });
  stage.show("laptop", `${title}: its password`, "CHANGED", state);
  const change = await seen;
  stage.show("tablet", title, change.change, change.state, performance.now() - started);
}

async function takeOut(ada: Client, bobs: Client, { id }: Share, stage: Stage): Promise<void> {
  const started = performance.now();
  const gone = next(bobs, "change", ({ share, change }) => share === id && change === "PURGED");
  await ada.shares.remove(id, bobs.account.user);
  await gone;
  await stage.say(
    `She takes him out: after ${Math.round(performance.now() - started)} ms his open socket has nothing of it.`,
  );
  const { epoch } = await ada.shares.get(id);
  await stage.say(`The share goes on under key ${epoch}, which he never had.`);
  const known = await ada.shares.toChange(id);
  await stage.say(
    `What he had read he knows. So she is told what to change: ${known.map(({ title }) => title).join(", ")}.`,
  );
}
