import type { ServerResponse } from "node:http";
import type { DataSource } from "typeorm";

/** Whether this process should get requests; one a server. */
export interface Health {
  /** From now on `/health/ready` says 503. */
  drain(): void;
  /** Answers `/health/live` and `/health/ready`; false for every other path. */
  answer(path: string, response: ServerResponse): boolean;
}

/** Ready means: not draining, and the pool gives a working connection within `patience` milliseconds. */
export function makeHealth(dataSource: DataSource, patience = 1_000): Health {
  let draining = false;
  let check: Promise<string> | null = null;

  // Callers share one query until it ends, however long: a probe must not be a way to empty the pool.
  const ready = () => {
    check ??= queryDatabase(dataSource).finally(() => {
      check = null;
    });
    return within(patience, check);
  };
  return {
    drain: () => {
      draining = true;
    },
    answer: (path, response) => {
      if (path === "/health/live") respond(response, "live");
      else if (path !== "/health/ready") return false;
      else if (draining) respond(response, "draining");
      else void ready().then((state) => respond(response, draining ? "draining" : state));
      return true;
    },
  };
}

const silent = "the database does not answer";

const queryDatabase = (dataSource: DataSource): Promise<string> =>
  dataSource.query("select 1").then(
    () => "ready",
    () => silent,
  );

function within(milliseconds: number, state: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(silent), milliseconds);
  });
  return Promise.race([state, late]).finally(() => clearTimeout(timer));
}

function respond(response: ServerResponse, state: string): void {
  const status = state === "live" || state === "ready" ? 200 : 503;
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify({ status: state })}\n`);
}
