import { randomUUID } from "node:crypto";
import { type Client, completeSignUp, type ItemInput, requestSignUp } from "../../src/client/index.ts";
import type { Settings } from "../../src/client/settings.ts";
import type { House } from "../house.ts";
import { readCode } from "./outbox.ts";

/** What a process needs to know of the house to sign up in it. */
export type Door = Pick<House, "url" | "outbox">;

/** An account by the SDK, and what another device signs in to it with. */
export interface SdkAccount {
  readonly client: Client;
  readonly address: string;
  readonly password: string;
  readonly secretKey: string;
}

/** Signs a new account up by the SDK. */
export async function signUpClient(
  { url, outbox }: Door,
  settings: Omit<Settings, "url">,
  deviceName: string,
): Promise<SdkAccount> {
  const [address, password] = [`ada-${randomUUID()}@example.com`, randomUUID()];
  const here = { ...settings, url };
  const { signUp } = await requestSignUp(here, address);
  const code = await readCode(outbox, address);
  const given = { signUp, address, code, password, name: "Ada Lovelace", deviceName };
  const { client, emergencyKit } = await completeSignUp(here, given);
  return { client, address, password, secretKey: emergencyKit.secretKey };
}

/** A login of an ordinary size: an envelope of about 600 bytes. */
export const login = (title: string): ItemInput<"login"> => ({
  kind: "login",
  title,
  fields: { username: "ada@example.com", password: randomUUID(), url: "https://example.com/login" },
  notes: "x".repeat(200),
});
