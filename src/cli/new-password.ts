import type { SecretWanted } from "./ask.ts";
import type { Context } from "./context.ts";

const enough = 12;
const short = `This password has fewer than ${enough} characters. Several random words are stronger, and easier to type.`;

/**
 * A password that somebody chooses now, typed twice. A short one is taken all the same: whoever chooses it is told, and at a
 * prompt may type another.
 */
export async function chooseNewPassword(context: Context, given: SecretWanted): Promise<string> {
  const { ask, out } = context;
  const wanted = { ...given, twice: true };
  const isTyped = ask.interactive && !ask.has(wanted);
  for (;;) {
    const password = await ask.secret(wanted);
    if ([...password].length >= enough) return password;
    out.note(short);
    if (!isTyped || (await ask.choice("Take it all the same?"))) return password;
  }
}

export const newPasswordWanted = (fromStdin?: boolean): SecretWanted => ({
  what: "the new password",
  variable: "SEALGRAPH_NEW_PASSWORD",
  flag: "--new-password-stdin",
  fromStdin,
});

/** A new password for an account that is there already. */
export const askNewPassword = (context: Context, fromStdin: boolean | undefined): Promise<string> =>
  chooseNewPassword(context, newPasswordWanted(fromStdin));
