import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartRefused } from "../../failure.ts";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { lastLine } from "./folder.ts";
import { findPostmaster } from "./postmaster.ts";
import { run } from "./run.ts";

export interface Started {
  readonly port: number;
  /** Kept from a clean stop, recovered after a crash, or still running after one. */
  readonly history: "kept" | "recovered" | "adopted";
}

/**
 * A server on `data`: the one that runs already, or a new one on a free port of loopback. Throws `StartRefused`
 * POSTGRES_BROKEN with the last line of PostgreSQL's log when none gets ready within a minute.
 */
export async function startOrAdopt(
  binaries: Binaries,
  account: Account,
  data: string,
  durable: boolean,
): Promise<Started> {
  const log = join(data, "server.log");
  const deadline = performance.now() + 60_000;
  let crashed = false;
  // A port may be taken between asking and binding, another start may be quicker, a server may be about to end, and
  // after a crash its last processes may still hold the shared memory: each is worth another try.
  for (let attempts = 0; attempts < 5 && performance.now() < deadline; ) {
    const found = await findPostmaster(data);
    if (found?.state === "ready") return { port: found.port, history: "adopted" };
    if (found && found.state !== "gone") {
      await pause(100);
      continue;
    }
    if (found) {
      crashed = true;
      // Of a process that is gone. Where there was none, one that is there by now is another start's, whose server ends without it.
      await rm(join(data, "postmaster.pid"), { force: true });
    }
    await rm(log, { force: true });
    const port = await freePort();
    const args = ["start", "-D", data, "-w", "-t", "60", "-l", log, "-o", settings(port, durable)];
    const started = await run(account, binaries.pg_ctl, args, data).then(
      () => true,
      () => false,
    );
    if (started) return { port, history: crashed ? "recovered" : "kept" };
    attempts++;
    await pause(300);
  }
  const words = await readFile(log, "utf8").catch(() => "it wrote no log");
  throw new StartRefused("POSTGRES_BROKEN", { step: "pg_ctl start", log: lastLine(words) });
}

/** The log holds no statement, no parameter and no error of a statement: any of them may quote what a client sent. */
function settings(port: number, durable: boolean): string {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    log_statement: "none",
    log_min_duration_statement: -1,
    log_checkpoints: "off",
    ...(!durable && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" ");
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
