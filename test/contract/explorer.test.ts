import { parse, validate } from "graphql";
import { readContract } from "../../src/schema/contract.ts";
import { isExplorerShown } from "../../src/server/explorer.ts";
import { examples } from "../../src/server/explorer-page.ts";
import { type Edge, startEdge } from "../support/edge.ts";

describe("the explorer", () => {
  let edge: Edge;
  beforeAll(async () => {
    edge = await startEdge({ sdl: "type Query { hello: String }", resolvers: {} });
  });
  afterAll(() => edge.close());

  it("is a page that loads nothing from elsewhere, and may not", async () => {
    const response = await fetch(edge.url);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    const html = await response.text();
    expect(html).not.toMatch(/https?:/);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]*)"/g))
      expect((await fetch(edge.url + path)).status).toBe(200);
  });

  it("is not there where the operator wants none, or people reach the server under a name: then `/` leads to the web client", async () => {
    const shown = (wanted: boolean | null, url: string) => isExplorerShown(wanted, url);
    for (const url of ["http://localhost:4000", "http://127.0.0.1:80", "http://[::1]:4000"])
      expect([shown(null, url), shown(false, url)]).toEqual([true, false]);
    for (const url of ["https://vault.example", "https://localhost.example", "http://127.0.0.1.example"])
      expect([shown(null, url), shown(true, url)]).toEqual([false, true]);
    const without = await startEdge({ sdl: "type Query { hello: String }", resolvers: {} }, { explorer: false });
    const answer = await fetch(without.url, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/app"]);
    expect((await fetch(`${without.url}/explorer/app.js`)).status).toBe(404);
    await without.close();
  });

  it.each(["editor", "json", "graphql"])("has the %s worker that its editor asks for", async (worker) => {
    const response = await fetch(`${edge.url}/explorer/${worker}.worker.js`);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect((await response.text()).length).toBeGreaterThan(100_000);
  });

  it("is sent compressed to whoever takes that, and plain to others", async () => {
    const get = (encoding: string) =>
      fetch(`${edge.url}/explorer/app.css`, { headers: { "accept-encoding": encoding } });
    const [zipped, plain] = await Promise.all([get("gzip"), get("identity")]);
    expect([zipped.headers.get("content-encoding"), plain.headers.get("content-encoding")]).toEqual(["gzip", null]);
    expect(await zipped.text()).toBe(await plain.text());
  });

  it("opens with examples that the schema takes", () => {
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) expect(validate(readContract(), parse(example))).toEqual([]);
  });

  it("starts with a script that parses", async () => {
    for (const script of ["start", "workers"]) {
      const text = await (await fetch(`${edge.url}/explorer/${script}.js`)).text();
      expect(() => new Function(text)).not.toThrow();
    }
  });

  it("is only read", async () => {
    const response = await fetch(edge.url, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
