/** What a client counts among passwords, and what a server learns by it. */
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHouse, type TestHouse } from "../support/house.ts";
import { makeLine } from "../support/line.ts";
import { tenantCodeIn } from "../support/operator.ts";
import { closePeople, newPerson } from "../support/person.ts";

let house: TestHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealgraph-breached-"));
  house = await openHouse({ BREACHED_PASSWORDS: folder });
});
afterAll(async () => {
  await closePeople();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase();

it("a client counts its own passwords, hides what it looks up among others that are always the same, and reports where a policy asks", async () => {
  const line = makeLine();
  const ada = await newPerson(house);
  const passwordStrength = async (password: string) => ({ score: password === "hunter2" ? 0 : 4 });
  const portal = await ada.onDevice("portal", { surface: "PORTAL", ...line.settings, passwordStrength });
  await portal.company.redeem(await tenantCodeIn(house.database));
  const items = portal.profile("BUSINESS").items();
  for (const password of ["hunter2", "hunter2", "a long one that nobody has"])
    await items.add({ kind: "login", title: "post", fields: { password } });
  await portal
    .profile("PERSONAL")
    .items()
    .add({ kind: "login", title: "mine", fields: { password: "private" } });

  const asked = () =>
    line.bodies.map((body) => JSON.parse(body)).flatMap(({ variables }) => (variables?.prefixes ?? []) as string[]);
  // A range that the operator's folder lacks is no range without passwords.
  await expect(portal.health.count()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const prefixes = [...new Set(asked())];
  for (const prefix of prefixes) await writeFile(join(folder, `${prefix}.txt`), `${"A".repeat(35)}:1\n`);
  const [known, unknown] = [sha1("hunter2"), sha1("a long one that nobody has")];
  await writeFile(join(folder, `${known.slice(0, 5)}.txt`), `${known.slice(5)}:17\n`);

  const counts = { items: 3, weak: 2, reused: 2, old: 0, breached: 2 };
  expect(await portal.health.count()).toEqual(counts);
  expect(new Set(asked())).toEqual(new Set(prefixes));
  expect(prefixes).toEqual(expect.arrayContaining([known.slice(0, 5), unknown.slice(0, 5)]));
  expect(prefixes).not.toContain(sha1("private").slice(0, 5));
  expect([prefixes.length, prefixes]).toEqual([8, [...prefixes].sort()]);

  expect(await portal.health.report()).toBeNull();
  await portal.company.policies.set({ scope: "TENANT" }, { healthCounters: { value: true } });
  expect(await portal.health.report()).toEqual(counts);
  expect(line.bodies.join("")).not.toContain("hunter2");
});
