/** The tests as always, but for how the sources are compiled. */
import config from "../../jest.config.mjs";

export default {
  ...config,
  rootDir: "../..",
  transform: { "^.+\\.ts$": "<rootDir>/test/mutations/transform.mjs" },
  setupFilesAfterEnv: ["<rootDir>/test/mutations/recorder.mjs"],
};
