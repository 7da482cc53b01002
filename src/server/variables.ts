import type { GraphQLError } from "graphql";
import type { Variables } from "./cost.ts";
import { refuse } from "./failures.ts";
import { limits } from "./limits.ts";

/** What graphql-js is told of variables: it writes a wrong one out for each of its errors, and looks for a likely name. */
export const coercion = { options: { maxCoercionErrors: limits.variableErrors }, hideSuggestions: true } as const;

/** Refuses an object that no input could be, wherever it stands among the variables. */
export function checkWidth(variables: Variables): GraphQLError | null {
  const left: unknown[] = Object.values(variables);
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    const members = Object.values(value);
    if (!Array.isArray(value) && members.length > limits.members)
      return refuse("BAD_USER_INPUT", `An object in the variables has more than ${limits.members} members.`);
    for (const member of members) if (typeof member === "object") left.push(member);
  }
  return null;
}
