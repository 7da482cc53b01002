import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What Node is given to run the server, the command line or the operator's: from dist/ where that was built of these very sources, as the gate
 * has it, for it starts in half the time; else the sources.
 */
export function programOf(
  main:
    | "src/main"
    | "src/cli/main"
    | "src/operator/main"
    | "examples/partner-dashboard/main"
    | "examples/subscriber/main",
): string[] {
  if (process.env.SEALGRAPH_TEST_BUILT) return [`${root}dist/${main}.js`];
  return ["-C", "source", "--import", `${root}scripts/typescript.mjs`, `${root}${main}.ts`];
}
