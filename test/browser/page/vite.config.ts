import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import web from "../../../examples/web/vite.config.ts";

/** The SDK bundled as the web client bundles it. */
export default defineConfig({ ...web, root: fileURLToPath(new URL(".", import.meta.url)) });
