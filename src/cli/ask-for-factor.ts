import { type AskSecondFactor, SealgraphError } from "../client/index.ts";
import type { Context } from "./context.ts";

const factorWanted = {
  what: "six digits of your authenticator, or a spare code",
  variable: "SEALGRAPH_SECOND_FACTOR",
  flag: "SEALGRAPH_SECOND_FACTOR",
  fromStdin: undefined,
  shown: true,
};

/** Asks for a second factor where the server does. What stands in the environment is tried once: it would be the same again. */
export const askForFactor =
  ({ ask, out }: Pick<Context, "ask" | "out">): AskSecondFactor =>
  async ({ methods, again }) => {
    if (again && ask.has(factorWanted)) throw new SealgraphError("SECOND_FACTOR_REFUSED");
    if (again) out.note("That is not right, or was used before: a code is good once.");
    const byCode = methods.includes("TOTP");
    const what = byCode ? factorWanted.what : "a spare code (security keys work in the browser alone)";
    const typed = (await ask.secret({ ...factorWanted, what })).trim();
    return byCode && /^\d{3} ?\d{3}$/.test(typed) ? { totp: typed } : { spareCode: typed };
  };
