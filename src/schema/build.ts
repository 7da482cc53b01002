import { type ASTNode, type GraphQLSchema, lexicographicSortSchema, parse, print, printSchema, visit } from "graphql";
import { buildSchemaSync, type NonEmptyArray, type PubSub } from "type-graphql";
import { readContract } from "./contract.ts";
import { copyProse } from "./prose.ts";

/** A class with decorated methods; type-graphql makes the instances. */
export type ResolverClass = new () => object;

/** The code does not implement the contract. Names the first line that differs. */
export class ContractDrift extends Error {
  override readonly name = "ContractDrift";
}

/**
 * Builds the schema from decorated classes and demands that it is the contract, to the letter. Throws `ContractDrift`
 * else. Descriptions and deprecations stand in the contract alone and are copied.
 */
export function buildContractedSchema(
  resolvers: Readonly<NonEmptyArray<ResolverClass>>,
  contract: GraphQLSchema = readContract(),
): GraphQLSchema {
  // Without the check by an introspection of everything: what is the contract to the letter is as valid as the contract is.
  const built = buildSchemaSync({
    resolvers: [...resolvers],
    validate: false,
    emitSchemaFile: false,
    skipCheck: true,
    pubSub,
  });
  copyProse(contract, built);
  demandEqual(contract, built);
  return built;
}

/** type-graphql asks for one even where every subscription brings its own stream. */
const pubSub: PubSub = {
  publish: () => refuse(),
  subscribe: () => refuse(),
};

function refuse(): never {
  throw new Error("Subscriptions bring their own streams; there is no publishing.");
}

/**
 * Throws `ContractDrift` unless both print the same but for descriptions, in whatever order they were written. Where they print
 * the same with their descriptions, as at every start, nothing is taken apart.
 */
export function demandEqual(contract: GraphQLSchema, built: GraphQLSchema): void {
  const wanted = printedContracts.get(contract) ?? printed(contract);
  printedContracts.set(contract, wanted);
  const found = printed(built);
  if (wanted === found) return;
  const [without, other] = [withoutDescriptions(wanted), withoutDescriptions(found)];
  if (without !== other) throw new ContractDrift(firstDifference(without.split("\n"), other.split("\n")));
}

/** Every schema that is built is held against the same contract, which stays as it is. */
const printedContracts = new WeakMap<GraphQLSchema, string>();

const printed = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

const withoutDescriptions = (text: string) => print(visit(parse(text), { enter: withoutDescription }));

const withoutDescription = (node: ASTNode) =>
  "description" in node && node.description ? { ...node, description: undefined } : undefined;

function firstDifference(wanted: readonly string[], found: readonly string[]): string {
  const line = wanted.findIndex((text, index) => text !== found[index]);
  const at = line === -1 ? wanted.length : line;
  const within = wanted.slice(0, at + 1).findLast((text) => /^\w/.test(text)) ?? "the schema";
  return `In "${within}" the contract says "${wanted[at]?.trim() ?? ""}", the code "${found[at]?.trim() ?? ""}".`;
}
