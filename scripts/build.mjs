/** `npm run build`: dist/ from the sources. It is made beside the old one and then takes its place: whole or not at all. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bundle } from "./build-app.mjs";
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
await bundleProgram("src/cli/main", { from: "." });
// Left beside it is what finds files by where it stands itself, the entities, which TypeORM knows by the names of their classes, and what
// has to be said before graphql-js is loaded, which inside of the file would come after every import of a package.
await bundleProgram("src/main", {
  leftBeside: ["src/production", "src/schema/contract", "src/server/built-app", "migrations/index", "src/entities/*"],
});
demandFirst(join(made, "src", "main.js"), "./production.js");
chmodSync(commandLine, 0o755);
// The compiler takes addresses of workers for text: bundlers of whoever takes the SDK look for the file that it made.
rename(join(made, "src", "crypto", "argon2id", "in-worker.js"), '"./worker.ts"', '"./worker.js"');
await bundle(resolve("examples/web"), resolve(made, "app")).catch(giveUp);
writeFileSync(join(made, "stamp"), stamp);
rmSync("dist", { recursive: true, force: true });
renameSync(made, "dist");

/**
 * One file in the place of hundreds: a program begins in half the time. What is not of this repository stays outside it. It is made from
 * what the compiler made, which knows decorators; or from the sources.
 */
async function bundleProgram(main, { from = made, leftBeside = [] }) {
  const { build } = await import("esbuild");
  await build({
    entryPoints: [join(from, from === made ? `${main}.js` : `${main}.ts`)],
    outfile: join(made, `${main}.js`),
    allowOverwrite: true,
    bundle: true,
    packages: "external",
    external: leftBeside.map((module) => resolve(made, `${module}.js`)),
    conditions: from === made ? [] : ["source"],
    sourcemap: true,
    sourcesContent: false,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  }).catch(() => giveUp());
}

/** What was said stands above. */
function giveUp(error) {
  if (error instanceof Error) process.stderr.write(`${error.message}\n`);
  rmSync(made, { recursive: true, force: true });
  process.exit(1);
}

/** The import that a file begins with. */
function demandFirst(file, module) {
  if (/^import [^;]+;/m.exec(readFileSync(file, "utf8"))?.[0] === `import "${module}";`) return;
  giveUp(new Error(`${file} does not begin with ${module}.`));
}

/** Puts one word of a file in the place of another. */
function rename(file, from, to) {
  const text = readFileSync(file, "utf8");
  if (!text.includes(from)) giveUp(new Error(`${file} does not name ${from}.`));
  writeFileSync(file, text.replaceAll(from, to));
}

/** Copies the files of a folder that the compiler leaves behind. */
function copy(folder, ending) {
  mkdirSync(join(made, dirname(folder)), { recursive: true });
  const filter = (path) => !/\.\w+$/.test(path) || path.endsWith(ending);
  cpSync(folder, join(made, folder), { recursive: true, filter });
}
