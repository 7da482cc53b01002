import { type Answer, Connection } from "./connection.ts";

/** As many as a pool of the default size serves at once, with some of them waiting on the wire. */
export const connections = 8;

/** Work for one connection: the next request, or null where none is left; and what must come back. */
export interface Work {
  next(): Buffer | null;
  check(answer: Answer): void;
}

/**
 * Keeps every connection busy with its own work for so many seconds, one request at a time each, and answers how many
 * requests a second were answered. Ends early when a connection has no work left. Throws at the first wrong answer.
 */
export async function measureRate(url: string, works: readonly Work[], seconds: number): Promise<number> {
  const opened = await Promise.all(works.map(() => Connection.open(url)));
  let answered = 0;
  let over = false;
  const started = performance.now();
  const until = started + seconds * 1_000;
  const run = async (connection: Connection, work: Work): Promise<void> => {
    while (!over) {
      const request = work.next();
      if (request === null) break;
      work.check(await connection.send(request));
      answered += 1;
      if (performance.now() >= until) break;
    }
    over = true;
  };
  try {
    await Promise.all(works.map((work, i) => run(opened[i] as Connection, work)));
    return answered / ((performance.now() - started) / 1_000);
  } finally {
    for (const connection of opened) connection.close();
  }
}

/** The same request over and over, on every connection; each answer must be as long as the first, which `accepts` read. */
export function sameRequest(request: Buffer, accepts: (body: string) => boolean): readonly Work[] {
  let length = 0;
  const check = ({ status, body }: Answer) => {
    if (length === 0 && status === 200 && accepts(body.toString())) length = body.length;
    if (status !== 200 || body.length !== length) throw new Error(`an answer was not the expected one: ${status}`);
  };
  return Array.from({ length: connections }, () => ({ next: () => request, check }));
}
