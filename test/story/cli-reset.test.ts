/** The command line after a restored server: what waits, what is lost, and going on without (PROTOCOL §5.8). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { makeTerminal, type Terminal } from "../support/command-line.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { beginRestoredIn, endRestoredIn } from "../support/operator.ts";
import { closePeople, newPerson, type Person } from "../support/person.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterEach(closePeople);
afterAll(() => house.close());

type Environment = Record<string, string>;

async function signedIn(ada: Person, device: string): Promise<{ terminal: Terminal; environment: Environment }> {
  const terminal = await makeTerminal(house.url);
  const secret = { SEALGRAPH_PASSWORD: ada.password, SEALGRAPH_SECRET_KEY: ada.kit.secretKey };
  await terminal.ask(["login", "--address", ada.address, "--device", device], { environment: secret });
  const { session } = await terminal.ask<{ session: string }>(["unlock"], { environment: secret });
  return { terminal, environment: { SEALGRAPH_SESSION: session } };
}

describe("sealgraph reset", () => {
  it("shows what is lost, abandons it once that is agreed to, and has every device say so", async () => {
    const ada = await newPerson(house);
    const [laptop, phone] = [await signedIn(ada, "laptop"), await signedIn(ada, "phone")];
    const add = (title: string) => laptop.terminal.ask(["item", "add", title], { environment: laptop.environment });
    await add("Before");
    await phone.terminal.ask(["sync"], { environment: phone.environment });
    const restore = await house.backUp();
    await add("After the copy");
    await restore();
    await beginRestoredIn(house.database);
    await house.start();

    const nothing = await phone.terminal.run(["reset", "personal"], { environment: phone.environment });
    expect(nothing).toMatchObject({ code: 0, out: expect.stringContaining("Nothing is missing") });
    await endRestoredIn(house.database);
    await phone.terminal.ask(["item", "add", "By the phone"], { environment: phone.environment });

    const caught = await laptop.terminal.run(["sync"], { environment: laptop.environment });
    expect(caught.code).toBe(8);
    const preview = await laptop.terminal.run(["reset", "personal", "--dry-run"], { environment: laptop.environment });
    expect(preview.out).toContain("The server has revision 2, this device 2. Lost:");
    expect(preview.out).toContain("held here");
    const alone = await laptop.terminal.run(["reset", "personal"], { environment: laptop.environment });
    expect(alone.code).toBe(2);
    expect(alone.err).toContain("--yes");
    const done = await laptop.terminal.run(["reset", "personal", "--yes"], { environment: laptop.environment });
    expect(done.code).toBe(0);
    expect(done.out).toContain("The vault goes on from what the server has.");
    expect(done.out).toContain("1 item kept as an item of its own.");
    expect(done.err).toContain("it may be lying to you");

    const titles = async ({ terminal, environment }: typeof laptop) => {
      const { out } = await terminal.run(["sync"], { environment });
      const items = await terminal.ask<{ title: string }[]>(["item", "list"], { environment });
      return { said: out, titles: items.map(({ title }) => title).sort() };
    };
    const all = ["After the copy", "Before", "By the phone"];
    expect((await titles(laptop)).titles).toEqual(all);
    expect((await titles(phone)).titles).toEqual(all);
    const status = await phone.terminal.ask<{ evidence: number; profiles: { profile: string; abandoned: number[] }[] }>(
      ["status"],
      { environment: phone.environment },
    );
    expect(status.evidence).toBe(0);
    expect(status.profiles.find(({ profile }) => profile === "PERSONAL")?.abandoned).toEqual([2]);
    const evidence = await laptop.terminal.run(["evidence", "list"], { environment: laptop.environment });
    expect(evidence.out).toContain("abandoned by this account");
    const none = await laptop.terminal.run(["reset", "account", "--yes"], { environment: laptop.environment });
    expect(none.out).toContain("Nothing is missing");
    expect((await laptop.terminal.run(["reset", "vault"], { environment: laptop.environment })).code).toBe(2);
  });
});
