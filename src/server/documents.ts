import { createHash } from "node:crypto";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from "graphql";
import { LRUCache } from "lru-cache";
import type { VaultId } from "../ids.ts";
import { costOf, type Variables } from "./cost.ts";
import { documentRules } from "./document-rules.ts";
import { recode, refuse } from "./failures.ts";
import { limits } from "./limits.ts";
import { withoutLiteral, withoutToken } from "./plain-words.ts";
import { checkWidth } from "./variables.ts";

/** What a caller asks for, in the shapes that GraphQL over HTTP and graphql-transport-ws share. */
export interface Asked {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Variables | null;
  /** The share that is visited; none at home. */
  readonly visit?: VaultId;
}

export type Admission =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[] };

/** Documents that were parsed and found valid and within the limits; each is kept, and looked at once. */
export interface Documents {
  /** The document and the operation that is asked for, or why it is not run. The same for both transports. */
  admit(asked: Asked): Admission;
  /** A document by the SHA-256 of its text. */
  bySha256(hash: string): DocumentNode | undefined;
}

interface Kept {
  readonly document: DocumentNode;
  /** SHA-256 of its text, in hexadecimal. */
  readonly hash: string;
  /** Variables that say how many objects there may be. */
  readonly sizes: readonly string[];
  readonly costs: Map<string, number>;
}

export function makeDocuments(schema: GraphQLSchema): Documents {
  const byHash = new Map<string, DocumentNode>();
  const byText = new LRUCache<string, Kept>({
    maxSize: limits.documentsKept,
    sizeCalculation: (_, text) => text.length,
    dispose: (kept) => byHash.delete(kept.hash),
  });

  const read = (text: string): Kept | readonly GraphQLError[] => {
    const known = byText.get(text);
    if (known) return known;
    const document = parseWithin(text);
    if (document instanceof GraphQLError) return [document];
    const errors = check(schema, document);
    if (errors.length > 0) return errors;
    const hash = createHash("sha256").update(text).digest("hex");
    const kept: Kept = { document, hash, sizes: sizesOf(document), costs: new Map() };
    byHash.set(hash, document);
    byText.set(text, kept);
    return kept;
  };

  return {
    bySha256: (hash) => byHash.get(hash),
    admit({ query, operationName, variables }) {
      const kept = read(query);
      if (!("document" in kept)) return { errors: kept };
      const operation = getOperationAST(kept.document, operationName);
      if (!operation) return { errors: [refuse("BAD_REQUEST", "The document has no such operation, or several.")] };
      const wide = checkWidth(variables ?? {});
      if (wide) return { errors: [wide] };
      if (knownCost(schema, kept, operation, variables ?? {}) <= limits.cost)
        return { document: kept.document, operation };
      return { errors: [refuse("QUERY_TOO_LARGE", `The answer may have more than ${limits.cost} objects.`)] };
    },
  };
}

function parseWithin(text: string): DocumentNode | GraphQLError {
  if (text.length > limits.documentLength)
    return refuse("QUERY_TOO_LARGE", `The document has more than ${limits.documentLength} characters.`);
  try {
    return parse(text, { maxTokens: limits.documentTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (/^Syntax Error: Document contains more/.test(error.message))
      return refuse("QUERY_TOO_LARGE", `The document has more than ${limits.documentTokens} tokens.`);
    return recode(error, "GRAPHQL_PARSE_FAILED", withoutToken(error.message));
  }
}

function check(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const beyond = validate(schema, document, documentRules);
  if (beyond.length > 0) return beyond;
  return validate(schema, document, specifiedRules, { maxErrors: 20 }).map(recodeInvalid);
}

function recodeInvalid(error: GraphQLError): GraphQLError {
  if (error.extensions.code) return error;
  // graphql-js gives up on documents that are built to keep it busy.
  if (error.message === "Validation aborted.")
    return refuse("QUERY_TOO_LARGE", "The document is too dear to validate.");
  return recode(error, "GRAPHQL_VALIDATION_FAILED", withoutLiteral(error));
}

function knownCost(
  schema: GraphQLSchema,
  kept: Kept,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const sizes = kept.sizes.map((name) => sizeOf(variables[name]));
  const key = [operation.name?.value, ...sizes].join();
  const known = kept.costs.get(key);
  if (known !== undefined) return known;
  const cost = costOf(schema, kept.document, operation, variables);
  if (kept.costs.size >= limits.costsKept) kept.costs.clear();
  kept.costs.set(key, cost);
  return cost;
}

function sizeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  return typeof value === "number" ? String(value) : typeof value;
}

/** The variables that say how many objects there may be: page sizes, and lists. */
function sizesOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Argument(node) {
      if (node.name.value === "first" && node.value.kind === Kind.VARIABLE) names.add(node.value.name.value);
    },
    VariableDefinition({ variable, type }) {
      const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
      if (bare.kind === Kind.LIST_TYPE) names.add(variable.name.value);
    },
  });
  return [...names];
}
