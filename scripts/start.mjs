/** `npm start`: everything that is needed, then the server in this very process, so that signals meet it alone. */
import { build, demandNode, install, root } from "./setup.mjs";

demandNode();
process.chdir(root);
install();
build();
process.setSourceMapsEnabled(true);

// Whoever terminates npm ends only the shell between npm and us: then the server drains as if it had been told itself.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}

await import("../dist/src/main.js");
