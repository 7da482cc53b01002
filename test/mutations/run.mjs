/** Runs tests without one check after the other, several side by side. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { findSites, root } from "./sites.mjs";

/** For each check the test that goes red without it: found by `--search`, and tried again by every run; `whole`: with those before it. */
const killersFile = new URL("killers.json", import.meta.url);
/** Checks that another stands behind, so that no test can tell whether they are there: with the reason. */
const doubledFile = new URL("doubled.json", import.meta.url);

/** How long a test may take without a check before it counts as hanging, which is red, in milliseconds. */
const longest = 90_000;
/** Tests that are tried for a check when its own is not red. */
const mostTried = 8;

/** @returns {Promise<boolean>} whether a test is red for every check. */
export async function showMutations(all, { search, kept, onlyNew }) {
  const killers = await readJson(killersFile);
  const doubled = await readJson(doubledFile);
  const sites = onlyNew ? all.filter(({ key }) => !killers[key] && !doubled[key]) : all;
  const { default: setUp } = await import("../support/global-setup.mjs");
  await setUp();
  try {
    await demandControl();
    const fired = kept ? await readFired(kept) : search ? await readFired(await watchTests()) : new Map();
    const green = [];
    let done = 0;
    await sideBySide(sites, async ({ key, file, line }) => {
      const killer = await findKiller(key, killers[key], fired.get(key) ?? []);
      done++;
      if (killer) killers[key] = killer;
      else if (!doubled[key]) green.push(key);
      const verdict = killer ? `needed: ${killer.test}` : doubled[key] ? `doubled: ${doubled[key]}` : "NOT NOTICED";
      const name = key.slice(key.indexOf(" ") + 1);
      console.log(`${String(done).padStart(3)}/${sites.length} ${file}:${line} ${name}\n        ${verdict}`);
    });
    if (search || kept) await writeKillers(killers);
    console.log(`${sites.length} checks, ${sites.length - green.length} needed, ${green.length} not noticed.`);
    for (const key of green) console.log(`  ${key}`);
    return green.length === 0;
  } finally {
    const { default: tearDown } = await import("../support/global-teardown.mjs");
    await tearDown();
  }
}

/** With every check there the tests are green, or red would mean nothing. */
async function demandControl() {
  if ((await jest(["test/crypto/cut", "test/crypto/sealing"], {})) !== 0)
    throw new Error("Tests are red without that.");
}

async function findKiller(key, known, candidates) {
  const tried = [...(known ? [known] : []), ...candidates].slice(0, mostTried);
  for (const { file, test, whole } of tried) {
    const name = `^${test.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
    // A test that goes on from those before it would be red by itself.
    const args = ["--runTestsByPath", file, ...(whole ? [] : ["-t", name]), "--silent"];
    if ((await jest(args, { MUTATION_SITE: key, LIES: "some" })) !== 0) return { file, test, whole };
  }
  return null;
}

/** Runs what hangs on the checks with all of them there. Gives the file that says in which test each fired. */
async function watchTests() {
  const log = join(await mkdtemp(join(tmpdir(), "sealgraph-mutations-")), "fired");
  console.log(`Watching which test every check fires in, into ${log}: a quarter of an hour.`);
  const args = ["test/crypto", "test/sync", "test/access/reset", "test/story/sdk", "test/contract/queue"];
  const files = ["test/contract/import", "test/contract/export", "test/abuse/import"];
  const more = [...files, "test/abuse/server", "--silent", "--maxWorkers=2"];
  await jest([...args, ...more], { MUTATION_LOG: log, LIES: "some" }, 3_600_000);
  return log;
}

/** For each check the tests that it fired in, the quick first. */
async function readFired(log) {
  const lines = (await readFile(log, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const fired = new Map();
  for (const { file, test, took, fired: keys } of lines.toSorted((a, b) => a.took - b.took)) {
    for (const key of keys) fired.set(key, [...(fired.get(key) ?? []), { file, test, took }]);
  }
  return fired;
}

function jest(args, environment, time = longest) {
  const flags = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const child = spawn(
    process.execPath,
    [...flags, "--config", "test/mutations/jest.config.mjs", "--forceExit", ...args],
    {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: "ignore",
    },
  );
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), time);
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

async function sideBySide(all, work) {
  const left = [...all];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

const readJson = async (url) => JSON.parse(await readFile(url, "utf8").catch(() => "{}"));

/** Of checks that are still there. */
async function writeKillers(killers) {
  const there = new Set((await findSites()).map(({ key }) => key));
  const sorted = Object.keys(killers)
    .filter((key) => there.has(key))
    .toSorted()
    .map((key) => {
      const { file, test, whole } = killers[key];
      return [key, { file, test, ...(whole && { whole }) }];
    });
  await writeFile(killersFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
