import { readdirSync, readFileSync } from "node:fs";
import { buildASTSchema, type GraphQLSchema, Kind, parse, printSchema } from "graphql";

let contract: GraphQLSchema | null = null;

/** The schema as its authors wrote it: every `*.graphql` beside this file. Has no resolvers. Read once, and changed by nobody. */
export function readContract(): GraphQLSchema {
  contract ??= readFiles();
  return contract;
}

/** The contract as one document, in its authors' order, with all descriptions and without `extend`: what tools of callers are given. */
export const contractText = (): string => `${printSchema(readContract())}\n`;

function readFiles(): GraphQLSchema {
  const here = new URL(".", import.meta.url);
  const files = readdirSync(here).filter((name) => name.endsWith(".graphql"));
  const definitions = files.sort().flatMap((name) => {
    const text = readFileSync(new URL(name, here), "utf8");
    return parse(text, { noLocation: true }).definitions;
  });
  // A test proves that it is valid: a start need not prove it again.
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValidSDL: true });
}
