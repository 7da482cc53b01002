import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import type { ValidationContext, ValidationRule } from "graphql";
import { refuse } from "./failures.ts";
import { limits } from "./limits.ts";
import { countFields, fragmentsOf } from "./selection.ts";

const exceeds = (what: string, limit: number) => ({
  n: limit,
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null) => context?.reportError(refuse("QUERY_TOO_LARGE", tooMany(what, limit))),
  ],
});

const tooMany = (what: string, limit: number) => `The document has more than ${limit} ${what}.`;

const rootFieldsRule: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const fields = countFields(operation.selectionSet, fragmentsOf(context.getDocument()));
    if (fields > limits.rootFields)
      context.reportError(refuse("QUERY_TOO_LARGE", tooMany("root fields", limits.rootFields)));
  },
});

/** Bounds of a document that need no variables. Run before the rules of the specification, some of which are dear. */
export const documentRules: readonly ValidationRule[] = [
  maxDepthRule({ ...exceeds("levels of fields", limits.depth), flattenFragments: true }) as ValidationRule,
  maxAliasesRule({ ...exceeds("aliases", limits.aliases), allowList: [] }) as ValidationRule,
  maxDirectivesRule(exceeds("directives", limits.directives)) as ValidationRule,
  rootFieldsRule,
];
