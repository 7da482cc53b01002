import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

/** The PostgreSQL process that wrote `postmaster.pid` into a data folder. */
export interface Postmaster {
  readonly port: number;
  /** Gone: the process ended without cleaning up, or its number now belongs to another program. */
  readonly state: "ready" | "changing" | "gone";
}

/** Reads `postmaster.pid`; `null` after a clean stop. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const file = join(data, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  if (text === "" && (await isYoung(file))) return { port: 0, state: "changing" };
  const [pid = "", , , port = "", , , , status = ""] = text.split("\n");
  if (!isAlive(Number(pid)) || !(await servesFolder(Number(pid), data))) return { port: 0, state: "gone" };
  return { port: Number(port), state: status.trim() === "ready" ? "ready" : "changing" };
}

/** Sends the signal of a fast stop and waits for nothing. The caller knows that the postmaster is its own. */
export function askToStop(data: string): void {
  try {
    process.kill(Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]), "SIGINT");
  } catch {
    // It is gone already, or the next start takes it over.
  }
}

/** False also for what is no process number. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** PostgreSQL makes the file before it fills it; one that stays empty was left by a crash. */
async function isYoung(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return Date.now() - mtimeMs < 5_000;
}

/** pg_ctl starts `postgres -D <folder>`: the command line tells a postmaster from whatever else got its number. */
async function servesFolder(pid: number, data: string): Promise<boolean> {
  if (process.platform === "win32") return true;
  const line = await commandLine(pid);
  return line.includes("postgres") && (line.includes(data) || line.includes(await realpath(data)));
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  return stdout;
}
