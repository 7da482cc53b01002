import { GraphQLError, type GraphQLFormattedError, Kind } from "graphql";
import { Failure, type FailureCode, type FailureDetails, failureCodes } from "../errors.ts";
import type { Log } from "./log.ts";
import { withoutValue } from "./plain-words.ts";

/** An error of the edge itself, in the form that both transports send. */
export const refuse = (
  code: FailureCode,
  message: string = failureCodes[code],
  details: FailureDetails = {},
): GraphQLError => new GraphQLError(message, { extensions: { ...details, code } });

/** What was thrown before anything was executed. */
export function asGraphQL(error: unknown): GraphQLError {
  const { code, message, details } = read(error);
  return refuse(code, message, details);
}

/** As `refuse`, with the places in the document that `error` has. */
export const recode = (error: GraphQLError, code: FailureCode, message: string): GraphQLError =>
  new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  });

/** Where an error came up, for the log. */
export interface Scene {
  readonly requestId: string;
  readonly transport: "http" | "ws";
}

/**
 * What the caller is told of an error: always a code of the closed list, never a word of what they sent. What nobody
 * expected is logged and becomes `INTERNAL` with the request id that leads to the log.
 */
export function tell(
  error: unknown,
  scene: Scene,
  log: Log,
): GraphQLFormattedError & { extensions: { code: FailureCode } } {
  const { code, message, details } = read(error);
  const located = error instanceof GraphQLError ? error : undefined;
  if (code === "INTERNAL") log.failure("a request failed", causeOf(error), scene);
  return {
    message,
    ...(located?.locations && { locations: located.locations }),
    ...(located?.path && { path: located.path }),
    extensions: { ...details, ...(code === "INTERNAL" && { requestId: scene.requestId }), code },
  };
}

/** The code under which an error is told. */
export const codeOf = (error: unknown): FailureCode => read(error).code;

interface Reading {
  readonly code: FailureCode;
  readonly message: string;
  readonly details: FailureDetails;
}

const reading = (code: FailureCode, message: string = failureCodes[code], details: FailureDetails = {}): Reading => ({
  code,
  message,
  details,
});

function read(error: unknown): Reading {
  const cause = causeOf(error);
  if (cause instanceof Failure) return reading(cause.code, cause.message, cause.details);
  if (isLostConnection(cause)) return reading("UNAVAILABLE");
  if (!(error instanceof GraphQLError)) return reading("INTERNAL");

  const { code, ...details } = error.extensions;
  const variable = variableOf(error);
  if (variable) return reading("BAD_USER_INPUT", withoutValue(error, variable));
  if (isFailureCode(code)) return reading(code, error.message, details as FailureDetails);
  if (error.message.startsWith("Too many errors processing variables"))
    return reading("BAD_USER_INPUT", "There is more that is wrong with the variables.");
  if (isArgumentError(error)) return reading("BAD_USER_INPUT");
  return isApollosRefusal(code) ? reading("BAD_REQUEST") : reading("INTERNAL");
}

/** What was thrown first: graphql-js wraps it once per level. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

const isFailureCode = (code: unknown): code is FailureCode =>
  typeof code === "string" && Object.hasOwn(failureCodes, code);

/** Apollo's words for requests that are none: `PERSISTED_QUERY_NOT_FOUND`, `OPERATION_RESOLUTION_FAILURE` and so on. */
const isApollosRefusal = (code: unknown) => typeof code === "string" && code !== "INTERNAL_SERVER_ERROR";

/** The variable that could not be read, where it was one. */
function variableOf(error: GraphQLError): string | undefined {
  const node = error.nodes?.length === 1 && !error.path ? error.nodes[0] : undefined;
  return node?.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : undefined;
}

/** A nullable variable may bring null where an argument takes none; only execution finds out. */
const isArgumentError = (error: GraphQLError) =>
  causeOf(error) instanceof GraphQLError && error.message.startsWith('Argument "');

/** Codes of Node and PostgreSQL for a connection that is not to be had or broke. */
function isLostConnection(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return (
    typeof code === "string" && /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|08\w{3}|57P\w\w|53\w{3})$/.test(code)
  );
}
