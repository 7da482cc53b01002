import { type AddSecondFactor, type AskSecondFactor, SealgraphError } from "../client/index.ts";
import type { Context } from "./context.ts";
import { printable } from "./output.ts";

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

export const authenticatorCode = {
  what: "the six digits that it shows",
  variable: "SEALGRAPH_CODE",
  flag: "SEALGRAPH_CODE",
  fromStdin: undefined,
  shown: true,
};

/** What an authenticator takes: scanned or pasted as a URI, or its secret typed by hand. */
export function forAuthenticator(uri: string): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return `${printable(uri)}\nTo type it by hand, the secret: ${printable(secret.replace(/(.{4})(?=.)/g, "$1 "))}`;
}

export const keepSpareCodes =
  "These are spare codes: each is good once, instead of the authenticator. Keep them on paper; they are not shown again.";

/** At a sign-in, where the company demands a second factor and there is none. At a terminal alone. */
export const addAuthenticator = ({ ask, out }: Pick<Context, "ask" | "out">): AddSecondFactor => ({
  async code({ uri, again }) {
    if (again) out.note("That is not right: look at the authenticator's clock.");
    else
      out.note(
        `The company demands a second factor. For your authenticator, and nobody else:\n${forAuthenticator(uri)}`,
      );
    return (await ask.secret(authenticatorCode)).trim();
  },
  keep(spareCodes) {
    out.note([...spareCodes, keepSpareCodes].join("\n"));
  },
});
