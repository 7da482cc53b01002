import { randomUUID } from "node:crypto";
import {
  type Client,
  completeSignUp,
  type EmergencyKit,
  memoryStore,
  requestSignUp,
  type Settings,
  type SignIn,
  signIn,
} from "../../src/client/index.ts";
import type { TestHouse } from "./house.ts";

/** Somebody with an account, and the device that they signed up on. */
export interface Person {
  readonly address: string;
  readonly password: string;
  readonly kit: EmergencyKit;
  readonly client: Client;
  /** Signs in on another device, by password and Emergency Kit. */
  onDevice(
    deviceName: string,
    settings?: Partial<Settings> & Pick<Partial<SignIn>, "surface" | "password" | "newPassword">,
  ): Promise<Client>;
  /** Closes every device. */
  close(): Promise<void>;
}

const people = new Set<Person>();

/** Closes every device of everybody: after each test, also one that failed, so that nothing follows a server that is gone. */
export async function closePeople(): Promise<void> {
  for (const person of people) await person.close();
  people.clear();
}

/** Signs somebody up, with the code from the mail: for themself, by an address that is given; or into the company that has invited them. */
export async function newPerson(
  house: Pick<TestHouse, "url" | "codeFor">,
  settings: Partial<Settings> = {},
  invited: { readonly address: string; readonly link?: string } | null = null,
): Promise<Person> {
  const address = invited?.address ?? `ada.${randomUUID()}@example.org`;
  const password = "correct horse battery staple";
  const here = { url: house.url, store: memoryStore(), ...settings };
  const { signUp } = await requestSignUp(here, address);
  const code = await house.codeFor(address);
  const { client, emergencyKit } = await completeSignUp(here, {
    signUp,
    address,
    code,
    password,
    deviceName: "laptop",
    ...(invited?.link ? { invitation: invited.link } : { name: "Ada Lovelace" }),
  });
  const clients = [client];
  const person: Person = {
    address,
    password,
    kit: emergencyKit,
    client,
    async onDevice(deviceName, { surface = "APP", password: typed = password, newPassword, ...more } = {}) {
      const there = { url: house.url, store: memoryStore(), ...more };
      const { secretKey } = emergencyKit;
      const another = await signIn(there, {
        address,
        password: typed,
        secretKey,
        deviceName,
        surface,
        ...(newPassword !== undefined && { newPassword }),
      });
      clients.push(another);
      return another;
    },
    async close() {
      for (const each of clients) await each.close();
    },
  };
  people.add(person);
  return person;
}
