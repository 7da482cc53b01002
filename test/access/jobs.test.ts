/** Work that waits for its time: done once, by whoever comes first, and again when it failed. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { deviceRequestLength } from "../../src/crypto/approval.ts";
import { openDeviceRequest } from "../../src/domain/device-request/open-request.ts";
import { planJobs, readJobFigures, runNextJob } from "../../src/domain/job/run-job.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { countJob, renderMetrics, watchJobs } from "../../src/server/metrics.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
const outcomes: string[] = [];
beforeAll(async () => {
  house = await openVerbsHouse({ onJob: (kind, outcome) => void outcomes.push(`${kind} ${outcome}`) });
  // What is due again within seconds would be so while a slow machine is at the other jobs.
  house.stand();
});
afterAll(() => house.close());

const runAll = () => runJobs(house.house);
const all = [
  "CHAIN_AUDIT",
  "COUNT_SEATS",
  "END_RECOVERIES",
  "EXPIRE_SHARES",
  "FORGET_AUDIT",
  "FORGET_BACKUPS",
  "FORGET_EXPIRED",
  "FORGET_FEED",
  "FORGET_OF_PARTNERS",
  "FORGET_PARTED",
  "FORGET_SESSIONS",
  "NOTE_EXPIRED_INVITATIONS",
  "PUBLISH_HEALTH",
  "TAKE_BACKUPS",
];
const count = async (table: string) => Number((await house.asSuperuser(`select count(*) from ${table}`))[0]?.count);

describe("the jobs of a house", () => {
  beforeEach(async () => {
    await house.asSuperuser("delete from job");
    outcomes.length = 0;
    await planJobs(house.house);
  });

  it("are planned once, however many servers start", async () => {
    await Promise.all([planJobs(house.house), planJobs(house.house), planJobs(house.house)]);
    expect(await count("job")).toBe(all.length);
  });

  it("are all done when they are due, and come again when their time has come", async () => {
    expect(await runAll()).toEqual(all);
    expect(await runAll()).toEqual([]);
    house.advance(2_001);
    expect(await runAll()).toEqual(["CHAIN_AUDIT", "EXPIRE_SHARES"]);
    house.advance(60_000);
    expect(await runAll()).toEqual([
      "CHAIN_AUDIT",
      "END_RECOVERIES",
      "EXPIRE_SHARES",
      "FORGET_EXPIRED",
      "NOTE_EXPIRED_INVITATIONS",
    ]);
    expect(new Set(outcomes)).toEqual(new Set(all.map((name) => `${name} DONE`)));
  });

  it("are each done by one of several workers", async () => {
    const workers = await Promise.all([runAll(), runAll(), runAll()]);
    expect(workers.flat().sort()).toEqual(all);
  });

  it("are not touched by one worker while another holds them", async () => {
    const client = await house.house.pool.connect();
    try {
      await client.query("begin");
      const held = await client.query("select kind from claim_job($1, $2)", [["FORGET_EXPIRED"], house.house.clock()]);
      expect(held.rows).toEqual([{ kind: "FORGET_EXPIRED" }]);
      expect(await runAll()).toEqual(all.filter((name) => name !== "FORGET_EXPIRED"));
      // It died.
      await client.query("rollback");
      expect(await runAll()).toEqual(["FORGET_EXPIRED"]);
    } finally {
      client.release();
    }
  });

  it("say how many are due, and since when", async () => {
    const at = house.house.clock();
    await house.asSuperuser("update job set due_at = $1", [new Date(at.getTime() - 90_000)]);
    const figures = await readJobFigures(house.house);
    expect(figures.map(({ kind }) => kind).sort()).toEqual(all);
    for (const { depth, oldest } of figures) {
      expect(depth).toBe(1);
      expect(at.getTime() - (oldest?.getTime() ?? 0)).toBe(90_000);
    }
    await runAll();
    expect((await readJobFigures(house.house)).map(({ depth, oldest }) => [depth, oldest])).toEqual(
      all.map(() => [0, null]),
    );
  });

  it("stand in the metrics, by kind", async () => {
    watchJobs(() => readJobFigures(house.house), house.house.clock);
    await house.asSuperuser("update job set due_at = $1", [new Date(house.house.clock().getTime() - 90_000)]);
    const text = await renderMetrics();
    expect(text).toContain('sealgraph_jobs_due{kind="CHAIN_AUDIT"} 1');
    expect(text).toMatch(/sealgraph_job_oldest_seconds\{kind="CHAIN_AUDIT"\} 90/);
    countJob("CHAIN_AUDIT", "FAILED");
    expect(await renderMetrics()).toContain('sealgraph_jobs_total{kind="CHAIN_AUDIT",outcome="FAILED"} 1');
  });

  it("that fail are put off, longer each time, and hold up no other", async () => {
    await house.asSuperuser("alter function count_seats(timestamptz) rename to count_no_seats");
    try {
      const failed: unknown[] = [];
      const work = async () => {
        for (;;) {
          try {
            if ((await runNextJob(house.house)) === null) return;
          } catch (error) {
            failed.push(error);
          }
        }
      };
      await work();
      expect(failed).toHaveLength(1);
      expect(outcomes.sort()).toEqual(all.map((name) => `${name} ${name === "COUNT_SEATS" ? "FAILED" : "DONE"}`));
      house.advance(1_001);
      await work();
      expect(failed).toHaveLength(2);
      house.advance(1_001);
      await work();
      expect(failed).toHaveLength(2);
      house.advance(1_001);
      await work();
      expect(failed).toHaveLength(3);
    } finally {
      await house.asSuperuser("alter function count_no_seats(timestamptz) rename to count_seats");
    }
    house.advance(4_001);
    expect(await runAll()).toContain("COUNT_SEATS");
    expect(await house.asSuperuser("select failures from job where kind = 'COUNT_SEATS'")).toEqual([{ failures: 0 }]);
  });
});

describe("what has run out", () => {
  it("is forgotten when its time is over, and not before", async () => {
    const address = "nobody@example.com";
    await requestSignUp(house.anonymous(), { address });
    await requestChallenge(house.anonymous(), { address });
    await openDeviceRequest(house.anonymous(), {
      request: crypto.randomUUID(),
      address,
      envelope: Uint8Array.of(1, ...randomBytes(deviceRequestLength - 1)),
      tokenHash: randomBytes(32),
    });
    await house.asSuperuser("insert into tenant_code values (sha256('code'), 'STANDARD', 1, null, $1)", [
      new Date(house.house.clock().getTime() + 60_000),
    ]);
    const tables = ["sign_up", "challenge", "device_request", "attempt", "tenant_code"];
    const counts = async () => Promise.all(tables.map(count));
    const before = await counts();
    expect(before.every((rows) => rows > 0)).toBe(true);
    house.advance(10_000);
    await runAll();
    expect(await counts()).toEqual(before);
    house.advance(2 * 3_600_000);
    await runAll();
    expect(await counts()).toEqual([0, 0, 0, 0, 0]);
  });

  it("takes steps of second factors along, and sessions a month after they ran out, whose devices stay", async () => {
    const { account } = await house.signUp();
    await house.asSuperuser(
      `insert into factor_step (token_hash, user_id, device_id, purpose, challenge, expires_at)
       select sha256('step'), user_id, id, 'SIGN_IN', sha256('challenge'), $1 from device limit 1`,
      [new Date(house.house.clock().getTime() + 60_000)],
    );
    house.advance(10_000);
    await runAll();
    expect(await count("factor_step")).toBe(1);
    house.advance(59 * 24 * 3_600_000);
    await runAll();
    expect(await count("factor_step")).toBe(0);
    expect(await count("session")).toBe(1);
    house.advance(2 * 24 * 3_600_000);
    await runAll();
    expect(await count("session")).toBe(0);
    expect(await count("device")).toBe(1);
    expect(account.address).toContain("@");
  });
});

describe("the seats of a day", () => {
  it("are the most that were taken on it, in each company", async () => {
    const { account } = await house.signUp();
    const tenant = Buffer.from(account.tenant.id).toString("hex");
    const days = async () =>
      (await house.asSuperuser("select plan, seats, taken from seat_day where tenant_id = $1::uuid order by day", [
        tenant,
      ])) as unknown[];
    house.advance(24 * 3_600_000);
    await runAll();
    await house.asSuperuser("update tenant set seats = 5 where id = $1::uuid", [tenant]);
    await house.asSuperuser("update seat_day set taken = 3 where tenant_id = $1::uuid", [tenant]);
    const hour = house.house.clock().getUTCHours();
    house.advance((hour < 22 ? 1 : 24) * 3_600_000 + 1_000);
    await runAll();
    const counted = await days();
    expect(counted.at(-1)).toEqual({ plan: "STANDARD", seats: 5, taken: hour < 22 ? 3 : 1 });
  });
});
