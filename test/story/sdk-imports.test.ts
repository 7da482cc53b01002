import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";

/** The files that an entry loads, and the packages that they name: at once, and only when something is asked for. */
async function loadedBy(entry: string) {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const later = new Set<string>();
  const visit = async (file: URL): Promise<void> => {
    if (seen.has(file.href)) return;
    seen.add(file.href);
    const text = await readFile(file, "utf8");
    for (const [, name] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)";$/gm)) {
      if (name?.startsWith(".")) await visit(new URL(name, file));
      else if (name) packages.add(name);
    }
    for (const [, name] of text.matchAll(/\bimport\("([^"]+)"\)/g)) later.add(name ?? "");
  };
  await visit(new URL(`../../src/client/${entry}`, import.meta.url));
  return { files: seen.size, packages: [...packages].sort(), later: [...later].sort() };
}

describe("what a browser loads of the SDK", () => {
  it("imports nothing of Node's", async () => {
    const { files, packages } = await loadedBy("index.ts");
    expect(files).toBeGreaterThan(60);
    expect(packages).toEqual([
      "#argon2id",
      "@scure/bip39/wordlists/english.js",
      "cborg",
      "graphql-ws",
      "ipaddr.js",
      "libsodium-wrappers",
      "otpauth/slim",
      "secure-password-utilities/wordlists",
      "shamir-secret-sharing",
    ]);
  });

  it("has no word lists of passwords, which the strength of one loads when it is asked for", async () => {
    expect((await loadedBy("index.ts")).later.join()).not.toContain("zxcvbn");
    const { packages, later } = await loadedBy("strength/index.ts");
    expect(packages).toEqual(["otpauth/slim"]);
    expect(later).toEqual(["@zxcvbn-ts/core", "@zxcvbn-ts/language-common", "@zxcvbn-ts/language-en"]);
  });
});
