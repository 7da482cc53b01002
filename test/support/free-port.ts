import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports that systems give away by themselves, to whoever connects somewhere or listens anywhere: until a process has started
 * and listens, which takes seconds where a machine is slow, and while a server is stopped, nobody else gets one of these.
 */
const [first, last] = [20_000, 31_999];
/** Each worker of a run has ports of its own. */
const workers = 16;
const each = (last - first + 1) / workers;
const mine = first + (Number(process.env.JEST_WORKER_ID ?? 1) % workers) * each;
/** Another run may be under way on this machine: not all begin at the same one. */
let next = randomInt(each);

/** A port that nobody listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < each; tries++) {
    const port = mine + (next++ % each);
    if (await isFree(port)) return port;
  }
  throw new Error("no port is free");
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
