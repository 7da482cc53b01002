/** Whoever's second factors the operator takes away is told by mail: the server that runs sends the letter. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Mail } from "../../src/domain/context.ts";
import { planJobs, runNextJob } from "../../src/domain/job/run-job.ts";
import { runJobs } from "../support/jobs.ts";
import { resetSecondFactorsIn } from "../support/operator.ts";
import { addTotp } from "../support/second-factor.ts";
import { openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

const kind = "TELL_OF_FACTOR_RESET";

let house: VerbsHouse;
let ada: SignedUpAccount;
const sent: Mail[] = [];
let mailGone = false;
beforeAll(async () => {
  house = await openVerbsHouse({
    sendMail: async (mail) => {
      if (mailGone) throw new Error("nobody takes mail");
      house.letters.push(mail);
      sent.push(mail);
    },
  });
});
afterAll(() => house.close());
beforeEach(async () => {
  mailGone = false;
  house.advance(3_600_001);
  ada = await house.signUp();
  await runJobs(house.house);
  sent.length = 0;
});

const reset = (who: SignedUpAccount | null) => resetSecondFactorsIn(house, who?.account.address ?? null);
const waiting = () => house.asSuperuser("select from job where kind = $1", [kind]);

describe("A reset by the operator", () => {
  it("is told once to whom it was about, by the server, and not by the command", async () => {
    await addTotp(house, ada.request);
    sent.length = 0;
    expect(await reset(ada)).toBe(1);
    expect(sent).toEqual([]);
    house.advance(1_000);
    expect(await runJobs(house.house)).toContain(kind);
    expect(sent).toMatchObject([
      { to: ada.account.address, subject: "Sealgraph: your second factors were taken away" },
    ]);
    expect(sent[0]?.text).toContain("Whoever runs the server");
    expect(sent[0]?.text).not.toContain("administrator");
    house.advance(86_400_000);
    expect(await runJobs(house.house)).not.toContain(kind);
    expect(sent).toHaveLength(1);
    expect(await waiting()).toEqual([]);
  });

  it("is told to everybody who had a factor, and to nobody else", async () => {
    const others = [await house.signUp(), await house.signUp()];
    for (const who of [ada, ...others.slice(1)]) await addTotp(house, who.request);
    sent.length = 0;
    expect(await reset(null)).toBe(2);
    house.advance(1_000);
    await runJobs(house.house);
    expect(sent.map(({ to }) => to).sort()).toEqual([ada.account.address, others[1]?.account.address].sort());
  });

  it("is told behind what comes again, so that letters to many hold up nothing", async () => {
    await addTotp(house, ada.request);
    await reset(ada);
    house.advance(3_600_001);
    const done = [];
    for (let name = await runNextJob(house.house); name; name = await runNextJob(house.house)) done.push(name);
    expect(done.length).toBeGreaterThan(5);
    expect(done.at(-1)).toBe(kind);
  });

  it("of somebody who had none is told to nobody", async () => {
    expect(await reset(ada)).toBe(0);
    expect(await waiting()).toEqual([]);
  });

  it("is told to the address that somebody has by then, and to nobody who was erased", async () => {
    const eve = await house.signUp();
    for (const who of [ada, eve]) await addTotp(house, who.request);
    await reset(null);
    sent.length = 0;
    await house.asSuperuser("update account_address set address = 'new@example.com' where address = $1", [
      ada.account.address,
    ]);
    await house.asSuperuser("update account_address set address = 'erased ' || user_id where address = $1", [
      eve.account.address,
    ]);
    house.advance(1_000);
    await runJobs(house.house);
    expect(sent.map(({ to }) => to)).toEqual(["new@example.com"]);
    expect(await waiting()).toEqual([]);
  });

  it("is told later where nobody takes mail, and in the end not at all", async () => {
    await addTotp(house, ada.request);
    await reset(ada);
    sent.length = 0;
    mailGone = true;
    const tries = async () => {
      await planJobs(house.house);
      for (let failed = 0; ; )
        try {
          if ((await runNextJob(house.house)) === null) return failed;
        } catch {
          failed++;
        }
    };
    house.advance(1_000);
    expect(await tries()).toBe(1);
    mailGone = false;
    house.advance(1_001);
    await runJobs(house.house);
    expect(sent).toHaveLength(1);
    await addTotp(house, ada.request);
    await reset(ada);
    sent.length = 0;
    mailGone = true;
    let failures = 0;
    for (; (await waiting()).length > 0; failures += await tries()) house.advance(3_600_001);
    expect(failures).toBe(36);
    expect(sent).toEqual([]);
  });
});

it("The role that serves finds nobody's address by an id, but for a letter that is owed", async () => {
  await addTotp(house, ada.request);
  const user = Buffer.from(ada.account.user).toString("hex");
  const find = async () =>
    (await house.house.pool.query("select address as found from find_reset_address($1)", [user])).rows;
  expect(await find()).toEqual([]);
  await reset(ada);
  expect(await find()).toEqual([{ found: ada.account.address }]);
});
