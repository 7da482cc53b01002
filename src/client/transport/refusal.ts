import { type ErrorDetails, errorCodes, SealgraphError } from "../errors.ts";
import { refuseAnswer } from "./answer.ts";

/** The server's codes that an application has to tell apart; every other one is REFUSED with its `serverCode`. */
const told = [
  "SESSION_ENDED",
  "DEVICE_REVOKED",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "NOT_FOUND",
  "VAULT_RESTORING",
  "WRONG_SURFACE",
  "FORBIDDEN",
  "READ_ONLY",
  "STEP_UP_REQUIRED",
  "NETWORK_REFUSED",
  "PASSWORD_TOO_OLD",
  "SECOND_FACTOR_REQUIRED",
] as const;

/** The error that a list of GraphQL errors means: the first one's. Messages of the server are not repeated. */
export function refusalOf(errors: unknown): SealgraphError {
  if (!Array.isArray(errors) || errors.length === 0) refuseAnswer("errors");
  const extensions = (errors[0] as { extensions?: Readonly<Record<string, unknown>> } | null)?.extensions ?? {};
  return refusalFor(typeof extensions.code === "string" ? extensions.code : "INTERNAL", detailsOf(extensions));
}

/** The error that one of the server's codes means. */
export function refusalFor(code: string, details: ErrorDetails = {}): SealgraphError {
  const same = told.find((name) => name === code);
  const named = /^[A-Z_]{1,40}$/.test(code) ? code : "INTERNAL";
  if (same) return new SealgraphError(same, details);
  return new SealgraphError("REFUSED", { ...details, serverCode: named }, `${errorCodes.REFUSED} (${named})`);
}

/** Whether the access token alone is the reason: a refresh may help. */
export function asksForRefresh(error: unknown): boolean {
  return (
    error instanceof SealgraphError &&
    error.code === "REFUSED" &&
    (error.details.serverCode === "TOKEN_EXPIRED" || error.details.serverCode === "UNAUTHENTICATED")
  );
}

/** Whether the access token was good until a moment ago. */
export function hasRunOut(error: unknown): boolean {
  return error instanceof SealgraphError && error.details.serverCode === "TOKEN_EXPIRED";
}

/**
 * Whether a change was not taken and will be later: of a restored server when it has what is missing, of somebody who was
 * removed from a company when they are elsewhere, of a guest when the next key of the share was made, of whoever lacks a key when
 * somebody gave it to them.
 */
export function takesLater(error: unknown): boolean {
  const later = [
    "VAULT_RESTORING",
    "USER_REMOVED",
    "WRONG_SURFACE",
    "NETWORK_REFUSED",
    "PASSWORD_TOO_OLD",
    "SECOND_FACTOR_REQUIRED",
    "KEY_DUE",
    "KEY_PENDING",
  ];
  return error instanceof SealgraphError && later.includes(error.code);
}

/** Whether asking again later may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof SealgraphError && ["UNREACHABLE", "UNAVAILABLE", "RATE_LIMITED"].includes(error.code);
}

/** Whether the server, or something before it, failed at the request: nobody knows whether it did it. */
export function hasFailed(error: unknown): boolean {
  if (!(error instanceof SealgraphError)) return false;
  return error.code === "MALFORMED_ANSWER" || (error.code === "REFUSED" && error.details.serverCode === "INTERNAL");
}

function detailsOf(extensions: Readonly<Record<string, unknown>>): ErrorDetails {
  const details: Record<string, string | number> = {};
  if (typeof extensions.retryAfterSeconds === "number") details.retryAfterSeconds = extensions.retryAfterSeconds;
  for (const name of ["reason", "requestId"] as const) {
    const value = extensions[name];
    if (typeof value === "string" && /^[\w-]{1,64}$/.test(value)) details[name] = value;
  }
  return details;
}
