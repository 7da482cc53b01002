import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import own from "../../package.json" with { type: "json" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The SDK by its public names, from the sources beside this example. In an application of your own, the package is installed. */
const sdk = [
  ...Object.entries<{ source: string } | string>(own.exports).flatMap(([name, its]) =>
    typeof its === "string" ? [] : [[`sealgraph${name.slice(1)}`, its.source] as const],
  ),
  ["#argon2id", own.imports["#argon2id"].browser.source] as const,
].map(([name, source]) => ({ find: new RegExp(`^${name}$`), replacement: here(`../../${source}`) }));

/** The components come with their words in some thirty languages. Of those that this application does not speak, none is asked for. */
const onlyOwnLanguages: Plugin = {
  name: "only-own-languages",
  load: (id) =>
    /react-(aria|stately)\/.*\/intl\/.*\/(?!en-US|fr-FR)[a-z]{2}-[A-Z]{2}\.m?js$/.test(id)
      ? "export default {};"
      : null,
};

/** A module of the SDK that nothing is taken from does nothing: so one part of it can be had without the others. */
const sdkHasNoSideEffects: Plugin = {
  name: "sdk-has-no-side-effects",
  transform: (_, id) =>
    id.startsWith(here("../../src/")) || id.includes("/node_modules/sealgraph/") ? { moduleSideEffects: false } : null,
};

/** What a browser is given at `/app`: everything from this one place, nothing inline, so that the policy can be strict. */
export default defineConfig({
  root: here("."),
  base: "/app/",
  resolve: { alias: sdk },
  plugins: [onlyOwnLanguages, sdkHasNoSideEffects],
  worker: { format: "es" },
  build: {
    emptyOutDir: true,
    outDir: here("../../dist/app"),
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // By itself, because it is the same from release to release.
            { name: "sodium", test: /node_modules\/libsodium/, priority: 3 },
            // What is shown before anybody is in, and all that it takes: one file, instead of two dozen that are waited for in turn.
            { name: "first", test: /examples\/web\/src\/shell\/app\.tsx$/, priority: 2 },
            { name: "sdk", test: /examples\/web\/src\/session\/begin\.ts$/, priority: 1 },
          ],
        },
      },
    },
    // The word lists of password strength are big, and loaded when somebody chooses a password.
    chunkSizeWarningLimit: 2_000,
  },
});
