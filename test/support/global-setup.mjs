/** Jest loads this file as it stands; the hooks let it load the TypeScript sources. */
import "../../scripts/typescript.mjs";

export default async function setUp() {
  const { prepareTemplate } = await import("./template.ts");
  globalThis.sealgraphTemplate = await prepareTemplate();
}
