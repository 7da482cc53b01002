/** The subscriber of examples/subscriber against a real server: killed, cut off, outlived by it, slow, and with a token that ends. */
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ended, meanings } from "../../examples/subscriber/ends.ts";
import { backOff, type Following, follow } from "../../examples/subscriber/feed.ts";
import { revokeServiceAccount } from "../../src/domain/machine/service-account.ts";
import { failureCodes } from "../../src/errors.ts";
import { makeDoorbell, type RunningDoorbell } from "../../src/server/doorbell.ts";
import { makeLog } from "../../src/server/log.ts";
import { closeCodes } from "../../src/server/ws-session.ts";
import { type Running, follow as runningOf } from "../support/command-line.ts";
import { happens } from "../support/feed.ts";
import { freePort } from "../support/free-port.ts";
import { makeGate } from "../support/gate.ts";
import { openHouse, type TestHouse } from "../support/house.ts";
import { type BareMachine, makeMachine } from "../support/machine.ts";
import { programOf } from "../support/program.ts";
import { StaffedPartner } from "../support/staffed-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: TestHouse;
let doorbell: RunningDoorbell;
let verbs: VerbsHouse;
let partner: StaffedPartner;
let machine: BareMachine;
let company: string;
let gate: ReturnType<typeof makeGate>;
let port: number;
let folder: string;
/** Events of the company so far: its log is dense, so these are their revisions. */
let events = 0;

beforeAll(async () => {
  house = await openHouse();
  folder = await mkdtemp(join(tmpdir(), "sealgraph-subscriber-"));
  doorbell = makeDoorbell({ connectionString: house.database.applicationUrl }, makeLog("silent"));
  verbs = await openVerbsHouse({ doorbell }, house.database);
  partner = await StaffedPartner.found(verbs);
  company = String((await partner.companies(1))[0]);
  machine = await makeMachine(verbs, partner.owner.partner, ["READ_EVENTS"]);
  port = await freePort();
  gate = makeGate(port, Number(new URL(house.url).port));
  await gate.open();
});
afterAll(async () => {
  await gate.close();
  await doorbell.close();
  await verbs.close();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

async function happen(count: number): Promise<number> {
  await happens(verbs, company, "POLICIES_SET", count);
  events += count;
  return events;
}

const upTo = (last: number) => Array.from({ length: last }, (_, place) => place + 1);
const revisionsIn = (text: string): number[] => {
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line).revision);
};

/** As a process of its own. */
function start(args: readonly string[], token = machine.token): Running {
  const { PATH = "", HOME = "" } = process.env;
  const server = `http://localhost:${port}`;
  return runningOf(
    spawn(process.execPath, [...programOf("examples/subscriber/main"), ...args], {
      cwd: folder,
      env: { PATH, HOME, SEALGRAPH_SERVER: server, SEALGRAPH_TOKEN: token },
      stdio: "pipe",
    }),
  );
}

/** Resolves once the file has a line of this revision. */
async function written(file: string, revision: number): Promise<string> {
  for await (const text of contents(file)) if (text.includes(`"revision":${revision},`)) return text;
  throw new Error("nobody writes any more");
}

async function* contents(file: string): AsyncGenerator<string> {
  let wake = () => {};
  const watcher = watch(folder, () => wake());
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      yield await readFile(file, "utf8").catch(() => "");
      await changed;
    }
  } finally {
    watcher.close();
  }
}

