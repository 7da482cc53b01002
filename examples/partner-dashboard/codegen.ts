/** `npm run dashboard:types`: writes generated.ts, the types of operations.graphql, from the contract. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as documentNodes from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildASTSchema, type DocumentNode, parse } from "graphql";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const contract = here("../../src/schema/");

/** All of the contract's files as one document. */
function readContract(): DocumentNode {
  const files = readdirSync(contract).filter((name) => name.endsWith(".graphql"));
  return parse(
    files
      .sort()
      .map((name) => readFileSync(contract + name, "utf8"))
      .join("\n"),
  );
}

/** The text of generated.ts as the contract and the operations are now. */
export async function generate(): Promise<string> {
  const schema = readContract();
  const text = await codegen({
    filename: "generated.ts",
    schema,
    schemaAst: buildASTSchema(schema),
    documents: [{ location: "operations.graphql", document: parse(readFileSync(here("operations.graphql"), "utf8")) }],
    config: {
      // Documents as text: whoever runs them needs no GraphQL library.
      documentMode: "string",
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      defaultScalarType: "unknown",
      scalars: { Uuid: "string", DateTime: "string", Hash: "string", Bytes: "string" },
    },
    plugins: [{ operations: {} }, { documentNodes: {} }],
    pluginMap: { operations, documentNodes },
  });
  return `/* Generated from operations.graphql and src/schema: npm run dashboard:types */\n${text.trimEnd()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(here("generated.ts"), await generate());
