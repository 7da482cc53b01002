/**
 * `npm run mutations`: takes out every check of the protocol in turn and shows the test that goes red without it. Exits
 * non-zero when a check can be taken out and nothing notices.
 *
 *   --list         only names the checks
 *   --only TEXT    only those whose name holds the text
 *   --new          only those that have no test yet
 *   --search       also looks for other tests than the one that is known, for checks that have none or one that is not red
 *                  any more; what it watched for that is kept in the file that it names
 *   --fired FILE   the same, with what was watched before
 */
import { demandDevelopment, demandNode, install, keepMemory } from "./setup.mjs";

demandNode();
install();
demandDevelopment("jest", "Taking checks out");
keepMemory();
const { findSites } = await import("../test/mutations/sites.mjs");
const { showMutations } = await import("../test/mutations/run.mjs");

const given = process.argv.slice(2);
const after = (option) => (given.includes(option) ? given[given.indexOf(option) + 1] : null);
const only = after("--only") ?? "";
const sites = (await findSites()).filter(({ key }) => key.includes(only));
if (given.includes("--list"))
  for (const { key, line } of sites) console.log(key.replace(/^\S+/, (file) => `${file}:${line}`));
else
  process.exitCode = (await showMutations(sites, {
    search: given.includes("--search"),
    kept: after("--fired"),
    onlyNew: given.includes("--new"),
  }))
    ? 0
    : 1;
