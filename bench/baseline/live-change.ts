import { Client } from "pg";
import { WebSocketServer } from "ws";
import { serveBare } from "./serve.ts";

/** As much of what is relayed as a reader looks at. */
export interface Kept {
  readonly changes: readonly [{ readonly record: string }];
}

const line = new Client({ connectionString: process.argv[2] });
await line.connect();
await line.query(
  "create table if not exists bench_change (id bigint generated always as identity primary key, body text)",
);
await line.query("listen bench_change");

/** `POST /`: keeps the bytes and notifies with them in one statement; whoever has a WebSocket open is sent the same bytes. */
const server = serveBare(async (pool, _, body) => {
  await pool.query({
    name: "keep",
    text: "with kept as (insert into bench_change (body) values ($1)) select pg_notify('bench_change', $1)",
    values: [body],
  });
  return "{}";
});
const sockets = new WebSocketServer({ server });
line.on("notification", ({ payload = "" }) => {
  for (const socket of sockets.clients) socket.send(payload);
});
