import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The files that a bundler takes for a browser, from entries that the package names. It fails where one is Node's alone. */
async function bundledFor(entries: readonly string[]): Promise<string[]> {
  const program = `
    import { build } from "esbuild";
    const contents = process.argv.slice(1).map((entry) => "export * from " + JSON.stringify(entry)).join(";");
    const { metafile } = await build({
      stdin: { contents, resolveDir: process.cwd() },
      bundle: true, write: false, metafile: true, logLevel: "error",
      // What kdbxweb names and a browser never calls. Our own files would say node:crypto.
      external: ["crypto"],
      platform: "browser", conditions: ["source"], format: "esm", target: "es2022", splitting: true, outdir: "out",
    });
    console.log(JSON.stringify(Object.keys(metafile.inputs)));`;
  const args = ["--input-type=module", "-e", program, ...entries];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as string[];
}

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

  it("is bundled whole, without a file that is for Node", async () => {
    const entries = ["client", "client/browser", "client/import", "client/strength"].map((name) => `sealgraph/${name}`);
    const files = (await bundledFor(entries)).filter((file) => file.startsWith("src/"));
    expect(files.length).toBeGreaterThan(300);
    expect(files).toEqual(
      expect.arrayContaining(["src/client/store/indexed-db.ts", "src/crypto/argon2id/in-worker.ts"]),
    );
    expect(
      files.filter((file) => /store\/(file|log-file|replace-file)|argon2id\/native|client\/node/.test(file)),
    ).toEqual([]);
    // The check sees what it is for.
    await expect(bundledFor(["sealgraph/client/node"])).rejects.toThrow('Could not resolve "node:fs/promises"');
  });
});
