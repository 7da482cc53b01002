import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { stopLeftOver } from "../../src/operator/postgres/start.ts";
import { launch, launchToEnd, ready } from "../support/launch.ts";

let folder: string;
const inFolder = (name: string) => join(folder, name);
const postmaster = () => inFolder("postgres/data/postmaster.pid");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sealgraph-start-"));
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  await stopLeftOver(inFolder("postgres"));
  rmSync(folder, { recursive: true });
});

describe("a start on an empty folder", () => {
  it("sets everything up, serves, drains on Ctrl-C, and finds its data again", async () => {
    const first = await launch({ folder });
    expect(await first.written(ready)).toMatch(/made on this first start.*migration\(s\) applied/s);
    expect(await first.written("Ctrl-C")).toContain(`export SEALGRAPH_SERVER=${first.url}`);
    expect(await statusOf(`${first.url}/health/ready`)).toBe(200);
    first.signal("SIGINT");
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(existsSync(postmaster())).toBe(false);
    const secret = readFileSync(inFolder("server.secret"), "utf8");

    const second = await launch({ folder });
    expect(await second.written(ready)).toMatch(/as the last run left it.*up to date/s);
    expect(readFileSync(inFolder("server.secret"), "utf8")).toBe(secret);
    second.signal("SIGTERM");
    expect(await second.ended).toMatchObject({ code: 0 });
  });

  it("keeps its secrets in files that only their owner reads, and prints none", async () => {
    const house = await launch({ folder, environment: { LOG_LEVEL: "debug" } });
    const output = await house.written(ready);
    const passwords = JSON.parse(readFileSync(inFolder("postgres/passwords.json"), "utf8")) as Record<string, string>;
    for (const secret of [...Object.values(passwords), readFileSync(inFolder("server.secret"), "utf8").trim()]) {
      expect(output).not.toContain(secret);
    }
    for (const file of ["server.secret", "postgres/passwords.json"]) {
      expect((statSync(inFolder(file)).mode & 0o777).toString(8)).toBe("600");
    }
    house.signal("SIGINT");
    await house.ended;
  });

  it("at the same moment as another one: one serves, the other says so", async () => {
    const houses = await Promise.all([launch({ folder }), launch({ folder })]);
    const outcomes = await Promise.all(
      houses.map((house) => house.written(ready).catch(async () => (await house.ended).output)),
    );
    expect(outcomes.filter((output) => output.includes(ready))).toHaveLength(1);
    expect(outcomes.filter((output) => output.includes("Another Sealgraph"))).toHaveLength(1);
    for (const house of houses) house.signal("SIGINT");
    const codes = (await Promise.all(houses.map((house) => house.ended))).map(({ code }) => code);
    expect(codes.sort()).toEqual([0, 1]);
  });
});

describe("a running server", () => {
  it("keeps a second one off its data and goes on serving", async () => {
    const first = await launch({ folder });
    await first.written(ready);
    const { code, output } = await launchToEnd({ folder });
    expect([code, output]).toEqual([1, expect.stringContaining(`is running on the data in ${folder}.`)]);
    expect(await statusOf(`${first.url}/health/ready`)).toBe(200);
    first.signal("SIGINT");
    await first.ended;
  });

  it("that is killed leaves a PostgreSQL which the next start takes over", async () => {
    const killed = await launch({ folder });
    await killed.written(ready);
    killed.signal("SIGKILL");
    await killed.ended;
    expect(existsSync(postmaster())).toBe(true);

    const next = await launch({ folder });
    expect(await next.written(ready)).toContain("taken over from a run that was killed");
    next.signal("SIGINT");
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(existsSync(postmaster())).toBe(false);
  });

  it("that is killed together with its PostgreSQL is recovered by the next start", async () => {
    const killed = await launch({ folder });
    await killed.written(ready);
    killed.signal("SIGKILL");
    await killed.ended;
    process.kill(Number(readFileSync(postmaster(), "utf8").split("\n")[0]), "SIGKILL");

    const next = await launch({ folder });
    expect(await next.written(ready)).toContain("recovered after a crash");
    next.signal("SIGINT");
    await next.ended;
  });

  it("fails with a sentence when its PostgreSQL goes away", async () => {
    const house = await launch({ folder });
    await house.written(ready);
    process.kill(Number(readFileSync(postmaster(), "utf8").split("\n")[0]), "SIGKILL");
    expect(await house.ended).toMatchObject({ code: 1, output: expect.stringContaining("PostgreSQL went away") });
  });

  it("stops at once on a second Ctrl-C, while a request is in flight", async () => {
    const house = await launch({ folder, environment: { DRAIN_SECONDS: "600" } });
    await house.written(ready);
    const socket = connect(Number(new URL(house.url).port), "127.0.0.1");
    socket.on("error", () => {});
    await new Promise((resolve) => socket.write("GET /health/live HTTP/1.1\r\n", resolve));
    house.signal("SIGINT");
    await house.written("Once more to stop at once");
    const again = setInterval(() => house.signal("SIGINT"), 50);
    expect(await house.ended).toMatchObject({ code: 130 });
    clearInterval(again);
    socket.destroy();
  });
});

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
