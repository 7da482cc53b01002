import { type Command, Option } from "commander";
import { generatePassphrase, generatePassword } from "../../client/index.ts";
import { type Context, does, example, type GlobalOptions } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { CommandFailure } from "../failure.ts";
import { wholeNumber } from "../whole-number.ts";

interface GenerateOptions extends GlobalOptions {
  readonly length?: number;
  readonly words?: number;
  readonly separator?: string;
  readonly capitals?: boolean;
  readonly digit?: boolean;
  readonly lower: boolean;
  readonly upper: boolean;
  readonly digits: boolean;
  readonly symbols: boolean;
  readonly lookAlikes: boolean;
}

const forPasswords = ["length", "lower", "upper", "digits", "symbols", "lookAlikes"];

/** `generate`. */
export function addGenerateCommand(program: Command): void {
  const command = program
    .command("generate")
    .description("Make a password, or a passphrase of words, by the secure source of this machine. Nothing is kept.")
    .addOption(new Option("--length <n>", "characters, 4 to 256 (20)").argParser(wholeNumber(4, 256)))
    .option("--no-lower", "without lower case letters")
    .option("--no-upper", "without capital letters")
    .option("--no-digits", "without digits")
    .option("--no-symbols", "without symbols")
    .option("--no-look-alikes", "without 0 O o 1 l I")
    .addOption(
      new Option("--words <n>", "words instead, 3 to 24").argParser(wholeNumber(3, 24)).conflicts(forPasswords),
    )
    .option("--separator <text>", "what stands between words (-)")
    .option("--capitals", "every word with a capital")
    .option("--digit", "a digit behind one of the words");
  example(
    does(command, generate),
    "sealgraph generate --length 32 --no-symbols",
    "sealgraph generate --words 6 | sealgraph item edit 'Web shop' --secret-stdin password",
  );
}

async function generate({ out }: Context, options: GenerateOptions): Promise<void> {
  const { words, separator, capitals, digit } = options;
  if (words === undefined && (separator !== undefined || capitals || digit))
    throw new CommandFailure(
      exitCode.USAGE,
      "MISSING_VALUE",
      "A passphrase is made of words: say how many.",
      "--words 6",
    );
  const made = words === undefined ? generatePassword(options) : generatePassphrase(options);
  out.answer(made, () => made.value);
  out.note(`${Math.floor(made.entropyBits)} bits`);
}
