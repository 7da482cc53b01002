import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import own from "../../package.json" with { type: "json" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The SDK by its public names, from the sources beside this example. In an application of your own, the package is installed. */
const sdk = [
  ...Object.entries<{ source: string } | string>(own.exports).flatMap(([name, its]) =>
    typeof its === "string" ? [] : [[`sealgraph${name.slice(1)}`, its.source] as const],
  ),
  ["#argon2id", own.imports["#argon2id"].browser.source] as const,
].map(([name, source]) => ({ find: new RegExp(`^${name}$`), replacement: here(`../../${source}`) }));

/** What a browser is given at `/app`: everything from this one place, nothing inline, so that the policy can be strict. */
export default defineConfig({
  root: here("."),
  base: "/app/",
  resolve: { alias: sdk },
  worker: { format: "es" },
  build: {
    emptyOutDir: true,
    outDir: here("../../dist/app"),
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The word lists of password strength are big, and loaded when somebody chooses a password.
    chunkSizeWarningLimit: 2_000,
  },
});
