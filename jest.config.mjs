/** Tests run from the TypeScript sources, as ES modules, against a PostgreSQL that the global set-up starts. */
export default {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["source", "node", "node-addons"] },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": "@swc/jest" },
  moduleNameMapper: { "^#argon2id$": "<rootDir>/test/support/argon2id.ts" },
  globalSetup: "<rootDir>/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
  testSequencer: "<rootDir>/test/support/long-first.mjs",
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  testTimeout: 60_000,
  // A worker forgets little of the files behind it, and pays for that at each collection: it begins anew before that counts.
  workerIdleMemoryLimit: "1500MB",
};
