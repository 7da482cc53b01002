/** `npm run demo [-- --fast]`: everything that is needed, then the story. */
import { build, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
build();
runNode(["--enable-source-maps", "dist/demo/main.js", ...process.argv.slice(2)]);