describe("the subscriber as a process", () => {
  it("tells of everything in order, over a cut line and a server that starts again, and goes on behind its cursor", async () => {
    await happen(3);
    const first = start([]);
    await first.line(`"revision":${events},`);
    await first.line(`"revision":${await happen(2)},`);
    await gate.close();
    const missed = await happen(2);
    await gate.open();
    await first.line(`"revision":${missed},`);
    await house.stop();
    const meanwhile = await happen(2);
    await house.start();
    await first.line(`"revision":${meanwhile},`);
    first.signal("SIGTERM");
    const { code, out, err } = await first.ended;
    expect([code, revisionsIn(out)]).toEqual([0, upTo(events)]);
    expect(err).toMatch(/ (The line is gone|The server [^.]+)\. \(.*\) Goes on in 0\.\d s\.\n/);

    const second = start([]);
    await second.line(`"revision":${await happen(1)},`);
    // Nobody reads any more: what could not be handed on is not counted as done.
    second.stopReading();
    await happen(1);
    expect((await second.ended).code).toBe(1);
    const third = start([]);
    await third.line(`"revision":${events},`);
    third.signal("SIGINT");
    expect(revisionsIn((await third.ended).out)).toEqual([events]);
  });

  it("loses nothing and writes nothing twice into its file, wherever it is killed", async () => {
    const file = join(folder, "events.jsonl");
    const args = ["--file", file, "--cursor-file", "file.cursor"];
    await happen(250);
    for (const wanted of [1, 101, 201]) {
      const killed = start(args);
      await written(file, wanted);
      killed.signal("SIGKILL");
      expect((await killed.ended).code).toBeNull();
      await happen(10);
    }
    const whole = start(args);
    await written(file, events);
    whole.signal("SIGTERM");
    expect((await whole.ended).code).toBe(0);
    expect(revisionsIn(await readFile(file, "utf8"))).toEqual(upTo(events));

    // As if it had been killed behind the deed and before its cursor, in the middle of a line.
    await rm(join(folder, "file.cursor"));
    await writeFile(file, '{"cursor":"half of a li', { flag: "a" });
    const again = start(args);
    await written(file, await happen(1));
    again.signal("SIGTERM");
    await again.ended;
    expect(revisionsIn(await readFile(file, "utf8"))).toEqual(upTo(events));
    const cursors = (await readFile(file, "utf8")).match(/"cursor":"[\w-]+"/g);
    expect(new Set(cursors).size).toBe(events);
  });

  it("ends where only a person can do something, and says what", async () => {
    const ended = async (args: readonly string[], token?: string) => {
      const { code, err } = await start(args, token).ended;
      return [code, err.replace(/^\S+ /, "")];
    };
    const nowhere = ["--cursor-file", "nowhere.cursor"];
    expect(await ended(nowhere, `${machine.token.slice(0, -1)}x`)).toEqual([
      3,
      expect.stringMatching(/^SEALGRAPH_TOKEN/),
    ]);
    await writeFile(join(folder, "foreign.cursor"), "x_XkqKsSkSwmH1TgRJfKXw\n");
    expect(await ended(["--cursor-file", "foreign.cursor"])).toEqual([4, expect.stringContaining("(INVALID_CURSOR)")]);
    await writeFile(join(folder, "other.txt"), "Dear diary\n");
    expect(await ended(["--cursor-file", "other.txt"])).toEqual([2, "There is no cursor in other.txt.\n"]);
    await writeFile(join(folder, "diary.txt"), "a long line of somebody's, without an end");
    expect(await ended(["--file", "diary.txt", ...nowhere])).toEqual([2, "This is no file of events.\n"]);
    expect(await readFile(join(folder, "diary.txt"), "utf8")).toMatch(/without an end$/);
    expect(await ended(["--group", "nonsense"])).toEqual([2, expect.stringContaining("It is none of these.")]);
    expect(await ended(["--server", "http://vault.example"])).toEqual([2, expect.stringContaining("with https")]);
    const open = start(["--from", "now", ...nowhere]);
    for await (const cursor of contents(join(folder, "nowhere.cursor"))) if (cursor) break;
    await revokeServiceAccount(partner.owner.partner(), { account: machine.account });
    const { code, out, err } = await open.ended;
    expect([code, out, err]).toEqual([3, "", expect.stringMatching(/revoked, or its keeper.*\(4401 SESSION_ENDED\)/)]);
  });
});

