/** `npm test -- …`: everything that is needed, then jest with these arguments, as ES modules. */
import { demandDevelopment, demandNode, install, runNode } from "./setup.mjs";

demandNode();
install();
demandDevelopment("jest", "Testing");
const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
runNode([...flags, "node_modules/jest/bin/jest.js", ...process.argv.slice(2)]);
