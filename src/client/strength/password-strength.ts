import type { Score, TranslationKeys } from "@zxcvbn-ts/core";
import { refuseInput } from "../errors.ts";
import { loadEstimator, mostCharacters } from "./estimator.ts";

export interface StrengthOptions {
  /** Words that a guesser would try first: the title, the user's name, the company. 100 are looked at. */
  readonly userInputs?: readonly string[];
}

export interface PasswordStrength {
  /** 0 guessed at once, 1 in minutes, 2 in hours, 3 takes a determined guesser, 4 is strong. */
  readonly score: Score;
  /** How many guesses it takes, as a power of ten. */
  readonly guessesLog10: number;
  /** Why it is weak, by the names of `@zxcvbn-ts`, whose language packs have sentences for them; null where it is not. */
  readonly warning: keyof TranslationKeys["warnings"] | null;
  /** What would make it stronger, by the same names. */
  readonly suggestions: readonly (keyof TranslationKeys["suggestions"])[];
  /** True: only the first 100 characters were looked at. */
  readonly cut: boolean;
}

const mostInputs = 100;

/**
 * How many guesses a password withstands. The first call loads word lists of about two megabytes; nothing leaves the
 * device. Throws INVALID_INPUT for what is no text.
 */
export async function passwordStrength(password: string, options: StrengthOptions = {}): Promise<PasswordStrength> {
  if (typeof password !== "string") refuseInput("password");
  const inputs = (options.userInputs ?? []).slice(0, mostInputs).map((input) => input.slice(0, mostCharacters));
  const estimator = await loadEstimator();
  const { score, guessesLog10, feedback } = estimator.check(password, inputs);
  return {
    score,
    guessesLog10,
    warning: feedback.warning as PasswordStrength["warning"],
    suggestions: feedback.suggestions as PasswordStrength["suggestions"],
    cut: password.length > mostCharacters,
  };
}