describe("the subscriber's feed", () => {
  const following = (signal: AbortSignal, onPause: Following["onPause"]): Following => ({
    ...{ after: null, from: "now", groups: null, companies: [company], random: Math.random, signal, onPause },
  });

  it("lets a stream go that is faster than the work, and fetches what is missing", async () => {
    const { token } = await makeMachine(verbs, partner.owner.partner, ["READ_EVENTS"]);
    const before = events;
    const enough = new AbortController();
    const told: number[] = [];
    const source = { server: house.url, token };
    for await (const news of follow(
      source,
      following(enough.signal, (why) => Promise.reject(why)),
    )) {
      // The first portion takes so long that twenty others come meanwhile.
      if (events === before) for (let count = 0; count < 20; count++) await happen(1);
      told.push(...news.events.map(({ revision }) => revision));
      if (told.at(-1) === events) enough.abort();
    }
    expect(told).toEqual(upTo(events).slice(before));
  });

  it("waits for nobody who takes a connection and says nothing", async () => {
    const mute = createServer((socket) => socket.unref());
    await new Promise<void>((resolve) => void mute.listen(0, "127.0.0.1", resolve));
    const server = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    for (const from of ["oldest", "now"] as const) {
      const enough = new AbortController();
      const why: string[] = [];
      const onPause = ({ code }: Ended) => {
        why.push(code);
        enough.abort();
      };
      const source = { server, token: machine.token, patience: 20 };
      for await (const _ of follow(source, { ...following(enough.signal, onPause), from }));
      expect(why).toEqual([from === "oldest" ? "no answer" : "1006"]);
    }
    mute.close();
  });

  it("knows every code of the closed list, and every close of the server", () => {
    expect(Object.keys(meanings).sort()).toEqual(Object.keys(failureCodes).sort());
    const ends = [
      [closeCodes.goingAway, "UNAVAILABLE", "PASSING"],
      [closeCodes.tryAgain, "UNAVAILABLE", "PASSING"],
      [closeCodes.slow, "UNAVAILABLE", "PASSING"],
      [closeCodes.internal, "INTERNAL", "PASSING"],
      [closeCodes.badRequest, "BAD_REQUEST", "ASKED"],
      [4403, "FORBIDDEN", "TOKEN"],
      ...["UNAUTHENTICATED", "TOKEN_EXPIRED", "SESSION_ENDED", "DEVICE_REVOKED", "NETWORK_REFUSED"].map(
        (reason) => [closeCodes.unauthenticated, reason, "TOKEN"] as const,
      ),
      // None of the server's: the line, a proxy, this end.
      [1006, "", "PASSING"],
      [1012, "", "PASSING"],
      [4499, "Terminated", "PASSING"],
      [4504, "Connection acknowledgement timeout", "PASSING"],
      [1009, "", "ASKED"],
      [4400, "whatever", "ASKED"],
    ] as const;
    const known: readonly number[] = ends.map(([code]) => code);
    for (const code of Object.values(closeCodes)) expect(known).toContain(code);
    expect(ends.map(([code, reason]) => Ended.byClose(code, reason).kind)).toEqual(ends.map(([, , kind]) => kind));
    const limited = Ended.byErrors([{ extensions: { code: "RATE_LIMITED", retryAfterSeconds: 30 } }]);
    expect(limited).toMatchObject({ kind: "PASSING", retryAfterSeconds: 30 });
    expect(Ended.byErrors([{ extensions: { code: "OF_TOMORROW" } }]).kind).toBe("ASKED");
  });

  it("waits longer each time, up to a minute, and no two alike", () => {
    expect([0, 1, 3, 30].map((failures) => backOff(failures, () => 1))).toEqual([250, 500, 2_000, 60_000]);
    expect([0, 1, 3, 30].map((failures) => backOff(failures, () => 0))).toEqual([125, 250, 1_000, 30_000]);
  });
});
