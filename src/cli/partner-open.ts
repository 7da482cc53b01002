/** How commands of a partner's staff work with the account: what is refused is said in a partner's words. */
import { type Client, SealgraphError } from "../client/index.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { withKeys } from "./open.ts";

/** As `withKeys`, for staff: by a sign-in of `sealgraph login --partner`. */
export const withPartner = <T = void>(context: Context, work: (client: Client) => Promise<T>): Promise<T> =>
  withKeys(context, (client) => work(client).catch(sayAsPartner));

/** What staff can do about it is something else than what people of a company can. */
function sayAsPartner(error: unknown): never {
  if (!(error instanceof SealgraphError)) throw error;
  if (error.code === "WRONG_SURFACE")
    throw new CommandFailure(
      exitCode.REFUSED,
      error.code,
      "This sign-in is not for a partner's companies.",
      "sealgraph login --partner. Whoever has no partner yet redeems the operator's code first: sealgraph partner redeem",
    );
  if (error.code === "FORBIDDEN")
    throw new CommandFailure(
      exitCode.REFUSED,
      error.code,
      "Your role at the partner, or the right of your desk in this company, does not give that.",
      "sealgraph partner show says what you are, sealgraph partner desks show what the desk may. An owner gives roles (sealgraph partner staff set), a company's administrator rights (sealgraph company desk rights).",
    );
  if (error.code === "READ_ONLY")
    throw new CommandFailure(
      exitCode.REFUSED,
      error.code,
      "The company is suspended, or the partner is: it can be read, and nothing more.",
      "sealgraph partner companies show says which; sealgraph partner resume ends it for a company, the operator for a partner.",
    );
  // Which company is meant was found before: what is not there is the caller, at its desk.
  if (error.code === "NOT_FOUND" && (error.details.part === undefined || error.details.part === "company"))
    throw new CommandFailure(
      exitCode.NOT_FOUND,
      error.code,
      "You are not at your partner's desk in this company, or it has gone meanwhile.",
      "Whoever is a keeper there brings you to it: sealgraph partner desks tend. Which companies you look after: sealgraph partner companies list",
    );
  throw error;
}

export const noSuchCompany = new CommandFailure(
  exitCode.NOT_FOUND,
  "NOT_FOUND",
  "There is no such company among those that you look after.",
  "sealgraph partner companies list shows them; who may see which is said by sealgraph partner staff list.",
);
