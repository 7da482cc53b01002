import { spawn } from "node:child_process";
import type { Account } from "./account.ts";

/** What a program said when it ended with a code other than 0. */
export class ProgramFailed extends Error {
  constructor(readonly words: string) {
    super("a program of PostgreSQL failed");
  }
}

/**
 * Runs a program of PostgreSQL as the account and waits for its end. It has a session of its own, so that a Ctrl-C in
 * our terminal does not reach it; what is set in our environment (language, time zone, PG*) does not reach it either.
 */
export function run(account: Account, program: string, args: readonly string[], folder: string): Promise<void> {
  const { PATH = "", SystemRoot } = process.env;
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH, LC_ALL: "C", TZ: "UTC", ...(SystemRoot && { SystemRoot }) },
    ...(account && { uid: account.uid, gid: account.gid }),
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  const keep = (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new ProgramFailed(error.message)));
    child.once("close", (code) => (code === 0 ? resolve() : reject(new ProgramFailed(words))));
  });
}
