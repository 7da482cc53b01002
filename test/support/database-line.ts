import { connect, createServer, type Socket } from "node:net";

/** A line to PostgreSQL that a test has in hand. */
export interface DatabaseLine {
  /** The same database, through here. */
  through(url: string): string;
  /** Where it leads from now on. */
  leadTo(port: number): void;
  /** What PostgreSQL answers does not arrive any more; what it is asked does. */
  holdAnswers(): void;
  /** Everything that is open is cut. New connections are taken. */
  cut(): void;
  /** Calls back once with so many packets sent to PostgreSQL, before the last of them goes on. */
  onPacket(count: number, act: () => void): void;
  /** How many packets have been sent to PostgreSQL. */
  readonly packets: number;
  close(): Promise<void>;
}

export async function openDatabaseLine(): Promise<DatabaseLine> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = 0;
  let held = false;
  let packets = 0;
  let watch: { readonly count: number; readonly act: () => void } | null = null;
  const server = createServer((caller) => {
    const database = connect(target, "127.0.0.1");
    const pair = [caller, database] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        for (const each of pair) each.destroy();
        pairs.delete(pair);
      });
    }
    caller.on("data", (bytes) => {
      packets++;
      if (watch?.count === packets) watch.act();
      database.write(bytes);
    });
    database.on("data", (bytes) => void (held || caller.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    held = false;
  };
  return {
    through: (url) => {
      const there = new URL(url);
      target = Number(there.port);
      there.port = String(port);
      there.hostname = "127.0.0.1";
      return there.href;
    },
    leadTo: (other) => {
      target = other;
    },
    holdAnswers: () => {
      held = true;
    },
    cut,
    onPacket: (count, act) => {
      packets = 0;
      watch = { count, act };
    },
    get packets() {
      return packets;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
