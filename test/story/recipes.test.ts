/** The recipes of docs/recipes.md, each against a real server: the same story told by Apollo Client, urql and Relay. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import * as apollo from "../../examples/recipes/apollo.ts";
import { authorisedFetch } from "../../examples/recipes/authorised-fetch.ts";
import { type Bearer, byServiceAccount, bySession } from "../../examples/recipes/bearer.ts";
import { codeOf } from "../../examples/recipes/codes.ts";
import { MeDocument } from "../../examples/recipes/documents.ts";
import { openSocket } from "../../examples/recipes/live-socket.ts";
import * as relay from "../../examples/recipes/relay/relay.ts";
import { resumed } from "../../examples/recipes/resumed.ts";
import * as urql from "../../examples/recipes/urql.ts";
import { managedCompanyGid } from "../../src/resolvers/global-id.ts";
import { makeDoorbell, type RunningDoorbell } from "../../src/server/doorbell.ts";
import { makeLog } from "../../src/server/log.ts";
import { happens } from "../support/feed.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeMachine } from "../support/machine.ts";
import { closePeople, newPerson } from "../support/person.ts";
import { StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: TestHouse;
let doorbell: RunningDoorbell;
let verbs: VerbsHouse;
let partner: StaffedPartner;
let companies: string[];
let machine: Bearer;

beforeAll(async () => {
  house = await openHouse();
  doorbell = makeDoorbell({ connectionString: house.database.applicationUrl }, makeLog("silent"));
  verbs = await openVerbsHouse({ doorbell }, house.database);
  partner = await StaffedPartner.found(verbs);
  companies = await partner.companies(5);
  const { owner } = partner;
  machine = byServiceAccount(
    (await makeMachine(verbs, owner.partner, ["READ_COMPANIES", "READ_EVENTS", "WRITE_LABELS"])).token,
  );
  // From now on the label "bound" says what somebody sees: a program does not set it.
  await makeMachine(verbs, owner.partner, ["READ_COMPANIES"], { labels: ["bound"] });
});
afterAll(async () => {
  await closePeople();
  await doorbell.close();
  await verbs.close();
  await house.close();
});

interface Line {
  readonly id: string;
  readonly tenant: string;
  readonly labels: readonly string[];
}
interface Page {
  readonly cursor: string;
  readonly events: readonly { readonly company: string; readonly kind: string }[];
}
/** What each recipe does, by its own client. */
interface Recipe {
  readonly companies: (first: number) => Promise<readonly Line[]>;
  readonly again: (id: string) => Promise<{ readonly labels: readonly string[] } | null>;
  readonly setLabels: (company: Line, labels: string[]) => Promise<string | null>;
  readonly events: (after: string | null, signal: AbortSignal) => AsyncGenerator<Page, void>;
}

const bound = <Parts>(
  parts: Parts,
  verbs: {
    readCompanies(parts: Parts, first: number): Promise<readonly Line[]>;
    readAgain(parts: Parts, id: string): Promise<{ readonly labels: readonly string[] } | null>;
    setLabels(parts: Parts, company: never, labels: string[]): Promise<string | null>;
    followEvents(parts: Parts, after: string | null, signal: AbortSignal): AsyncGenerator<Page, void>;
  },
): Recipe => ({
  companies: (first) => verbs.readCompanies(parts, first),
  again: (id) => verbs.readAgain(parts, id),
  setLabels: (company, labels) => verbs.setLabels(parts, company as never, labels),
  events: (after, signal) => verbs.followEvents(parts, after, signal),
});

