import { hostname } from "node:os";
import { type Command, Option } from "commander";
import { does, example } from "../context.ts";
import { addKitOptions } from "../emergency-kit.ts";
import { signInHere } from "./account-login.ts";
import { signUp } from "./account-sign-up.ts";

export const deviceOption = () => new Option("--device <name>", "name of this device").default(hostname());

/** `signup` and `login`. */
export function addAccountCommands(program: Command): void {
  const signup = program
    .command("signup")
    .description("Make an account. A code is mailed to the address; then the Secret Key is shown.")
    .option("--address <e-mail>", "the address that the account will bear")
    .option("--name <name>", "your name")
    .option("--invited", "join the company that has invited you: by the link in SEALGRAPH_INVITATION or a prompt")
    .addOption(deviceOption())
    .option("--kit <file>", "write the Emergency Kit to a new file (mode 0600) instead of printing it")
    .option("--code-stdin", "read the code from standard input, a line after the password")
    .option("--request", "only have the code mailed, and print the id to go on with")
    .option("--complete <id>", "go on with the code (SEALGRAPH_CODE, --code-stdin or a prompt)");
  example(
    does(addKitOptions(signup), signUp),
    'sealgraph signup --address ada@example.com --name "Ada Lovelace" --kit ~/emergency-kit.txt',
  );
  const login = program
    .command("login")
    .description(
      "Sign in on this device with the password and the Secret Key, or with the password and a device that approves this one. With --json and --approve the words come first, as a line of their own.",
    )
    .option("--address <e-mail>", "the account's address")
    .addOption(deviceOption())
    .option("--secret-key-stdin", "read the Secret Key from standard input, a line after the password")
    .option("--portal", "also to administer the company from here")
    .addOption(
      new Option("--partner", "also to look after a partner's companies from here, as its staff").conflicts("portal"),
    )
    .addOption(
      new Option(
        "--approve",
        "show six words instead, and wait until they are typed on a device that is signed in",
      ).conflicts("secretKeyStdin"),
    );
  example(
    does(login, signInHere),
    "sealgraph login --address ada@example.com",
    "sealgraph login --address ada@example.com --approve",
  );
}
