import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../src/operator/postgres/start.ts";
import { moduleAt, stopProcess } from "./child.ts";

/** The real server, in a process of its own, on a PostgreSQL that writes as durably as in production. */
export interface House {
  /** Of the server, without a slash at the end. */
  readonly url: string;
  /** Where letters are written. */
  readonly outbox: string;
  /** The same database for the baselines: as the owner of the tables, whom no row-level security holds up. */
  readonly ownerUrl: string;
  close(): Promise<void>;
}

/** Makes everything in a folder of its own, which `close` takes away again. */
export async function openHouse(): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-bench-"));
  await chmod(folder, 0o711);
  const postgres = await startEmbedded({ folder: join(folder, "postgres"), durable: true });
  const remove = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    const server = await startServer(folder, port, postgres);
    const close = async () => {
      await stopProcess(server);
      await remove();
    };
    return {
      url: `http://localhost:${port}`,
      outbox: join(folder, "outbox"),
      ownerUrl: postgres.ownerUrl,
      close,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Started as an operator would, with nothing of our own environment but the path: metrics are off, the rest is default. */
async function startServer(folder: string, port: number, database: { applicationUrl: string; ownerUrl: string }) {
  const { PATH = "" } = process.env;
  const server = fork(moduleAt("../src/main"), [], {
    cwd: folder,
    env: {
      PATH,
      PORT: String(port),
      METRICS_PORT: "0",
      DATA_DIR: folder,
      DATABASE_URL: database.applicationUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SERVER_SECRET: randomBytes(32).toString("base64url"),
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ended = once(server, "exit").then(() => {
    throw new Error("the server ended before it served");
  });
  const ready = new Promise<void>((resolve) => {
    let told = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes("Ctrl-C stops.")) resolve();
    });
  });
  await Promise.race([ready, ended]);
  ended.catch(() => {});
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
