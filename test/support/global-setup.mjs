/** Jest loads this file as it stands; the hooks let it load the TypeScript sources. */
import { digestOfSources, isBuilt } from "../../scripts/setup.mjs";
import "../../scripts/typescript.mjs";

export default async function setUp() {
  process.env.SEALGRAPH_TEST_BUILT = isBuilt() ? "yes" : "";
  process.env.SEALGRAPH_TEST_SOURCES = digestOfSources();
  const { prepareTemplate } = await import("./template.ts");
  globalThis.sealgraphTemplate = await prepareTemplate();
}
