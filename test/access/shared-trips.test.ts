import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { bind, statement } from "../../src/domain/batch.ts";
import { ask } from "../../src/domain/transaction.ts";
import { readViewer } from "../../src/domain/user/viewer.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

describe("requests that share a trip to the database", () => {
  let house: VerbsHouse;
  beforeAll(async () => {
    house = await openVerbsHouse();
  });
  afterAll(() => house.close());

  const stranger = () => ({ ...house.anonymous(), accessHash: randomBytes(32) });

  it("are answered each for its own tenant, whoever else fails", async () => {
    const people = [await house.signUp(), await house.signUp(), await house.signUp()];
    const asked = Array.from({ length: 40 }, (_, i) => {
      const person = people[i % 4];
      return person
        ? readViewer(person.request()).then(({ user }) => user)
        : readViewer(stranger()).catch(({ code }) => code);
    });
    const expected = Array.from({ length: 40 }, (_, i) => {
      const person = people[i % 4];
      return person ? formatUuid(person.account.user) : "UNAUTHENTICATED";
    });
    expect(await Promise.all(asked)).toEqual(expected);
  });

  it("fail alone where a statement of one is refused, also when none was ever prepared", async () => {
    const ada = await house.signUp();
    const divide = statement<{ quotient: number }>(
      `divide_${randomBytes(4).toString("hex")}`,
      "select 6 / $1::integer as quotient",
    );
    const divided = [0, 1, 0, 2].map((divisor) =>
      ask(ada.request(), bind(divide, divisor)).then(
        ({ answers }) => answers[0][0]?.quotient,
        (error) => error.code,
      ),
    );
    expect(await Promise.all(divided)).toEqual(["22012", 6, "22012", 3]);
  });

  it("may use a statement again that one of them closed and could not parse anew", async () => {
    const ada = await house.signUp();
    const name = `twice_${randomBytes(4).toString("hex")}`;
    const good = statement<{ one: number }>(name, "select 1 as one");
    const bad: typeof good = { name, text: "select from from" };
    const asked = [good, bad].map((each) =>
      ask(ada.request(), bind(each)).then(
        ({ answers }) => answers[0][0],
        (error) => error.code,
      ),
    );
    expect(await Promise.all(asked)).toEqual([{ one: 1 }, "42601"]);
    const { answers } = await ask(ada.request(), bind(good));
    expect(answers[0]).toEqual([{ one: 1 }]);
  });

  it("are all told when the connection breaks, and the next ones find another", async () => {
    const ada = await house.signUp();
    const sleep = statement("sleep", "select pg_sleep(30)");
    const asleep = Array.from({ length: 3 }, () => ask(ada.request(), bind(sleep)).catch(({ code }) => code));
    const client = new Client({ connectionString: house.house.pool.options.connectionString ?? "" });
    await client.connect();
    let ended = 0;
    while (ended === 0) {
      const { rowCount } = await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and datname = current_database()",
      );
      ended = rowCount ?? 0;
    }
    await client.end();
    expect(await Promise.all(asleep)).toEqual(["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
    expect((await readViewer(ada.request())).user).toBe(formatUuid(ada.account.user));
  });
});
