import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";

const root = new URL("../../src/client/index.ts", import.meta.url);

describe("what a browser loads of the SDK", () => {
  it("imports nothing of Node's", async () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = async (file: URL): Promise<void> => {
      if (seen.has(file.href)) return;
      seen.add(file.href);
      const text = await readFile(file, "utf8");
      for (const [, name] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";$/gm)) {
        if (name?.startsWith(".")) await visit(new URL(name, file));
        else if (name) packages.add(name);
      }
    };
    await visit(root);
    expect(seen.size).toBeGreaterThan(60);
    expect([...packages].sort()).toEqual(["#argon2id", "cborg", "graphql-ws", "libsodium-wrappers"]);
  });
});
