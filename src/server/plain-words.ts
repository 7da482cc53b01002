import { type ASTNode, GraphQLError, Kind } from "graphql";

/**
 * graphql-js quotes what was sent in its messages. These functions keep the part that speaks of the schema and drop the
 * values: a message may end up in a log that is not ours.
 */

/** Messages of which the beginning, or the end, names only types and fields of the schema. */
const speakable: readonly RegExp[] = [
  /^Field "\w+" of required type "[^"]+" was not provided/,
  /^Expected (?:non-nullable )?type "[^"]+" (?:to be an object|not to be null)/,
  /^Expected value of type "[^"]+"/,
  /^(?:Enum )?"?\w+"? cannot represent [\w -]+/,
  /does not exist in "\w+" enum/,
];

/** A message of a syntax error without the text at which it stopped. */
export const withoutToken = (message: string): string =>
  message
    .replace(/(, found |Unexpected )(\w+) ".*$/s, "$1$2.")
    .replace(/^(Syntax Error: Invalid \w+(?: \w+)*).*$/s, "$1.");

/** What a validation rule has to say, without the literal it says it of. */
export function withoutLiteral(error: GraphQLError): string {
  if (!error.nodes?.some(isValue)) return error.message;
  return speak(error.message) ?? "A literal is not what its place takes.";
}

/** What is wrong with a variable: which one, where in it, and what its type takes. */
export function withoutValue(error: GraphQLError, variable: string): string {
  if (!error.message.startsWith(`Variable "$${variable}" got invalid value `)) return error.message;
  const path = new RegExp(`^.* at "(${variable}[\\w.[\\]]+)"; `, "s").exec(error.message)?.[1];
  const at = path ? ` at "${path}"` : "";
  const why = error.originalError instanceof GraphQLError ? reason(error.originalError) : undefined;
  return `Variable "$${variable}" got an invalid value${at}${why ? `: ${why}` : "."}`;
}

const reason = (error: GraphQLError) =>
  error.extensions.code === "BAD_USER_INPUT" ? error.message : speak(error.message);

function speak(message: string): string | undefined {
  for (const pattern of speakable) {
    const found = pattern.exec(message)?.[0];
    if (found) return found.startsWith("does") ? `The value ${found}.` : `${found}.`;
  }
  return undefined;
}

const isValue = ({ kind }: ASTNode) => kind !== Kind.VARIABLE && (kind.endsWith("Value") || kind === Kind.OBJECT_FIELD);
