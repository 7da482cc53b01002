/**
 * Four people of one company and two of its groups under random deeds about shares, one by one and several at once, with
 * devices that are behind, without a line, or started anew: what was done is what the model says may be, everybody is shown
 * what they have and nothing else, nobody opens what was sealed after they were out, and nobody is accused.
 *
 * fast-check prints seed and path of what fails; MODEL_RUNS runs more (3 unless it is said), MODEL_SEED and MODEL_PATH repeat.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { openHouse, type TestHouse } from "../../support/house.ts";
import { steps } from "./sharing/deeds.ts";
import { perform } from "./sharing/run.ts";
import { checkSettled } from "./sharing/settled.ts";
import { beginWorld, type Company, closeCompany, foundCompany, tell } from "./sharing/world.ts";

const numRuns = Number(process.env.MODEL_RUNS ?? 3);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const path = process.env.MODEL_PATH;
/** A company has so many stories: what was shared before is still there, and makes each dearer. */
const storiesPerCompany = 4;

let house: TestHouse;
let company: Company | null = null;
let stories = 0;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeAll(async () => {
  process.on("unhandledRejection", note);
  house = await openHouse();
});
afterAll(async () => {
  if (company) await closeCompany(company);
  await house.close();
  process.off("unhandledRejection", note);
});

async function companyNow(): Promise<Company> {
  if (company && stories++ % storiesPerCompany === 0) {
    await closeCompany(company);
    company = null;
  }
  company ??= await foundCompany(house);
  return company;
}

describe(`sharing under random deeds (seed ${seed})`, () => {
  it("is what was done, to everybody, keeps from whoever is out what came later, and accuses nobody", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const world = await beginWorld(await companyNow());
        try {
          await perform(world, all);
          await checkSettled(world);
          expect(unhandled).toEqual([]);
        } catch (error) {
          console.error(tell(world));
          throw error;
        }
      }),
      { numRuns, seed, endOnFailure: true, ...(path && { path }) },
    );
  }, 3_600_000);
});
