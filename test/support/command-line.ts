import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { run as runCommand } from "../../src/cli/run.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";
import { freePort } from "./free-port.ts";
import { makeGate } from "./gate.ts";
import { programOf } from "./program.ts";
import { startTestServer, type TestServer } from "./running-server.ts";

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Given {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether Ctrl-C is pressed as soon as the command listens for it. */
  readonly interrupted?: boolean;
}

/** A command that is still running. */
export interface Running {
  /** The first line of standard output, from now or before, that holds all of these texts. */
  line(...texts: string[]): Promise<string>;
  /** Resolves once this was written to standard output, whole lines or not. */
  wrote(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Closes our end of its standard output, as `head` does. */
  stopReading(): void;
  readonly ended: Promise<Ended>;
}

/** A person at a command that asks. */
export interface Conversation {
  /** Resolves when this was written to standard error, after what was waited for before. */
  asked(text: string): Promise<void>;
  /** Types a line. */
  type(text: string): void;
  /** All that was written to standard error so far. */
  said(): string;
  readonly ended: Promise<Ended>;
}

/** One folder SEALGRAPH_HOME, and the command line that works in it. */
export interface Terminal {
  readonly home: string;
  /** As a process of its own. */
  start(args: readonly string[], given?: Given): Running;
  /** In this process, through the entry of the program. */
  run(args: readonly string[], given?: Given): Promise<Ended>;
  /** As `run`, with somebody there to be asked. */
  converse(args: readonly string[], given?: Given): Conversation;
  /** Runs with `--json` and gives what was printed. Throws unless the command ended well. */
  ask<T>(args: readonly string[], given?: Given): Promise<T>;
}

export async function makeTerminal(
  server: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  const home = await mkdtemp(join(tmpdir(), "sealgraph-home-"));
  const given = (more: Given = {}) => ({
    SEALGRAPH_HOME: home,
    SEALGRAPH_SERVER: server,
    ...environment,
    ...more.environment,
  });
  const run = async (args: readonly string[], more: Given = {}) => {
    const ends = makeEnds(given(more), Readable.from(more.input ? [more.input] : []), false, more.interrupted);
    await runCommand(args, ends.surroundings);
    return ends.ended();
  };
  return {
    home,
    run,
    start(args, more = {}) {
      const { PATH = "", HOME = "", GLIBC_TUNABLES = "" } = process.env;
      const child = spawn(process.execPath, [...programOf("src/cli/main"), ...args], {
        env: { PATH, HOME, GLIBC_TUNABLES, ...given(more) },
        stdio: "pipe",
      });
      child.stdin.on("error", () => {});
      child.stdin.end(more.input ?? "");
      return follow(child);
    },
    converse(args, more = {}) {
      const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
      const ends = makeEnds(given(more), keys, true);
      const ended = runCommand(args, ends.surroundings).then(ends.ended);
      return { ended, asked: ends.written, said: () => ends.ended().err, type: (text) => void keys.write(`${text}\r`) };
    },
    async ask<T>(args: readonly string[], more?: Given) {
      const { code, out, err } = await run([...args, "--json"], more);
      if (code !== 0) throw new Error(`${args.slice(0, 2).join(" ")} ended with ${code}: ${err}`);
      return JSON.parse(out) as T;
    },
  };
}

/** Streams that keep what is written. */
function makeEnds(environment: Readonly<Record<string, string>>, stdin: Readable, isTTY: boolean, interrupted = false) {
  let out = "";
  let err = "";
  let code = 0;
  let heard = 0;
  let look = () => {};
  const stream = (keep: (text: string) => void) =>
    Object.assign(
      new Writable({
        decodeStrings: false,
        write(chunk, _, done) {
          keep(String(chunk));
          look();
          done();
        },
      }),
      { isTTY, columns: 120, rows: 40 },
    );
  const surroundings: Surroundings = {
    environment,
    stdin,
    stdout: stream((text) => {
      out += text;
    }),
    stderr: stream((text) => {
      err += text;
    }),
    onInterrupt: (stop) => {
      if (interrupted) stop();
      return () => {};
    },
    endWith: (given) => {
      code = given;
    },
  };
  return {
    surroundings,
    ended: (): Ended => ({ code, out, err }),
    written: (text: string) =>
      new Promise<void>((resolve) => {
        look = () => {
          const at = err.indexOf(text, heard);
          if (at < 0) return;
          heard = at + text.length;
          look = () => {};
          resolve();
        };
        look();
      }),
  };
}

/** What a process says, and how it ends. */
export function follow(child: ChildProcessWithoutNullStreams): Running {
  let out = "";
  let err = "";
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    for (const look of waiting) look();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, out, err })));
  return {
    ended,
    signal: (name) => void child.kill(name),
    stopReading: () => void child.stdout.destroy(),
    wrote: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (out.includes(text)) resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`it ended before it wrote ${text}:\n${out}${err}`)));
      }),
    line: (...texts) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const lines = out.split("\n").slice(0, -1);
          const found = lines.find((line) => texts.every((text) => line.includes(text)));
          if (found !== undefined) resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`it ended before it wrote ${texts.join(" and ")}:\n${out}${err}`)));
      }),
  };
}

