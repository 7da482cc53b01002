import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { makeDoorbell, type RunningDoorbell } from "../../src/server/doorbell.ts";
import { makeLog } from "../../src/server/log.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";

/** Resolves at the next ring. */
const nextRing = (doorbell: RunningDoorbell, ...topics: string[]) =>
  new Promise<void>((resolve) => {
    const stop = doorbell.listen(topics, () => {
      stop();
      resolve();
    });
  });

describe("the doorbell", () => {
  let database: FreshDatabase;
  let [here, there]: RunningDoorbell[] = [];
  const logged: string[] = [];
  const connect = async () => {
    const doorbell = makeDoorbell(
      { connectionString: database.applicationUrl },
      makeLog("debug", (line) => logged.push(line)),
    );
    await doorbell.tried;
    expect(doorbell.standing).toBe(true);
    return doorbell;
  };
  const [one, other] = [randomUUID(), randomUUID()];

  beforeEach(async () => {
    database = await freshDatabase();
    [here, there] = await Promise.all([connect(), connect()]);
  });
  afterEach(async () => {
    await Promise.all([here?.close(), there?.close()]);
    await database.drop();
  });
  const both = () => [here, there] as [RunningDoorbell, RunningDoorbell];

  it("rings in this process before `ring` returns, each listener once, with what was rung of its topics, and not for others", () => {
    const [doorbell] = both();
    const heard: (readonly string[])[] = [];
    doorbell.listen([one, other], (rung) => heard.push(rung));
    const stop = doorbell.listen([one], (rung) => heard.push(rung));
    doorbell.ring([one, other]);
    expect(heard).toEqual([[one, other], [one]]);
    stop();
    doorbell.ring([randomUUID()]);
    doorbell.ring([other]);
    expect(heard).toEqual([[one, other], [one], [other]]);
  });

  it("rings in other processes, and not again in its own", async () => {
    const [doorbell, elsewhere] = both();
    let own = 0;
    doorbell.listen([one], () => {
      own += 1;
    });
    const heard = nextRing(elsewhere, one);
    doorbell.ring([one]);
    await heard;
    const back = nextRing(doorbell, other);
    elsewhere.ring([other]);
    await back;
    expect(own).toBe(1);
  });

  it("takes more topics than one notification holds, and loses none", async () => {
    const [doorbell, elsewhere] = both();
    const topics = Array.from({ length: 1_000 }, () => randomUUID());
    const heard = Promise.all(topics.map((topic) => nextRing(elsewhere, topic)));
    doorbell.ring(topics);
    await heard;
  });

  it("sends what is rung in quick succession together", async () => {
    const [doorbell, elsewhere] = both();
    const watcher = new Client({ connectionString: database.applicationUrl });
    await watcher.connect();
    await watcher.query("listen sealgraph");
    const often = randomUUID();
    let notifications = 0;
    const first = new Promise<void>((resolve) => {
      // What the tests before have rung may still be under way.
      watcher.on("notification", ({ payload }) => {
        if (!payload?.includes(often)) return;
        notifications += 1;
        resolve();
      });
    });
    const heard = nextRing(elsewhere, other);
    for (let i = 0; i < 200; i++) doorbell.ring([often]);
    doorbell.ring([other]);
    await heard;
    // Every listener is woken apart: that one was says nothing of another.
    await first;
    await watcher.query("select");
    expect(notifications).toBe(1);
    await watcher.end();
  });

  it("is not disturbed by a listener that throws, and logs it", () => {
    const [doorbell] = both();
    let heard = 0;
    doorbell.listen([one], () => {
      throw new Error("no");
    });
    doorbell.listen([one], () => {
      heard += 1;
    });
    doorbell.ring([one]);
    expect(heard).toBe(1);
    expect(logged.join()).toContain("a listener failed");
  });

  it("says that the line broke, gets it back, and rings everybody then", async () => {
    const [doorbell] = both();
    const returned = nextRing(doorbell, one);
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await superuser.end();
    await returned;
    expect(doorbell.standing).toBe(true);
    expect(logged.join()).toContain("the line to the notifier broke");
  });

  it("works in its own process without a line", async () => {
    const alone = makeDoorbell({ connectionString: "postgres://nobody@127.0.0.1:1/none" }, makeLog("silent"));
    await alone.tried;
    expect(alone.standing).toBe(false);
    const heard = nextRing(alone, one);
    alone.ring([one]);
    await heard;
    await alone.close();
  });
});
