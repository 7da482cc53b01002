import { readdirSync, readFileSync } from "node:fs";
import { buildASTSchema, type GraphQLSchema, Kind, parse } from "graphql";

/** The schema as its authors wrote it: every `*.graphql` beside this file. Has no resolvers. */
export function readContract(): GraphQLSchema {
  const here = new URL(".", import.meta.url);
  const files = readdirSync(here).filter((name) => name.endsWith(".graphql"));
  const definitions = files.sort().flatMap((name) => parse(readFileSync(new URL(name, here), "utf8")).definitions);
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions });
}
