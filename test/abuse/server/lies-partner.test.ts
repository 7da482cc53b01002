/**
 * A server that lies once, about one thing, in an answer to a partner's staff or to a company that has a partner. Whatever it says:
 * the client's own error or none, no secret on the line, and once the server is honest the company is the same to its staff and to
 * its own administrators, by the links that both verified.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SealgraphError } from "../../../src/client/index.ts";
import { findIn } from "../../support/canaries.ts";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { closePeople } from "../../support/person.ts";
import { type Lie, liesAbout, recordAnswers, tellOnce } from "./lies.ts";
import { makePartnerWorld, type PartnerAct, type PartnerWorld, partnerActs } from "./partner-acts.ts";

/** Lies about one operation in a normal run. */
const most = 1;

let house: TestHouse;
let world: PartnerWorld;
beforeAll(async () => {
  house = await openHouse({ WEBHOOK_ALLOW: "127.0.0.1" });
  world = await makePartnerWorld(house);
});
afterAll(async () => {
  await closePeople();
  await house.close();
});

async function tryLie(act: PartnerAct, operation: string, lie: Lie): Promise<boolean> {
  const where = `${operation} ${lie.name}`;
  const { line, owner, carols, company } = world;
  const isTold = tellOnce(line, operation, lie);
  const failure = await act.run(world).then(
    () => null,
    (error) => error,
  );
  if (failure !== null && !(failure instanceof SealgraphError)) throw new Error(`${where}: ${failure.stack}`);
  line.honest();
  await act.run(world).catch((error) => {
    throw new Error(`${where}, and an honest server afterwards: ${error.stack}`);
  });
  const [seen, own] = [await owner.partner.verified(company), await carols.company.roster()];
  expect([where, seen.head, seen.seq]).toEqual([where, own.head, own.seq]);
  return isTold();
}

describe.each(partnerActs)("a server that lies once during $name", (act) => {
  it("changes nothing of what is verified, and stops nobody for good", async () => {
    const answers = recordAnswers(world.line, act.operations);
    await act.run(world);
    world.line.honest();
    expect([...answers.keys()].sort()).toEqual([...act.operations].sort());
    let [told, tried] = [0, 0];
    for (const operation of act.operations) {
      for (const lie of liesAbout(answers.get(operation), most)) {
        tried++;
        if (await tryLie(act, operation, lie)) told++;
      }
    }
    expect(told).toBeGreaterThanOrEqual(tried * 0.8);
    const secrets = [world.bob.password, world.bob.kit.secretKey];
    expect(findIn(Buffer.from(world.line.bodies.join("\n")), secrets)).toEqual([]);
  }, 3_600_000);
});
