import { createServer } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { DataSource } from "typeorm";
import type { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";
import { listen } from "./listen.ts";

const registry = new Registry();
const registers = [registry];

const httpDuration = new Histogram({
  name: "sealgraph_http_request_duration_seconds",
  help: "Time of an HTTP request by outcome",
  labelNames: ["outcome"],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers,
});
const operations = new Counter({
  name: "sealgraph_graphql_operations_total",
  help: "GraphQL operations by transport and code; OK where there was no error",
  labelNames: ["transport", "code"],
  registers,
});
const connections = new Gauge({ name: "sealgraph_websocket_connections", help: "Open WebSockets", registers });
const subscriptions = new Gauge({ name: "sealgraph_subscriptions", help: "Running subscriptions", registers });
const commits = new Counter({
  name: "sealgraph_commits_total",
  help: "Commits by their answer",
  labelNames: ["answer"],
  registers,
});

/** `outcome` is `ok`, `refused` (4xx) or `failed` (5xx). */
export const observeHttpRequest = (outcome: "ok" | "refused" | "failed", seconds: number): void =>
  outcomes[outcome].observe(seconds);

const outcomes = {
  ok: httpDuration.labels("ok"),
  refused: httpDuration.labels("refused"),
  failed: httpDuration.labels("failed"),
};

/** `code` comes from the closed list of failure codes, or is `OK`: never from a client. */
export const countOperation = (transport: "http" | "ws", code: string): void => operations.inc({ transport, code });

export const connectionOpened = (): void => connections.inc();
export const connectionClosed = (): void => connections.dec();
export const subscriptionStarted = (): void => subscriptions.inc();
export const subscriptionEnded = (): void => subscriptions.dec();

/** `answer` is the type name of the commit's result. */
export const countCommit = (answer: string): void => commits.inc({ answer });

const backups = new Counter({
  name: "sealgraph_backups_total",
  help: "Vaults that were to be backed up, by what became of it; DAMAGED and OTHER_CHAIN ask for somebody to look",
  labelNames: ["outcome"],
  registers,
});
/** `outcome` is `TAKEN`, or one of the closed list of what keeps a backup from being taken. */
export const countBackup = (outcome: string): void => backups.inc({ outcome });

const deliveries = new Counter({
  name: "sealgraph_webhook_deliveries_total",
  help: "Deliveries to webhooks by what became of them; DEAD: a batch was given up",
  labelNames: ["outcome"],
  registers,
});
/** `outcome` is `DELIVERED`, `DEAD`, or one of the closed list of what keeps a message from arriving. */
export const countDelivery = (outcome: string): void => deliveries.inc({ outcome });

const jobs = new Counter({
  name: "sealgraph_jobs_total",
  help: "Jobs that were worked on, by kind and outcome",
  labelNames: ["kind", "outcome"],
  registers,
});
/** `kind` is one of the closed list of jobs. */
export const countJob = (kind: string, outcome: "DONE" | "FAILED"): void => jobs.inc({ kind, outcome });

type JobFigures = readonly { readonly kind: string; readonly depth: number; readonly oldest: Date | null }[];
let readJobs: (() => Promise<JobFigures>) | null = null;
let jobClock = () => new Date();
/** Says how the jobs are asked after that are due, whenever somebody reads the metrics. */
export function watchJobs(read: () => Promise<JobFigures>, clock: () => Date): void {
  readJobs = read;
  jobClock = clock;
}
const jobFigures = async (): Promise<JobFigures> => (await readJobs?.().catch(() => null)) ?? [];
new Gauge({
  name: "sealgraph_jobs_due",
  help: "Jobs that are due, by kind",
  labelNames: ["kind"],
  registers,
  async collect() {
    for (const { kind, depth } of await jobFigures()) this.set({ kind }, depth);
  },
});
new Gauge({
  name: "sealgraph_job_oldest_seconds",
  help: "For how long the oldest job of a kind has been due",
  labelNames: ["kind"],
  registers,
  async collect() {
    for (const { kind, oldest } of await jobFigures())
      this.set({ kind }, oldest ? Math.max(0, jobClock().getTime() - oldest.getTime()) / 1_000 : 0);
  },
});

/** What a pool of `pg` tells about itself. */
export interface PoolFigures {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

let pool: PoolFigures | null = null;
new Gauge({
  name: "sealgraph_pool_connections",
  help: "Connections to PostgreSQL by state, and requests that wait for one",
  labelNames: ["state"],
  registers,
  collect() {
    if (!pool) return;
    this.set({ state: "busy" }, pool.totalCount - pool.idleCount);
    this.set({ state: "idle" }, pool.idleCount);
    this.set({ state: "waiting" }, pool.waitingCount);
  },
});
collectDefaultMetrics({ register: registry });

/** The text that the scraper reads. */
export const renderMetrics = (): Promise<string> => registry.metrics();

/** The pool under a DataSource that is connected. */
export const poolOf = (dataSource: DataSource): PoolFigures => (dataSource.driver as PostgresDriver).master;

/** Serves the metrics on loopback; answers how to stop. Throws `StartRefused` PORT_TAKEN or ADDRESS_UNUSABLE. */
export async function startMetrics(port: number, figures: PoolFigures): Promise<() => Promise<void>> {
  pool = figures;
  const server = createServer(async (request, response) => {
    const found = request.method === "GET" && request.url === "/metrics";
    response.writeHead(found ? 200 : 404, { "content-type": found ? registry.contentType : "text/plain" });
    response.end(found ? await renderMetrics() : "The metrics are at /metrics.\n");
  });
  await listen(server, { port, host: "127.0.0.1" }, "METRICS_PORT");
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}
