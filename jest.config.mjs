import { readFileSync } from "node:fs";

const swc = JSON.parse(readFileSync(new URL(".swcrc", import.meta.url), "utf8"));

/** Tests run from the TypeScript sources, as ES modules, against a PostgreSQL that the global set-up starts. */
export default {
  testEnvironment: "<rootDir>/test/support/compiled-once.mjs",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  // Maps beside the text, where Jest finds them: inside of it they are two thirds of what V8 has to read.
  transform: { "^.+\\.ts$": ["@swc/jest", { ...swc, swcrc: false, sourceMaps: true }] },
  moduleNameMapper: { "^#argon2id$": "<rootDir>/test/support/argon2id.ts" },
  globalSetup: "<rootDir>/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
  testSequencer: "<rootDir>/test/support/long-first.mjs",
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Where a test hangs, not how fast it has to be: a busy machine takes several times as long.
  testTimeout: 180_000,
  // A worker forgets little of the files behind it, and pays for that at each collection: it begins anew before that counts.
  workerIdleMemoryLimit: "1500MB",
};
