import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rules = join(root, ".dependency-cruiser.cjs");

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** What breaks the rules in the sources under `folder`. */
function violations(folder: string, ...sources: string[]): Promise<Violation[]> {
  const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [program, "--config", rules, "--output-type", "json", ...sources];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_, output, complaint) => {
      if (!output.startsWith("{")) return reject(new Error(complaint));
      resolve((JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations);
    });
  });
}

describe("the sources", () => {
  it("keep the direction of the imports", async () => {
    const found = await violations(root, "src", "ormconfig.ts", "migrations/index.ts");
    expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });
});

/** One file that breaks each rule: what is imported, by whom. */
const broken: Record<string, readonly [file: string, imports: string]> = {
  "no-cycles": ["src/crypto/a.ts", "./b.ts"],
  resolvable: ["src/crypto/c.ts", "./nowhere.ts"],
  "crypto-imports-only-what-it-may": ["src/crypto/d.ts", "../errors.ts"],
  "words-imports-only-what-it-may": ["src/words/a.ts", "../crypto/b.ts"],
  "entities-imports-only-what-it-may": ["src/entities/a.ts", "../domain/rows.ts"],
  "schema-imports-only-what-it-may": ["src/schema/a.ts", "../domain/rows.ts"],
  "domain-imports-only-what-it-may": ["src/domain/a.ts", "../server/b.ts"],
  "resolvers-imports-only-what-it-may": ["src/resolvers/a.ts", "../server/b.ts"],
  "server-imports-only-what-it-may": ["src/server/a.ts", "../cli/b.ts"],
  "client-imports-only-what-it-may": ["src/client/a.ts", "../errors.ts"],
  "cli-imports-only-what-it-may": ["src/cli/a.ts", "../domain/rows.ts"],
  "operator-imports-only-what-it-may": ["src/operator/a.ts", "../server/b.ts"],
  "the-server-cannot-decrypt": ["src/server/c.ts", "../crypto/steps.ts"],
  "one-importer-of-libsodium": ["src/crypto/e.ts", "libsodium-wrappers"],
  "strength-is-an-entry-of-its-own": ["src/client/b.ts", "./strength/a.ts"],
  "domain-knows-no-graphql": ["src/domain/b.ts", "graphql"],
  "resolvers-know-no-rows": ["src/resolvers/b.ts", "../domain/job-rows.ts"],
  "entities-know-no-graphql": ["src/entities/b.ts", "graphql"],
  "nobody-imports-the-composition-root": ["src/server/d.ts", "../main.ts"],
  "sources-know-no-tests": ["src/server/e.ts", "../../test/a.ts"],
  "sources-need-no-development-dependency": ["src/server/f.ts", "jest"],
};

/** What the broken files lean on. */
const sound: Record<string, string> = {
  "src/errors.ts": "export {};",
  "src/main.ts": "export {};",
  "src/crypto/b.ts": 'import "./a.ts";',
  "src/crypto/steps.ts": 'import "./client/open.ts";',
  "src/crypto/client/open.ts": "export {};",
  "src/client/strength/a.ts": "export {};",
  "src/domain/rows.ts": "export {};",
  "src/domain/job-rows.ts": "export {};",
  "src/server/b.ts": "export {};",
  "src/cli/b.ts": "export {};",
  "test/a.ts": "export {};",
};

describe("a source that breaks a rule", () => {
  let folder: string;
  let found: Violation[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sealgraph-imports-"));
    const files = Object.entries(sound);
    for (const [file, imports] of Object.values(broken)) files.push([file, `import "${imports}";`]);
    for (const [file, text] of files) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    await writeFile(join(folder, "package.json"), await readFile(join(root, "package.json")));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    found = await violations(folder, "src");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.keys(broken))("is caught by %s", (name) => {
    const file = broken[name]?.[0];
    expect(found.filter(({ rule }) => rule.name === name).map(({ from }) => from)).toContain(file);
  });

  it("exists for every rule", () => {
    const { forbidden } = createRequire(import.meta.url)(rules) as { forbidden: { name: string }[] };
    expect(forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(broken).sort());
  });
});
