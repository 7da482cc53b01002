import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDataSource } from "../../ormconfig.ts";
import { readConfig, type ServerConfig } from "../../src/config.ts";
import { makeLog } from "../../src/server/log.ts";
import { startServer } from "../../src/server/start.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";

/** A whole server on a port and a database of its own. */
export interface TestServer {
  readonly url: string;
  readonly database: FreshDatabase;
  /** Where letters are written: `<dataDir>/outbox`. */
  readonly dataDir: string;
  /** Every line that was logged, as text. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly config?: Partial<ServerConfig>;
  readonly clock?: () => Date;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "sealgraph-"));
  const logged: string[] = [];
  const dataSource = await makeDataSource({ url: database.applicationUrl, poolSize: 4 }).initialize();
  const defaults = readConfig({ DATA_DIR: dataDir }, dataDir);
  const config = { ...defaults, port: 0, drainSeconds: 2, serverSecret: new Uint8Array(32).fill(7), ...options.config };
  const log = makeLog("debug", (line) => logged.push(line));
  const server = await startServer({ config, dataSource, clock: options.clock ?? (() => new Date()), log });
  return {
    url: server.url,
    database,
    dataDir,
    logged,
    async close() {
      await server.close();
      await dataSource.destroy();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