/** A server of its own, its terminals, and what people do at them. */
export interface Town {
  readonly server: TestServer;
  terminal(environment?: Readonly<Record<string, string>>): Promise<Terminal>;
  /** Signs up as a script does, in two steps with the code from the mail; gives the Secret Key. With a link it joins a company. */
  signUp(terminal: Terminal, address: string, invitation?: string): Promise<string>;
  signIn(terminal: Terminal, address: string, secretKey: string): Promise<void>;
  /** The terminal with SEALGRAPH_SESSION set, so that its commands need no password. */
  unlocked(terminal: Terminal): Promise<Record<string, string>>;
  /** From now on nothing answers at its address, until it is served again. */
  stopServing(): Promise<void>;
  serveAgain(): Promise<void>;
  close(): Promise<void>;
}

export const password = "correct horse battery staple";

export async function openTown(): Promise<Town> {
  const port = await freePort();
  const server = await startTestServer({ config: { publicUrl: `http://localhost:${port}` } });
  const gate = makeGate(port, Number(new URL(server.url).port));
  await gate.open();
  const homes: string[] = [];
  const secret = { SEALGRAPH_PASSWORD: password };
  return {
    server,
    async terminal(environment) {
      const made = await makeTerminal(`http://localhost:${port}`, environment);
      homes.push(made.home);
      return made;
    },
    async signUp(terminal, address, invitation) {
      const { signUp } = await terminal.ask<{ signUp: string }>(["signup", "--address", address, "--request"]);
      const code = await codeMailedTo(server, address);
      const args = [
        "signup",
        "--address",
        address,
        ...(invitation ? ["--invited"] : ["--name", "Ada Lovelace"]),
        "--device",
        "first",
        "--complete",
        signUp,
      ];
      const account = await terminal.ask<{ secretKey: string }>(args, {
        environment: { ...secret, SEALGRAPH_CODE: code, ...(invitation && { SEALGRAPH_INVITATION: invitation }) },
      });
      return account.secretKey;
    },
    async signIn(terminal, address, secretKey) {
      const environment = { ...secret, SEALGRAPH_SECRET_KEY: secretKey };
      await terminal.ask(["login", "--address", address, "--device", "second"], { environment });
    },
    async unlocked(terminal) {
      const { session } = await terminal.ask<{ session: string }>(["unlock"], { environment: secret });
      return { SEALGRAPH_SESSION: session };
    },
    stopServing: gate.close,
    serveAgain: gate.open,
    async close() {
      await gate.close();
      await server.close();
      for (const home of homes) await rm(home, { recursive: true, force: true });
    },
  };
}

/** The eight digits in the last letter to this address. */
export async function codeMailedTo(server: TestServer, address: string): Promise<string> {
  const outbox = join(server.dataDir, "outbox");
  for (const name of (await readdir(outbox)).sort().reverse()) {
    const letter = await readFile(join(outbox, name), "utf8");
    const code = letter.match(/\b\d{8}\b/)?.[0];
    if (letter.includes(address) && code) return code;
  }
  throw new Error("no letter with a code came to this address");
}
