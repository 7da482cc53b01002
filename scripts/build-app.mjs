/** The web client: bundled, and packed beside each file, so that the server packs nothing while people wait. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const packable = /\.(css|html|js|json|svg|txt|webmanifest)$/;

/** Bundles the folder of a web client into another. Throws where it cannot be bundled. */
export async function bundle(from, into) {
  const { build } = await import("vite");
  await build({
    root: from,
    configFile: join(from, "vite.config.ts"),
    build: { outDir: into, emptyOutDir: true },
    // What bundlers remark of packages is for nobody who starts a server.
    logLevel: "error",
  });
  for (const entry of readdirSync(into, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !packable.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
