import type { Pool } from "pg";
import type { DataSource } from "typeorm";
import type { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";
import type { ServerConfig } from "../config.ts";
import type { House } from "../domain/context.ts";
import { readJobFigures } from "../domain/job/run-job.ts";
import { findActor } from "../domain/session/find-actor.ts";
import { gateRootFields, makeContext, resolvers } from "../resolvers/index.ts";
import { buildContractedSchema } from "../schema/build.ts";
import { makeBreached } from "./breached.ts";
import { makeDoorbell } from "./doorbell.ts";
import { makeHealth } from "./health.ts";
import type { Log } from "./log.ts";
import { makeMail } from "./mail.ts";
import { countBackup, countCommit, countDelivery, countJob, watchJobs } from "./metrics.ts";
import { type RunningServer, serve } from "./serve.ts";
import { makeSchemas, type Schemas } from "./spliced-lists.ts";
import { parseWebhookUrl, selfAt } from "./webhook-address.ts";
import { makeWebhookPost } from "./webhook-post.ts";
import { startSender } from "./webhook-sender.ts";
import { startWorker } from "./worker.ts";

/** What a server is made of. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly dataSource: DataSource;
  readonly clock: () => Date;
  readonly log: Log;
  /** Where the web client is; where the build leaves it, if nothing is said. */
  readonly appFolder?: string | undefined;
}

export type { RunningServer };

/** Made once in a process: what differs between servers comes with the context of a request. */
let schemas: Schemas | null = null;

/** Throws `StartRefused` PORT_TAKEN or ADDRESS_UNUSABLE, `ContractDrift` when the code does not implement the contract. */
export async function startServer({ config, dataSource, clock, log, appFolder }: ServerParts): Promise<RunningServer> {
  const pool: Pool = (dataSource.driver as PostgresDriver).master;
  const doorbell = makeDoorbell(pool.options, log);
  const self = selfAt(config.publicUrl);
  const house: House = {
    pool,
    clock,
    doorbell,
    sendMail: makeMail(config, log),
    publicUrl: config.publicUrl,
    allowedOrigins: config.allowedOrigins,
    serverSecret: config.serverSecret,
    disablePersonalProfile: config.disablePersonalProfile,
    auditRetentionDays: config.auditRetentionDays,
    backupHours: config.backupHours,
    readBreached: config.breachedPasswords === null ? null : makeBreached(config.breachedPasswords, log),
    postWebhook: makeWebhookPost({ allowed: config.webhookAllow, self }),
    mayReceive: (url) => parseWebhookUrl(url, config.webhookAllow, self) !== null,
    onDelivery: countDelivery,
    onBackup: countBackup,
    onCommit: countCommit,
    onJob: countJob,
  };
  try {
    await doorbell.tried;
    const health = makeHealth(dataSource);
    schemas ??= makeSchemas(() => gateRootFields(buildContractedSchema(resolvers)));
    const server = await serve({ house, schemas, makeContext, findActor, health, config, log, appFolder });
    watchJobs(() => readJobFigures(house), clock);
    const worker = startWorker(house, log);
    const sender = startSender(house, log);
    return {
      url: server.url,
      async close() {
        await server.close();
        await Promise.all([worker.close(), sender.close()]);
        await doorbell.close();
      },
    };
  } catch (error) {
    await doorbell.close();
    throw error;
  }
}
