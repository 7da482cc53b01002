import "./production.ts";
import { readConfig, type ServerConfig } from "./config.ts";
import { loadServerSecret, openDataFolder } from "./operator/data-folder.ts";
import { openDatabase } from "./operator/open-database.ts";
import { makeLog } from "./server/log.ts";
import { poolOf, startMetrics } from "./server/metrics.ts";
import { startServer } from "./server/start.ts";
import { type Lifetime, runUntilStopped } from "./shutdown.ts";
import { tellStart } from "./welcome.ts";

/** The boot order. Each part says at once how it is stopped, so that a later refusal leaves nothing running. */
async function boot(lifetime: Lifetime): Promise<void> {
  const config = await completeConfig();
  const log = makeLog(config.logLevel);
  lifetime.logTo(log);

  const database = await openDatabase(config, () => lifetime.fail("The embedded PostgreSQL went away."));
  lifetime.onStop(database.close, database.embedded?.abandon);

  if (config.metricsPort) lifetime.onStop(await startMetrics(config.metricsPort, poolOf(database.dataSource)));

  const server = await startServer({ config, dataSource: database.dataSource, clock: () => new Date(), log });
  lifetime.onStop(server.close);
  tellStart(config, database, server.url);
}

async function completeConfig(): Promise<ServerConfig> {
  const config = readConfig();
  if (!config.databaseUrl || !config.mailUrl) await openDataFolder(config.dataDir);
  return Object.freeze({ ...config, serverSecret: config.serverSecret ?? (await loadServerSecret(config.dataDir)) });
}

runUntilStopped(boot);
