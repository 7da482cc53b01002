/** Every attack on what a device is shown, beside the same story without it. What is tried stands in attacks.ts. */
import { afterAll, afterEach, beforeAll, describe, it } from "@jest/globals";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { closePeople } from "../../support/person.ts";
import { makeScene, showCaught, showControl } from "./attack.ts";
import { manifests, records, rosters } from "./attacks.ts";

let house: TestHouse;
beforeAll(async () => {
  house = await openHouse();
});
/** Stories that were seen to end well without an attack. */
const controls = new Set<unknown>();
afterEach(closePeople);
afterAll(() => house.close());

describe.each(Object.entries({ records, manifests, rosters }))("a server that lies about %s", (_, attacks) => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))("is caught when it %s", async (_, attack) => {
    if (!controls.has(attack.before)) await showControl(await makeScene(house), attack);
    controls.add(attack.before);
    await closePeople();
    await showCaught(await makeScene(house), attack);
  });
});
