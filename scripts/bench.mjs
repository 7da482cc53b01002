/** `npm run bench -- …`: everything that is needed, then the benchmarks with these arguments. */
import { build, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
build();
runNode(["--enable-source-maps", "dist/bench/main.js", ...process.argv.slice(2)]);
