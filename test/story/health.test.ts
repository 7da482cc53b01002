import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { makeDataSource } from "../../ormconfig.ts";
import { type Health, makeHealth } from "../../src/server/health.ts";
import { poolOf, renderMetrics, startMetrics } from "../../src/server/metrics.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";
import { freePort } from "../support/free-port.ts";

let database: FreshDatabase;
let dataSource: DataSource;
let health: Health;
/** Longer than a database that is there could ever take, so that nothing but its silence is told as such. */
const patient = 60_000;
let server: Server;

beforeEach(async () => {
  database = await freshDatabase();
  dataSource = await makeDataSource({ url: database.applicationUrl, poolSize: 1 }).initialize();
  health = makeHealth(dataSource, patient);
  server = createServer((request, response) => {
    if (!health.answer(request.url ?? "", response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  if (dataSource.isInitialized) await dataSource.destroy();
  await database.drop();
});

async function ask(path: string): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return [response.status, (await response.text()).trim()];
}

const ready = [200, '{"status":"ready"}'];
const mute = [503, '{"status":"the database does not answer"}'];

describe("a server that is asked for its health", () => {
  it("is live and ready while the database answers", async () => {
    expect(await ask("/health/live")).toEqual([200, '{"status":"live"}']);
    expect(await ask("/health/ready")).toEqual(ready);
    expect((await ask("/health/else"))[0]).toBe(404);
  });

  it("is live and not ready while it drains", async () => {
    health.drain();
    expect(await ask("/health/ready")).toEqual([503, '{"status":"draining"}']);
    expect((await ask("/health/live"))[0]).toBe(200);
  });

  it("is not ready while the pool gives no connection, says so in time, and is ready again after", async () => {
    health = makeHealth(dataSource, 50);
    const held = dataSource.createQueryRunner();
    await held.connect();
    expect(await Promise.all([ask("/health/ready"), ask("/health/ready")])).toEqual([mute, mute]);
    await held.release();
    // It may itself take longer than it now has: it is ready as soon as one question is answered in time.
    while ((await ask("/health/ready"))[0] !== 200);
    expect(await ask("/health/live")).toEqual([200, '{"status":"live"}']);
  });

  it("is not ready when the database is gone", async () => {
    await database.drop();
    expect(await ask("/health/ready")).toEqual(mute);
  });
});

describe("the metrics", () => {
  it("are served on a port of their own, with the state of the pool", async () => {
    const port = await freePort();
    const stop = await startMetrics(port, poolOf(dataSource));
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(await response.text()).toContain('sealgraph_pool_connections{state="idle"} 1');
    expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(404);
    await stop();
    expect(await renderMetrics()).toContain("process_cpu_seconds_total");
  });
});
