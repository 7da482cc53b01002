/** `npm run examples:relay`: has relay-compiler write `__generated__/` for companies.ts, from the contract. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
// @ts-expect-error It has no types: it is the path of the compiler for this machine, or null.
import compiler from "relay-compiler";
import { contractText } from "../../../src/schema/contract.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
export const generated = join(here, "__generated__");

/** The modules that the compiler makes now, by their names. Throws its words where a document does not fit the contract. */
export async function compile(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "sealgraph-relay-"));
  try {
    for (const name of ["companies.ts", "relay.config.json"]) await cp(join(here, name), join(folder, name));
    await writeFile(join(folder, "schema.graphql"), contractText());
    await promisify(execFile)(String(compiler), ["relay.config.json"], { cwd: folder });
    return await readModules(join(folder, "__generated__"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function readModules(folder: string): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  for (const name of (await readdir(folder)).sort())
    modules.set(name, whole(await readFile(join(folder, name), "utf8")));
  return modules;
}

/** Bundlers find a module by half of its name; Node, which runs the recipe without one, wants all of it. */
const whole = (text: string): string => text.replace(/^(import .* from '\.\/\w+\.graphql)';$/gm, "$1.ts';");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = await compile();
  await rm(generated, { recursive: true, force: true });
  await mkdir(generated);
  for (const [name, text] of modules) await writeFile(join(generated, name), text);
}
