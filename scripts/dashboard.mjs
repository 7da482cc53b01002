/** `npm run dashboard`: everything that is needed, then the example in examples/partner-dashboard. */
import { build, demandDevelopment, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
build();
demandDevelopment("cli-table3", "The dashboard");
runNode(["--enable-source-maps", "dist/examples/partner-dashboard/main.js", ...process.argv.slice(2)]);
