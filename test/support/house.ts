import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDataSource } from "../../ormconfig.ts";
import { readConfig } from "../../src/config.ts";
import { makeLog } from "../../src/server/log.ts";
import { startServer } from "../../src/server/start.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";
import { freePort } from "./free-port.ts";

/** A whole server of one test's own: real PostgreSQL, real HTTP and WebSocket, an outbox for its mail. */
export interface TestHouse {
  /** Origin of the server, without a slash at the end. */
  readonly url: string;
  readonly database: FreshDatabase;
  /** What the server wrote to its log, line by line. */
  readonly log: readonly string[];
  /** What the server's clock says. */
  now(): Date;
  /** Moves the server's clock. */
  advance(milliseconds: number): void;
  /** The code in the newest letter to an address. Throws where there is none. */
  codeFor(address: string): Promise<string>;
  /** Every letter to an address, in order. */
  lettersTo(address: string): Promise<string[]>;
  /** Stops the server and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Stops the server alone: nobody answers until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Copies the database as it stands, the server stopped meanwhile. Gives what restores the copy: the server is stopped after it. */
  backUp(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * @param environment variables of the configuration, over the defaults.
 * @param appFolder what it serves at `/app`.
 */
export async function openHouse(environment: Record<string, string> = {}, appFolder?: string): Promise<TestHouse> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-house-"));
  const port = await freePort();
  const config = readConfig(
    {
      PORT: String(port),
      METRICS_PORT: "0",
      DATA_DIR: folder,
      DATABASE_URL: database.applicationUrl,
      SERVER_SECRET: randomBytes(32).toString("base64url"),
      DRAIN_SECONDS: "1",
      ...environment,
    },
    folder,
  );
  const log: string[] = [];
  let ahead = 0;
  const open = async () => {
    const dataSource = await makeDataSource({ url: database.applicationUrl, poolSize: 5 }).initialize();
    const server = await startServer({
      config: { ...config, serverSecret: config.serverSecret as Uint8Array },
      dataSource,
      clock: () => new Date(Date.now() + ahead),
      log: makeLog("debug", (line) => log.push(line)),
      appFolder,
    });
    return async () => {
      await server.close();
      await dataSource.destroy();
    };
  };
  let stop: (() => Promise<void>) | null = await open();
  const house: TestHouse = {
    url: `http://localhost:${port}`,
    database,
    log,
    now: () => new Date(Date.now() + ahead),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
    codeFor: (address) => newestCode(join(folder, "outbox"), address),
    lettersTo: (address) => lettersIn(join(folder, "outbox"), address),
    async stop() {
      await stop?.();
      stop = null;
    },
    async start() {
      stop ??= await open();
    },
    async restart() {
      await house.stop();
      await house.start();
    },
    async backUp() {
      await house.stop();
      const putBack = await database.copy();
      await house.start();
      return async () => {
        await house.stop();
        await putBack();
      };
    },
    async close() {
      await house.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return house;
}

const isTo = (letter: string, address: string) => letter.toLowerCase().includes(`to: ${address.toLowerCase()}`);

async function lettersIn(outbox: string, address: string): Promise<string[]> {
  const letters = await Promise.all((await readdir(outbox)).sort().map((name) => readFile(join(outbox, name), "utf8")));
  return letters.filter((letter) => isTo(letter, address));
}

/** Reads from the newest letter back, and no further than it must: whoever signs up thousands would read all of them each time. */
export async function newestCode(outbox: string, address: string): Promise<string> {
  for (const name of (await readdir(outbox)).sort().reverse()) {
    const letter = await readFile(join(outbox, name), "utf8");
    if (!isTo(letter, address)) continue;
    const code = /\b(\d{4}) (\d{4})\b/.exec(letter);
    if (code) return `${code[1]}${code[2]}`;
    break;
  }
  throw new Error("no letter with a code was sent to that address");
}
