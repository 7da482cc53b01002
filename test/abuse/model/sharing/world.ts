/** What the model of sharing works on: four people of one company, two of its groups, their lines, and what was done. */
import { randomUUID } from "node:crypto";
import { Client as Database } from "pg";
import { type Client, memoryStore, openClient, SealgraphError, type Store } from "../../../../src/client/index.ts";
import type { TestHouse } from "../../../support/house.ts";
import { type Line, makeLine } from "../../../support/line.ts";
import { tenantCodeIn } from "../../../support/operator.ts";
import { newPerson, type Person } from "../../../support/person.ts";
import type { Model } from "./model.ts";
import type { Seen } from "./secrets.ts";

export interface Member {
  readonly name: string;
  readonly user: string;
  client: Client;
  readonly line: Line;
  readonly store: Store;
  readonly session: string;
  offline: boolean;
}

/** A company, with a connection that sees all that its server has. */
export interface Company {
  readonly house: TestHouse;
  readonly portal: Client;
  readonly members: readonly Member[];
  readonly rows: Database;
  readonly people: readonly Person[];
}

export interface World extends Company {
  readonly model: Model;
  readonly seen: Seen;
  /** Every title that was written to a share, by share, but for those that had to be refused. */
  readonly written: Map<string, Set<string>>;
  /** What was thrown that an honest run has no reason for. */
  readonly strange: unknown[];
  /** What was done, for whoever reads a failure. */
  readonly story: string[];
  serial: number;
}

export async function foundCompany(house: TestHouse): Promise<Company> {
  house.advance(3_600_001);
  const clock = () => house.now();
  const places = Array.from({ length: 4 }, () => ({ store: memoryStore(), line: makeLine() }));
  const settings = places.map(({ store, line }) => ({ store, clock, patience: 0, ...line.settings }));
  const ada = await newPerson(house, settings[0]);
  const portal = await ada.onDevice("portal", { surface: "PORTAL", clock });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const names = ["Bob", "Eve", "Dan"].map((name) => ({ address: `${name}.${randomUUID()}@example.org`, name }));
  const people = [ada];
  for (const [at, each] of (await portal.company.invite(names)).entries()) {
    people.push(await newPerson(house, settings[at + 1], each));
  }
  const members = await Promise.all(
    people.map(async ({ client }, at) => ({
      name: ["Ada", "Bob", "Eve", "Dan"][at] ?? "",
      user: client.account.user,
      client,
      ...(places[at] as (typeof places)[0]),
      session: await client.makeSession(),
      offline: false,
    })),
  );
  const rows = new Database({ connectionString: house.database.superuserUrl });
  await rows.connect();
  return { house, portal, members, rows, people };
}

export async function closeCompany({ members, people, rows }: Company): Promise<void> {
  for (const { client } of members) await client.close();
  for (const person of people) await person.close();
  await rows.end();
}

/** Two groups of a company's own, and nothing shared yet. */
export async function beginWorld(company: Company): Promise<World> {
  const [ada, bob, eve] = company.members as [Member, Member, Member];
  const groups: Record<string, string[]> = {};
  for (const [name, its] of [
    ["A", [ada, bob]],
    ["B", [ada, eve]],
  ] as const) {
    const users = its.map(({ user }) => user);
    groups[await company.portal.company.groups.create(`${name} ${randomUUID()}`, users)] = users;
  }
  const seen = { shareWraps: new Map(), groupWraps: new Map(), out: new Map() };
  const world = {
    ...company,
    model: { administrator: ada.user, shares: {}, groups },
    seen,
    written: new Map(),
    strange: [],
    story: [],
    serial: 0,
  };
  for (const { client } of company.members) await client.syncNow();
  return world;
}

/** Ends a device and begins it anew from its store, as another process would. */
export async function restart({ house }: Company, member: Member): Promise<void> {
  await member.client.close();
  const { store, line } = member;
  const settings = { url: house.url, store, clock: () => house.now(), patience: 0, ...line.settings };
  member.client = (await openClient(settings)) as Client;
  await member.client.unlockWithSession(member.session);
}

export function goOnline(member: Member): void {
  member.line.mend();
  member.offline = false;
}

/** The story so far, with names in the place of ids. */
export function tell({ members, model, story }: World): string {
  const names = new Map(members.map(({ user, name }) => [user, name]));
  for (const [at, group] of Object.keys(model.groups).entries()) names.set(group, `group ${"AB"[at]}`);
  for (const [at, share] of Object.keys(model.shares).entries()) names.set(share, `share ${at}`);
  return story.map((line) => [...names].reduce((text, [id, name]) => text.replaceAll(id, name), line)).join("\n");
}

/** Nothing of it happens by itself where nobody lies and every answer comes. */
const never = ["SERVER_CAUGHT", "VAULT_FROZEN", "MALFORMED_ANSWER", "REFUSED", "STORE_FAILED", "READ_ONLY"];

/** What somebody does: what it gave, or the code that the SDK refused it with. */
export async function attempt<T>(
  world: World,
  work: () => Promise<T>,
  what: object = {},
): Promise<{ ok: T } | { code: string }> {
  try {
    return { ok: await work() };
  } catch (error) {
    const code = error instanceof SealgraphError ? error.code : "NONE";
    if (code === "NONE" || never.includes(code)) world.strange.push(what, error);
    return { code };
  }
}
