/** `node --import ./scripts/typescript.mjs src/main.ts`: runs the TypeScript sources without a build. */
import { register } from "node:module";

register("./typescript-hooks.mjs", import.meta.url);
