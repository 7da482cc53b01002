/**
 * Every way in which the server ends what was asked of it, and what to do then: its closed list of codes, over HTTP, in a stream and as
 * the reason of a socket that it closes; and what else closes a socket.
 */

interface Meaning {
  /** `PASSING`: go on from the cursor, after a while. `TOKEN`, `ASKED`: it ends the same way until a person has changed something. */
  readonly kind: "PASSING" | "TOKEN" | "ASKED";
  readonly words: string;
}

const passing = (words: string): Meaning => ({ kind: "PASSING", words });
const token = (words: string): Meaning => ({ kind: "TOKEN", words });
const asked = (words: string): Meaning => ({ kind: "ASKED", words });
const mistaken = asked("The server refuses what this program asks: it is of another release, or was changed wrongly.");
const notForTokens = asked(
  "The server asks for what only a person's session has: this program asks for something else.",
);

/** What each code of the server means to a subscriber with the token of a service account. */
export const meanings: Readonly<Record<string, Meaning>> = {
  UNAVAILABLE: passing("The server is busy, or stops just now."),
  INTERNAL: passing("Something failed at the server."),
  RATE_LIMITED: passing("The token asks too often."),

  UNAUTHENTICATED: token("SEALGRAPH_TOKEN is no token of this server: copy it whole, as it was shown once."),
  TOKEN_EXPIRED: token("The time of the service account is over."),
  SESSION_ENDED: token("The service account was revoked, or its keeper may not keep it any more."),
  DEVICE_REVOKED: token("The service account was revoked."),
  NETWORK_REFUSED: token("The token is not let in from this network."),
  FORBIDDEN: token("The service account lacks a scope: it needs read-events."),
  WRONG_SURFACE: token("This is no token of a service account."),

  INVALID_CURSOR: asked(
    "The cursor is not of this server's feed: of another partner, or from before the server was restored. Take its file away, and events come from the oldest that is kept: what is done with them must bear that some come twice.",
  ),
  BAD_USER_INPUT: asked("The server knows no such company or group of events."),
  BAD_REQUEST: mistaken,
  GRAPHQL_PARSE_FAILED: mistaken,
  GRAPHQL_VALIDATION_FAILED: mistaken,
  QUERY_TOO_LARGE: mistaken,
  PAYLOAD_TOO_LARGE: mistaken,
  NOT_FOUND: mistaken,
  INVALID_PROOF: mistaken,
  MUTATION_ID_REUSED: mistaken,
  READ_ONLY: mistaken,
  VAULT_RESTORING: mistaken,
  STEP_UP_REQUIRED: notForTokens,
  SECOND_FACTOR_REQUIRED: notForTokens,
  PASSWORD_TOO_OLD: notForTokens,
};

/** Of sockets that close with another reason than those: the line, a proxy, or this end. All others are passing. */
const mistakes: ReadonlySet<number> = new Set([
  ...[1002, 1003, 1007, 1008, 1009, 1010],
  ...[4004, 4005, 4400, 4401, 4403, 4406, 4409, 4429],
]);

/** Why the server, or the line to it, gave no more. */
export class Ended extends Error {
  override readonly name = "Ended";

  private constructor(
    readonly code: string,
    readonly kind: Meaning["kind"],
    words: string,
    /** Not before so many seconds. */
    readonly retryAfterSeconds: number = 0,
  ) {
    super(`${words} (${code})`);
  }

  /** The errors of an answer, as they came. A code that nobody has heard of is no reason to ask again and again. */
  static byErrors(errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[]): Ended {
    const { code = "unknown", retryAfterSeconds } = errors[0]?.extensions ?? {};
    const { kind, words } = meanings[String(code)] ?? mistaken;
    return new Ended(String(code), kind, words, typeof retryAfterSeconds === "number" ? retryAfterSeconds : 0);
  }

  /** A socket that was closed. */
  static byClose(code: number, reason: string): Ended {
    const { kind, words } = meanings[reason] ?? (mistakes.has(code) ? mistaken : passing("The line is gone."));
    return new Ended(reason === "" ? String(code) : `${code} ${reason}`, kind, words);
  }

  /** Nobody answered, or nobody that is this server. */
  static byLine(what: string): Ended {
    return new Ended(what, "PASSING", "The server cannot be reached.");
  }
}
