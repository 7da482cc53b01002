/** `npm run build`: dist/ from the sources. It is made beside the old one and then takes its place: whole or not at all. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { demandDevelopment, digestOfSources, root } from "./setup.mjs";

demandDevelopment("typescript", "Building");
process.chdir(root);
const made = `dist.new-${process.pid}`;
const stamp = digestOfSources();
const compiler = join("node_modules", "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--outDir", made], {
  stdio: "inherit",
});
if (status !== 0) giveUp();

copy("src/schema", ".graphql");
copy("migrations", ".sql");
const { contractText } = await import(new URL(`../${made}/src/schema/contract.js`, import.meta.url).href);
writeFileSync(join(made, "schema.graphql"), contractText());
const commandLine = join(made, "src", "cli", "main.js");
// One file in the place of some 650: a command begins in half the time. What is not of this repository stays outside it.
const { build } = await import("esbuild");
await build({
  entryPoints: ["src/cli/main.ts"],
  outfile: commandLine,
  bundle: true,
  packages: "external",
  conditions: ["source"],
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "error",
}).catch(giveUp);
chmodSync(commandLine, 0o755);
writeFileSync(join(made, "stamp"), stamp);
rmSync("dist", { recursive: true, force: true });
renameSync(made, "dist");

/** What was said stands above. */
function giveUp() {
  rmSync(made, { recursive: true, force: true });
  process.exit(1);
}

/** Copies the files of a folder that the compiler leaves behind. */
function copy(folder, ending) {
  mkdirSync(join(made, dirname(folder)), { recursive: true });
  const filter = (path) => !/\.\w+$/.test(path) || path.endsWith(ending);
  cpSync(folder, join(made, folder), { recursive: true, filter });
}
