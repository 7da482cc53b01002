import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "pg";

/**
 * The barest server that does a scenario's work: `node:http` and a pool of the same size as the real server's, no
 * framework, no check of who asks. Says its port to the process that started it. The database's URL is its first argument.
 */
export function serveBare(answer: (pool: Pool, path: string, body: string) => Promise<string>): Server {
  const pool = new Pool({ connectionString: process.argv[2], max: 10 });
  const server = createServer(async (request, response) => {
    const text = await answer(pool, request.url ?? "", await readBody(request));
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    response.end(text);
  });
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  return server;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => resolve(body));
  });
}
