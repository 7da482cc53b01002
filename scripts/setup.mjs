/**
 * What `npm start`, `npm test` and `npm run bench` do first: see that Node is new enough, install when needed, build
 * when stale. Plain JavaScript without dependencies, for nothing is installed yet.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends the process with a sentence. */
export function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function demandNode() {
  const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.node.replace(">=", "");
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  giveUp(`Sealgraph needs Node ${wanted} or later; this is Node ${process.versions.node}. See https://nodejs.org/.`);
}

/** `npm ci` when nothing is installed or package-lock.json is newer than what is. */
export function install() {
  const installed = modified("node_modules/.package-lock.json");
  // npm writes both files within a moment, in either order.
  if (installed + 2_000 > modified("package-lock.json")) return;
  process.stdout.write("Installing the dependencies (npm ci) …\n");
  const npm = process.env.npm_execpath;
  const [program, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  const options = { cwd: root, stdio: "inherit", shell: !npm && process.platform === "win32" };
  const { status } = spawnSync(program, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"], options);
  if (status !== 0) giveUp("npm ci failed; its own words stand above.");
}

/** Ends the process unless a development dependency is there. */
export function demandDevelopment(name, purpose) {
  if (existsSync(join(root, "node_modules", name))) return;
  giveUp(
    `${purpose} needs the development dependencies, which were left out (NODE_ENV=production or omit=dev).\n` +
      "  Run npm ci --include=dev, or bring a dist/ that was built elsewhere from the same sources.",
  );
}

const sources = [
  "src",
  "migrations",
  "bench",
  "demo",
  "examples",
  "ormconfig.ts",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
];

/** Changes whenever a file that is built changes: names, sizes and contents. */
export function digestOfSources() {
  const hash = createHash("sha256");
  const add = (path) => {
    const stats = statSync(join(root, path));
    if (stats.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    else hash.update(`${path}\0${stats.size}\0`).update(readFileSync(join(root, path)));
  };
  for (const source of [...sources, "scripts/build.mjs", "scripts/build-app.mjs"]) add(source);
  return hash.digest("hex");
}

/** Whether dist/ was built from these very sources. */
export function isBuilt() {
  const stamp = join(root, "dist", "stamp");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digestOfSources();
}

/** Builds into dist/ unless it was built from these very sources. */
export function build() {
  if (isBuilt()) return;
  demandDevelopment("typescript", "Building");
  process.stdout.write("Building …\n");
  const { status } = spawnSync(process.execPath, [join(root, "scripts", "build.mjs")], { cwd: root, stdio: "inherit" });
  if (status !== 0) giveUp("The build failed; the compiler's words stand above.");
}

/**
 * For a run of tests: the 64 MiB of one Argon2id are kept for the next, and in huge pages, which takes a third of the time off
 * each. The same bytes are computed. Read by glibc when a process starts; elsewhere nothing reads it.
 */
export function keepMemory() {
  const kept = { mmap_threshold: 2 ** 27, trim_threshold: 2 ** 30, arena_max: 1, hugetlb: 1 };
  process.env.GLIBC_TUNABLES ??= Object.entries(kept)
    .map(([name, value]) => `glibc.malloc.${name}=${value}`)
    .join(":");
}

/** Runs Node in this terminal and ends with its exit code; a Ctrl-C is the child's to answer. */
export function runNode(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code) => process.exit(code ?? 1));
}

const modified = (path) =>
  existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : Number.NEGATIVE_INFINITY;
