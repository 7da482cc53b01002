/** `npm test -- …`: everything that is needed, then jest with these arguments, as ES modules. */
import { demandDevelopment, demandNode, install, keepMemory, runNode } from "./setup.mjs";

demandNode();
install();
demandDevelopment("jest", "Testing");
keepMemory();
// As the server runs: graphql-js checks each value for mistakes of a developer unless this says so.
process.env.NODE_ENV ??= "production";
// Each file loads everything anew and is over before what V8 optimises at its usual threshold has paid for itself.
const lazy = "--interrupt-budget=500000";
// What loading leaves is dead soon after: with room for it, less of it is copied about.
const young = ["--min-semi-space-size=32", "--max-semi-space-size=64"];
const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", lazy, ...young];
runNode([...flags, "node_modules/jest/bin/jest.js", ...process.argv.slice(2)]);
