/** Module hooks: compile `.ts` by the settings of `.swcrc`, and prefer the `source` condition of package.json. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";

const root = fileURLToPath(new URL("..", import.meta.url));

export function resolve(specifier, context, next) {
  return next(specifier, { ...context, conditions: [...context.conditions, "source"] });
}

export async function load(url, context, next) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, "utf8"), { filename, cwd: root });
  return { format: "module", source: code, shortCircuit: true };
}