describe.each([
  ["Apollo Client", () => bound(apollo.makeApollo(house.url, machine), apollo)],
  ["urql", () => bound(urql.makeUrql(house.url, machine), urql)],
  ["Relay", () => bound(relay.makeRelay(house.url, machine), relay)],
] as const)("with %s", (name, make) => {
  let recipe: Recipe;
  beforeAll(() => {
    recipe = make();
  });

  it("companies are read page by page, and one of them again by its global id", async () => {
    const lines = await recipe.companies(2);
    expect(lines.map(({ tenant }) => tenant).sort()).toEqual([...companies].sort());
    expect(new Set(lines.map(({ id }) => id)).size).toBe(5);
    expect(await recipe.again(lines[3]?.id as string)).toMatchObject({ labels: lines[3]?.labels });
    expect(await recipe.again(managedCompanyGid(crypto.randomUUID() as never))).toBeNull();
  });

  it("a change is done, or refused by a type that the compiler knows, and what is shown is read again", async () => {
    const [company] = (await recipe.companies(2)) as [Line];
    expect(await recipe.setLabels(company, [name])).toBeNull();
    expect(await recipe.again(company.id)).toMatchObject({ labels: [name] });
    expect((await recipe.companies(2)).find(({ id }) => id === company.id)?.labels).toEqual([name]);
    expect(await recipe.setLabels(company, ["bound"])).toBe("LABELS_BIND");
  });

  it("errors bear a code of the closed list", async () => {
    const codes = await Promise.all(
      [recipe.companies(101), recipe.again("x")].map((asked) => asked.then(() => null, codeOf)),
    );
    expect(codes).toEqual(["BAD_USER_INPUT", "WRONG_SURFACE"]);
  });

  it("events are heard once and in order, over a server that starts again; a cursor of elsewhere ends it", async () => {
    const enough = new AbortController();
    const heard: string[] = [];
    const tell = (kind: string) => happens(verbs, companies[0] as string, kind);
    let greeted = false;
    for await (const page of recipe.events(null, enough.signal)) {
      heard.push(...page.events.map(({ kind }) => kind));
      if (!greeted) await tell("GROUP_FOUNDED");
      else if (heard.length === 1) {
        await house.stop();
        await tell("GROUP_NAMED");
        await tell("GROUP_ENDED");
        await house.start();
      } else if (heard.length === 3) enough.abort();
      greeted = true;
    }
    expect(heard).toEqual(["GROUP_FOUNDED", "GROUP_NAMED", "GROUP_ENDED"]);
    const foreign = recipe.events("x_XkqKsSkSwmH1TgRJfKXw", new AbortController().signal).next();
    expect(await foreign.then(() => null, codeOf)).toBe("INVALID_CURSOR");
  });
});

describe("with a session of the SDK", () => {
  it("an access token that ran out is renewed, for requests and for sockets, and whoever has no other is told", async () => {
    const { client } = await newPerson(house);
    const bearer = bySession(client);
    const { client: byApollo } = apollo.makeApollo(house.url, bearer);
    const { client: byUrql } = urql.makeUrql(house.url, bearer);
    const socket = openSocket(house.url, bearer);
    const enough = new AbortController();
    const pages = resumed<{ readonly cursor: string }>(
      (after, heard) =>
        socket.client.subscribe<{ changes: { cursor: string } }>(
          { query: "subscription ($after: Cursor) { changes(after: $after) { cursor } }", variables: { after } },
          {
            next: ({ data, errors }) => (data ? heard.next(data.changes) : heard.error({ errors })),
            error: (why) => heard.error(Array.isArray(why) ? { errors: why } : why),
            complete: heard.complete,
          },
        ),
      { after: null, signal: enough.signal, reason: socket.reason },
    );
    const first = (await pages.next()).value;
    const before = await bearer.token();
    // The server's clock alone: for the SDK, the token is good still.
    house.advance(16 * 60_000);
    expect((await byApollo.query({ query: MeDocument, fetchPolicy: "network-only" })).data?.viewer.name).toBe(
      "Ada Lovelace",
    );
    expect((await byUrql.query(MeDocument, {}).toPromise()).data?.viewer.name).toBe("Ada Lovelace");
    expect(await bearer.token()).not.toBe(before);
    await client.profile("PERSONAL").items().add({ kind: "note", title: "New" });
    expect((await pages.next()).value).not.toEqual(first);
    enough.abort();
    await pages.return();

    const ended = byServiceAccount("sgs_of_yesterday");
    await expect(ended.token("sgs_of_yesterday")).rejects.toThrow("The service account has ended.");
    const spent = authorisedFetch({ token: async () => before });
    const body = JSON.stringify({ query: "{ viewer { name } }" });
    const answer = await spent(`${house.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(codeOf(await answer.json())).toBe("TOKEN_EXPIRED");
  });
});

it("no token goes to another machine without TLS", () => {
  for (const make of [apollo.makeApollo, urql.makeUrql, relay.makeRelay])
    expect(() => make("http://vault.example", machine)).toThrow("with https");
});

it("what costs more than a document may is refused before anything of it is read", async () => {
  const { client } = apollo.makeApollo(house.url, machine);
  const people = "users(first: 100) { edges { node { user business { entrusted } } } }";
  const dear = parse(`query Dear($n: Int!) { partner { companies(first: $n) { edges { node { ${people} } } } } }`);
  const ask = (n: number) => client.query({ query: dear, variables: { n }, fetchPolicy: "no-cache" });
  expect(await ask(100).then(() => null, codeOf)).toBe("QUERY_TOO_LARGE");
  // The same document with shorter pages is none too many; it wants another scope.
  expect(await ask(5).then(() => null, codeOf)).toBe("FORBIDDEN");
});
