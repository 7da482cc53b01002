import type { FailureCode } from "../errors.ts";
import { type Media, media } from "./http-media.ts";

/** The status of an answer that has no data, by the code of its first error. */
const statuses: Readonly<Record<FailureCode, number>> = {
  BAD_REQUEST: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  BAD_USER_INPUT: 400,
  QUERY_TOO_LARGE: 400,
  PAYLOAD_TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  TOKEN_EXPIRED: 401,
  SESSION_ENDED: 401,
  DEVICE_REVOKED: 401,
  FORBIDDEN: 403,
  WRONG_SURFACE: 403,
  STEP_UP_REQUIRED: 403,
  NETWORK_REFUSED: 403,
  SECOND_FACTOR_REQUIRED: 403,
  PASSWORD_TOO_OLD: 403,
  READ_ONLY: 409,
  NOT_FOUND: 404,
  INVALID_PROOF: 400,
  MUTATION_ID_REUSED: 409,
  VAULT_RESTORING: 409,
  INVALID_CURSOR: 400,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** What a well-formed request may still be refused for. Under `application/json` these are 200: GraphQL over HTTP §6.4.1. */
const wellFormed: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "QUERY_TOO_LARGE",
]);

/** The HTTP status of a request that was refused before it was executed. */
export const statusOf = (code: FailureCode, type: Media): number =>
  type === media.json && wellFormed.has(code) ? 200 : statuses[code];
