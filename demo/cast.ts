import type { House } from "../bench/house.ts";
import { readCode } from "../bench/seed/outbox.ts";
import {
  type Client,
  completeSignUp,
  type EventMap,
  memoryStore,
  requestSignUp,
  type Settings,
  signIn,
} from "../src/client/index.ts";
import { type Line, makeLine } from "./line.ts";
import type { Stage } from "./stage.ts";

/** One device of Ada's, on a line of its own. */
export interface Player {
  readonly name: string;
  readonly client: Client;
  readonly line: Line;
}

export interface Cast {
  readonly laptop: Player;
  readonly phone: Player;
  readonly secretKey: string;
}

export const person = { address: "ada@example.com", password: "correct horse battery staple", name: "Ada Lovelace" };
export const bob = { address: "bob@example.com", password: "another horse, another staple", name: "Bob Martin" };

/** Signs Ada up on her laptop, and her phone in. Both tell the stage of every change that they show. */
export async function castOf(house: House, stage: Stage): Promise<Cast> {
  const line = makeLine();
  const settings: Settings = { url: house.url, store: memoryStore(), patience: 0, ...line.settings };
  const { signUp } = await requestSignUp(settings, person.address);
  const code = await readCode(house.outbox, person.address);
  await stage.say(`The server mailed a code: ${code}. Everything else is made on the laptop.`);
  const { client, emergencyKit } = await completeSignUp(settings, { signUp, code, ...person, deviceName: "laptop" });
  const { secretKey } = emergencyKit;
  await stage.say(
    `Secret Key, for paper only: ${secretKey.slice(0, 9)}-…  With the password it opens the account; the server has neither.`,
  );

  const phoneLine = makeLine();
  const there: Settings = { url: house.url, store: memoryStore(), patience: 0, ...phoneLine.settings };
  const phone = await signIn(there, { ...person, secretKey, deviceName: "phone" });
  return {
    laptop: { name: "laptop", client, line },
    phone: { name: "phone", client: phone, line: phoneLine },
    secretKey,
  };
}

/** Follows the server, and resolves when the line stands. */
export async function goesLive({ client }: Pick<Player, "client">): Promise<void> {
  const live = next(client, "connection", (connection) => connection === "LIVE");
  client.follow();
  await live;
}

/** The next event that is wanted. */
export function next<Name extends keyof EventMap>(
  client: Client,
  name: Name,
  wanted: (event: EventMap[Name]) => boolean = () => true,
): Promise<EventMap[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!wanted(event)) return;
      off();
      resolve(event);
    });
  });
}
