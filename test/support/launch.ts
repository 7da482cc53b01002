import { execFile, spawn } from "node:child_process";
import { freePort } from "./free-port.ts";
import { programOf } from "./program.ts";

/** How a process ended: its code, or 128 and the signal's number as a shell tells it, and all it wrote. */
export interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** The real server as a process of its own. */
export interface Launched {
  readonly url: string;
  /** Resolves with what was written so far once `text` was; rejects when the process ends before. */
  written(text: string): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ending>;
}

export interface Launch {
  /** Where `.env` is looked for. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The last line that a start prints when the server serves. */
export const ready = "Ctrl-C stops.";

/** Starts the server on a free port, metrics off, with the given variables and none of ours. */
export async function launch({ folder, environment = {} }: Launch): Promise<Launched> {
  const port = environment.PORT ?? String(await freePort());
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, programOf("src/main"), {
    cwd: folder,
    env: { PATH, METRICS_PORT: "0", PORT: port, DATA_DIR: folder, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    // What is written may come in parts that end within a character.
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ending>((resolve) => {
    child.once("close", (code) => resolve({ code, output }));
  });
  return {
    url: `http://localhost:${port}`,
    written: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes(text)) resolve(output);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`it ended before it wrote ${JSON.stringify(text)}:\n${output}`)));
      }),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Starts the server and waits for its end. */
export const launchToEnd = async (given: Launch): Promise<Ending> => (await launch(given)).ended;

/** Runs the operator's command as a process of its own, with the given variables and none of ours. */
export function operate({ folder, environment = {} }: Launch, ...args: string[]): Promise<Ending> {
  const { PATH = "" } = process.env;
  return new Promise((resolve) => {
    const env = { PATH, DATA_DIR: folder, ...environment };
    const child = execFile(
      process.execPath,
      [...programOf("src/operator/main"), ...args],
      { cwd: folder, env },
      (_, out, err) => resolve({ code: child.exitCode, output: `${err}${out}` }),
    );
  });
}
