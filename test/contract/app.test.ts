import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Edge, startEdge } from "../support/edge.ts";

const schema = { sdl: "type Query { hello: String }", resolvers: {} };

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request as it stands: no path is tidied, nothing is unpacked. */
function ask(origin: string, path: string, method = "GET", headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("the web client at /app", () => {
  let folder: string;
  let edge: Edge;
  const get = (path: string, headers?: Record<string, string>) => ask(edge.url, path, "GET", headers);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sealgraph-app-"));
    const app = join(folder, "app");
    await mkdir(join(app, "assets"), { recursive: true });
    const files: Record<string, string | Buffer> = {
      "secret.txt": "beside the folder",
      "app/index.html": "<!doctype html>",
      "app/assets/index-Ab12_cd3.js": "export {};",
      "app/assets/index-Ab12_cd3.js.gz": gzipSync("export {};"),
      "app/assets/index-Ab12_cd3.js.br": "packed",
      "app/assets/style-Ab12_cd3.css": "p {}",
      "app/assets/icon-Ab12_cd3.svg": "<svg/>",
      "app/assets/plain.js": "export {};",
      "app/notes.unknown": "of no type",
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    edge = await startEdge(schema, { appFolder: app });
  });
  afterAll(async () => {
    await edge.close();
    await rm(folder, { recursive: true });
  });

  it.each(["/app", "/app/", "/app?x=1", "/app/index.html"])("is its page at %s, which nobody keeps", async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, headers["content-type"], headers["cache-control"], body.toString()]).toEqual([
      200,
      "text/html; charset=utf-8",
      "no-store",
      "<!doctype html>",
    ]);
  });

  it.each(["/join", "/share", "/join/", "/share/", "/join?from=mail"])(
    "opens the link of an invitation at %s itself: nothing is sent elsewhere, kept, or told to where it leads",
    async (path) => {
      const { status, headers, body } = await get(path);
      const { location, "cache-control": kept, "referrer-policy": told, "content-security-policy": rules } = headers;
      expect([status, location, kept, told, body.toString()]).toEqual([
        200,
        undefined,
        "no-store",
        "no-referrer",
        "<!doctype html>",
      ]);
      expect(rules).toBe((await get("/app")).headers["content-security-policy"]);
      expect((await ask(edge.url, path, "POST")).status).toBe(405);
    },
  );

  it("runs files of its own alone, in no frame, calls nobody else and makes no script of text", async () => {
    for (const path of ["/app", "/app/assets/index-Ab12_cd3.js"]) {
      const { headers } = await get(path);
      const rules = String(headers["content-security-policy"]).split("; ");
      expect(rules).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self' 'wasm-unsafe-eval'",
          "style-src 'self'",
          "worker-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types default",
        ]),
      );
      expect(rules.join()).not.toMatch(/unsafe-inline|unsafe-eval'? |'unsafe-eval'|\*|https?:/);
      expect([headers["x-frame-options"], headers["x-content-type-options"], headers["referrer-policy"]]).toEqual([
        "DENY",
        "nosniff",
        "no-referrer",
      ]);
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    }
  });

  it("has files that are kept for good where their names say what is in them", async () => {
    const immutable = "public, max-age=31536000, immutable";
    for (const [path, type, kept] of [
      ["index-Ab12_cd3.js", "text/javascript; charset=utf-8", immutable],
      ["style-Ab12_cd3.css", "text/css; charset=utf-8", immutable],
      ["icon-Ab12_cd3.svg", "image/svg+xml; charset=utf-8", immutable],
      ["plain.js", "text/javascript; charset=utf-8", "no-store"],
    ] as const) {
      const { status, headers } = await get(`/app/assets/${path}`);
      expect([path, status, headers["content-type"], headers["cache-control"]]).toEqual([path, 200, type, kept]);
    }
  });

  it.each([
    ["br, gzip", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["identity", undefined],
    ["", undefined],
  ])("is sent to whoever takes %j as %s", async (taken, encoding) => {
    const { headers, body } = await get("/app/assets/index-Ab12_cd3.js", { "accept-encoding": taken });
    expect([headers["content-encoding"], String(headers.vary)]).toEqual([encoding, "origin, accept-encoding"]);
    const plain = encoding === "gzip" ? gunzipSync(body) : body;
    expect(plain.toString()).toBe(encoding === "br" ? "packed" : "export {};");
    expect(headers["content-length"]).toBe(String(body.length));
  });

  it.each([
    "/app/../secret.txt",
    "/app/%2e%2e/secret.txt",
    "/app/..%2fsecret.txt",
    "/app/assets/../../../secret.txt",
    "/app/..\\secret.txt",
    "/app//etc/passwd",
    "/app/assets",
    "/app/assets/",
    "/app/assets/index-Ab12_cd3.js.gz",
    "/app/notes.unknown",
    "/app/nothing",
    "/app/__proto__",
    "/app/index.html%00",
    "/apple",
    "/joined",
    "/join/x",
    "/share/index.html",
    "/app/join",
  ])("says that there is nothing at %s", async (path) => {
    const { status, body } = await get(path);
    expect([status, JSON.parse(body.toString()).errors[0]]).toEqual([
      404,
      { message: "There is nothing at this path.", extensions: { code: "NOT_FOUND" } },
    ]);
  });

  it("is only read", async () => {
    const head = await ask(edge.url, "/app", "HEAD");
    expect([head.status, head.headers["content-length"], head.body.length]).toEqual([200, "15", 0]);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const { status, headers } = await ask(edge.url, "/app/assets/plain.js", method);
      expect([method, status, headers.allow]).toEqual([method, 405, "GET, HEAD"]);
    }
  });

  it("is read again where it could not be read", async () => {
    const torn = join(folder, "torn");
    await mkdir(torn);
    await writeFile(join(torn, "index.html"), "<!doctype html>");
    await writeFile(join(torn, "huge.js"), "");
    // More than can be read at once, and nothing of it on the disk.
    await truncate(join(torn, "huge.js"), 2 ** 32);
    const server = await startEdge(schema, { appFolder: torn });
    await expect(ask(server.url, "/app")).rejects.toThrow();
    expect(server.logged.join()).toContain("a request was not answered");
    await rm(join(torn, "huge.js"));
    const { status } = await ask(server.url, "/app");
    await server.close();
    expect(status).toBe(200);
  });

  it("is missed in plain words by a server that was built without it", async () => {
    const without = await startEdge(schema, { appFolder: join(folder, "nowhere") });
    const { status, body } = await ask(without.url, "/app");
    const [joining, share] = [await ask(without.url, "/join"), await ask(without.url, "/share/")];
    await without.close();
    for (const { status, headers, body } of [joining, share]) {
      expect([status, headers["content-type"], headers["cache-control"], headers["referrer-policy"]]).toEqual([
        200,
        "text/html; charset=utf-8",
        "no-store",
        "no-referrer",
      ]);
      expect(String(headers["content-security-policy"])).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
      expect(body.toString()).not.toMatch(/<script|<style|<link|<a |src=|http/);
    }
    expect(joining.body.toString()).toMatch(
      /lang="en"[\s\S]*sealgraph signup --invited\nsealgraph company join[\s\S]*lang="fr"/,
    );
    expect(share.body.toString()).toMatch(/<pre>sealgraph share join<\/pre>[\s\S]*Quelqu’un vous invite/);
    expect([status, JSON.parse(body.toString()).errors[0].message]).toEqual([
      404,
      "This server was built without the web client.",
    ]);
  });
});
