/** `npm run subscriber`: everything that is needed, then the example in examples/subscriber. */
import { build, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
build();
runNode(["--enable-source-maps", "dist/examples/subscriber/main.js", ...process.argv.slice(2)]);
