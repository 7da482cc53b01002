/**
 * Every code that an error can bear, over HTTP and WebSocket alike. Closed: what is not listed here is `INTERNAL`,
 * masked, and found in the log by its request id. What may happen to a correct client is no error but a result.
 */
export const failureCodes = {
  BAD_REQUEST: "The request is not a GraphQL request.",
  GRAPHQL_PARSE_FAILED: "The document does not parse.",
  GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema.",
  BAD_USER_INPUT: "An argument is not what its field takes.",
  QUERY_TOO_LARGE: "The document is deeper, wider or dearer than the limits allow.",
  PAYLOAD_TOO_LARGE: "The request has more bytes than the limits allow.",
  UNAUTHENTICATED: "There is no access token, or nobody knows it.",
  TOKEN_EXPIRED: "The access token ran out: refresh the session.",
  SESSION_ENDED: "The session was ended: sign in again.",
  DEVICE_REVOKED: "The device was revoked.",
  FORBIDDEN: "The caller may see this, but not do that.",
  NOT_FOUND: "There is nothing here that the caller may see.",
  INVALID_PROOF: "A signed structure does not hold: `reason` says which check failed.",
  MUTATION_ID_REUSED: "This client mutation id was used for something else.",
  WRONG_SURFACE: "The session is for another surface: sign in to the portal.",
  STEP_UP_REQUIRED: "This is dangerous: show a second factor to this session first.",
  NETWORK_REFUSED: "The company lets its people in from certain networks only, and this is none of them.",
  SECOND_FACTOR_REQUIRED: "The company demands a second factor: add one.",
  PASSWORD_TOO_OLD: "The password is older than the company allows: change it.",
  READ_ONLY: "Nothing can be written here now: the user or the company is suspended.",
  VAULT_RESTORING: "The server was restored from an old copy, and the vault waits for what is missing.",
  INVALID_CURSOR: "The cursor is not one of this server's for this user.",
  RATE_LIMITED: "Too many attempts: try again after `retryAfterSeconds`.",
  UNAVAILABLE: "The server cannot answer now: try again.",
  INTERNAL: "Something failed that should not. The request id leads to the log.",
} as const;

export type FailureCode = keyof typeof failureCodes;

/** What an error may carry besides its code: numbers and closed lists, never what the caller sent. */
export type FailureDetails = Readonly<Record<string, string | number>>;

/** An answer that is an error. Its message is written for the caller and holds nothing of theirs. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string = failureCodes[code],
    readonly details: FailureDetails = {},
  ) {
    super(message);
    this.name = "Failure";
  }
}
