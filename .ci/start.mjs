/** `npm start` as people do it, in this checkout: it must get ready, answer, drain when it is told to, and end with 0. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "sealgraph-ci-start-"));
chmodSync(folder, 0o711);
const env = { ...process.env, DATA_DIR: join(folder, "data"), PORT: "4998", METRICS_PORT: "4999" };
const child = spawn(process.execPath, ["scripts/start.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
const ended = new Promise((resolve) => child.once("close", resolve));

const ready = new Promise((resolve) => {
  let output = "";
  child.stdout.on("data", (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
    if (output.includes("Ctrl-C stops")) resolve(true);
  });
  setTimeout(() => resolve(false), 120_000).unref();
  void ended.then(() => resolve(false));
});

const statusOf = async (url) => (await fetch(url)).status;
let served = false;
if (await ready) {
  const wanted = ["http://localhost:4998/health/ready", "http://localhost:4998/app", "http://127.0.0.1:4999/metrics"];
  const statuses = await Promise.all(wanted.map(statusOf)).catch(() => []);
  served = statuses.join() === "200,200,200";
}
child.kill("SIGINT");
const code = await ended;
rmSync(folder, { recursive: true, force: true });
process.exit(served && code === 0 ? 0 : 1);
