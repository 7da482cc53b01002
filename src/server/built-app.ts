import { fileURLToPath } from "node:url";

/** dist/app, from wherever this runs: dist/src/server or src/server. */
export const builtAppFolder = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../dist/app/" : "../../app/", import.meta.url),
);
