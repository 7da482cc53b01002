/** `operator second-factor …`: for people who lost theirs, and nobody in a company who could help. */
import type { Command } from "commander";
import type { DataSource } from "typeorm";
import { resetSecondFactors } from "./second-factors.ts";

type AsOwner = (work: (owner: DataSource) => Promise<void>) => Promise<void>;

export function addSecondFactorCommands(program: Command, asOwner: AsOwner, tell: (line: string) => void): void {
  const factor = program
    .command("second-factor")
    .description("what the server asks for besides password and Secret Key");
  factor
    .command("reset")
    .description("takes somebody's second factors away: be sure that it is they who ask; the server tells them by mail")
    .argument("[address]", "their e-mail address")
    .option("--all", "everybody's: for a server that lost its SERVER_SECRET, and can check no code any more")
    .action((address: string | undefined, { all }: { all?: true }) =>
      asOwner(async (owner) => {
        if ((address === undefined) === (all === undefined)) {
          tell("Either an address or --all: operator second-factor reset ada@example.com");
          process.exitCode = 1;
          return;
        }
        const whose = address?.trim().normalize("NFC").toLowerCase() ?? null;
        const had = await resetSecondFactors(owner, whose);
        if (had === null) {
          tell("Nobody has this address.");
          process.exitCode = 1;
          return;
        }
        if (had === 0) return tell("There is no second factor: nothing was done.");
        tell(
          `${had} ${had === 1 ? "person is" : "people are"} asked for no second factor any more, until they add one. The server tells them by mail.`,
        );
      }),
    );
}
