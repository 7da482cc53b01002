import type { Context } from "./context.ts";

const enough = 12;

/** A short password is taken all the same: whoever chooses it is told. */
export function remarkShort({ out }: Context, password: string): void {
  if ([...password].length >= enough) return;
  out.note(`This password has fewer than ${enough} characters. Several random words are stronger, and easier to type.`);
}

/** A new password for an account that is there already, typed twice. */
export async function askNewPassword(context: Context, fromStdin: boolean | undefined): Promise<string> {
  const password = await context.ask.secret({
    what: "the new password",
    variable: "SEALGRAPH_NEW_PASSWORD",
    flag: "--new-password-stdin",
    fromStdin,
    twice: true,
  });
  remarkShort(context, password);
  return password;
}
