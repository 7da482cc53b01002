/** `npm run operator -- …`: everything that is needed, then what an operator does to a server's data. */
import { build, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
build();
runNode(["--enable-source-maps", "dist/src/operator/main.js", ...process.argv.slice(2)]);
