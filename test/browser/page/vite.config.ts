import { fileURLToPath } from "node:url";
import { defineConfig, type PluginOption } from "vite";
import web from "../../../examples/web/vite.config.ts";

/** While checks are taken out, the page is one without the same check. */
async function mutation(): Promise<PluginOption[]> {
  const { MUTATION_SITE } = process.env;
  if (MUTATION_SITE === undefined) return [];
  const { withoutCheck } = await import(new URL("../../mutations/in-page.mjs", import.meta.url).href);
  return [withoutCheck(MUTATION_SITE)];
}

/** The SDK bundled as the web client bundles it. */
export default defineConfig({
  ...web,
  plugins: [...(web.plugins ?? []), mutation()],
  root: fileURLToPath(new URL(".", import.meta.url)),
});
