import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

/** Where nobody reads the mail while a command waits: before one is sent whose code no later run could give back. */
export const codeComesLater = (command: string): CommandFailure =>
  CommandFailure.of(exitCode.USAGE, "MISSING_VALUE", "cli.said.codeComesLater", { command });
