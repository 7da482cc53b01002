import type { House } from "../bench/house.ts";
import { readCode } from "../bench/seed/outbox.ts";
import { type Client, completeSignUp, memoryStore, requestSignUp, type Share } from "../src/client/index.ts";
import type { Stage } from "./stage.ts";

const carl = { address: "carl@example.net", name: "Carl Gauss", password: "seventeen sides and a compass" };

/** Somebody who is not of the company, and has no account yet, has the share too until he is taken out of it. */
export async function guest(house: House, ada: Client, { id }: Share, stage: Stage): Promise<void> {
  await stage.chapter("8  Carl, who is not of the company, is a guest in it");
  const { address, name } = carl;
  const { link } = await ada.shares.invite(id, { address, name, permission: "EDITOR" });
  await stage.say("Ada invites him by a link that she hands over herself. He makes an account for its address.");
  const carls = await signUp(house);
  try {
    const view = await carls.shares.openInvitation(link);
    await stage.say(
      `The link shows him who invites: ${view.fromName} (${view.fromAddress}), as an administrator signed it.`,
    );
    const joined = await carls.shares.join(link);
    await stage.say(
      `He joins. The key is not his yet (${joined.key}): it comes from whoever has it, and not with the link.`,
    );
    await ada.syncNow();
    await carls.syncNow();
    const items = carls.shares.open(id).items();
    const [router] = await items.find("Router");
    await items.edit(router?.id ?? "", { fields: { password: "Router-3" } });
    await ada.syncNow();
    const [seen] = await ada.shares.open(id).items().find("Router");
    await stage.say(
      `Ada's laptop syncs, and hands it over. He changes the router's password, and she has it: ${seen?.fields.password}.`,
    );
    await ada.shares.remove(id, carls.account.user);
    await carls.syncNow();
    const { length } = await carls.shares.list();
    await stage.say(`She takes him out: he has ${length} shares. Of the company he never saw anything else.`);
  } finally {
    await carls.close();
  }
}

async function signUp({ url, outbox }: House): Promise<Client> {
  const settings = { url, store: memoryStore(), patience: 0 };
  const { signUp } = await requestSignUp(settings, carl.address);
  const code = await readCode(outbox, carl.address);
  const { client } = await completeSignUp(settings, { signUp, code, ...carl, deviceName: "notebook" });
  return client;
}
