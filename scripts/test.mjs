/** `npm test -- …`: everything that is needed, then jest with these arguments, as ES modules. */
import { demandDevelopment, demandNode, install, keepMemory, runNode } from "./setup.mjs";

demandNode();
install();
demandDevelopment("jest", "Testing");
keepMemory();
const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
runNode([...flags, "node_modules/jest/bin/jest.js", ...process.argv.slice(2)]);
