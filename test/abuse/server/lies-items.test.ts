/**
 * A server that lies once, about one thing, in any answer: every field left out, null, of another type, another's, off by one
 * or with a bit changed; every list cut, doubled and turned round. Whatever it says, a client shows what was honestly written
 * at some time, or says what is wrong in its own words; it never shows a third thing, sends nothing secret, and is well again
 * when the server is.
 *
 * Source: the attacks on answers of ePrint 2026/058 are of this kind; that all fields are tried is our own reasoning.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Client, SealgraphError } from "../../../src/client/index.ts";
import { findIn } from "../../support/canaries.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import type { Answer } from "../../support/line.ts";
import { closePeople } from "../../support/person.ts";
import { type Act, itemActs, makeWorld, opened, type World } from "./item-acts.ts";
import { liesAbout, recordAnswers, tellOnce } from "./lies.ts";

const canaries = ["zebracanary", "wombatcanary", "heroncanary"];

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

/** Everything that is shown, by item: what it says. */
async function contentOf(client: Client): Promise<Map<string, string>> {
  const items = await Promise.all(
    (["PERSONAL", "BUSINESS"] as const).map((kind) => client.profile(kind).items().list()),
  );
  return new Map(items.flat().map(({ id, title, notes, fields }) => [id, JSON.stringify([title, notes, fields])]));
}

/** What the act's operations were answered, in the honest run. */
async function record(world: World, act: Act): Promise<Map<string, Answer>> {
  const { client, line } = await opened(world);
  const answers = recordAnswers(line, act.operations);
  await act.run(client, world);
  await client.close();
  return answers;
}

describe.each(itemActs)("a server that lies once during $name", (act) => {
  it("has nothing shown that was never written, and nothing lost", async () => {
    const world = await makeWorld(house);
    const start = await opened(world);
    const then = await contentOf(start.client);
    await start.client.close();
    await act.before(world);
    const answers = await record(world, act);
    await world.other.syncNow();
    const honest = await contentOf(world.other);
    const fired: string[] = [];
    let tried = 0;
    for (const [operation, answer] of answers) {
      for (const lie of liesAbout(answer)) {
        tried++;
        const { client, line } = await opened(world);
        const known = new Map([...then, ...(await contentOf(world.other))]);
        const isTold = tellOnce(line, operation, lie);
        const failure = await act.run(client, world).then(
          () => null,
          (error) => error,
        );
        const where = `${operation} ${lie.name}`;
        if (isTold()) fired.push(where);
        // Its own words, or none.
        if (failure !== null && !(failure instanceof SealgraphError)) throw new Error(`${where}: ${failure.stack}`);
        checkShown(where, await contentOf(client), then, known);
        expect([where, findIn(Buffer.from(line.bodies.join("\n")), canaries)]).toEqual([where, []]);

        line.honest();
        await wellAgain(where, client);
        await world.other.syncNow();
        const [mine, theirs] = [await contentOf(client), await contentOf(world.other)];
        expect([where, [...mine].sort()]).toEqual([where, [...theirs].sort()]);
        await client.close();
      }
    }
    expect(honest.size).toBeGreaterThan(2);
    expect([...answers.keys()]).toEqual(act.operations);
    expect(tried).toBeGreaterThan(20);
    expect(fired.length).toBeGreaterThan(tried * 0.9);
  }, 600_000);
});

/** Each item says what it said at the start, what others say, or what was written here; none that was not gone is gone. */
function checkShown(
  where: string,
  shown: ReadonlyMap<string, string>,
  then: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string>,
): void {
  for (const [id, text] of shown) {
    const isKnown = [then.get(id), known.get(id)].includes(text) || text.includes("written here");
    if (!isKnown) throw new Error(`${where}: shows ${text}`);
  }
}

/** A vault that was frozen is looked at again, by a person's order. */
async function wellAgain(where: string, client: Client): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await client.syncNow().catch((error) => {
      if (!(error instanceof SealgraphError)) throw new Error(`${where}: ${error}`);
    });
    for (const { vault, frozen } of client.status().vaults) if (frozen) await client.evidence.thaw(vault);
  }
  const { pending, refused } = client.status();
  expect([where, pending, refused]).toEqual([where, 0, 0]);
}
