/** `npm run build`: dist/ from the sources. It is made beside the old one and then takes its place: whole or not at all. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
if (status !== 0) {
  rmSync(made, { recursive: true, force: true });
  process.exit(1);
}

copy("src/schema", ".graphql");
copy("migrations", ".sql");
const commandLine = join(made, "src", "cli", "main.js");
if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
writeFileSync(join(made, "stamp"), stamp);
rmSync("dist", { recursive: true, force: true });
renameSync(made, "dist");

/** Copies the files of a folder that the compiler leaves behind. */
function copy(folder, ending) {
  mkdirSync(join(made, dirname(folder)), { recursive: true });
  const filter = (path) => !/\.\w+$/.test(path) || path.endsWith(ending);
  cpSync(folder, join(made, folder), { recursive: true, filter });
}
