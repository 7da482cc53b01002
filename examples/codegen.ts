/** `npm run examples:types`: writes each example's generated.ts, the types of its operations.graphql, from the contract. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as documentNodes from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { buildSchema, parse } from "graphql";
import { contractText } from "../src/schema/contract.ts";

/** Examples that ask with types, and as what their documents are generated. */
export const typed = {
  /** As text: whoever runs them needs no GraphQL library. */
  "partner-dashboard": "string",
  subscriber: "string",
  /** As parsed documents, which Apollo Client and urql take. */
  recipes: "documentNode",
} as const;

export type TypedExample = keyof typeof typed;

/** How the contract's scalars look in TypeScript: what comes as JSON. */
const scalars = { Uuid: "string", DateTime: "string", Hash: "string", Bytes: "string", Cursor: "string" };

/** The text of an example's generated.ts, as the contract and its operations are now. */
export async function generate(example: TypedExample): Promise<string> {
  const schema = buildSchema(contractText());
  const text = await codegen({
    filename: "generated.ts",
    schema: parse(contractText()),
    schemaAst: schema,
    documents: [
      { location: "operations.graphql", document: parse(readFileSync(file(example, "operations.graphql"), "utf8")) },
    ],
    config: {
      documentMode: typed[example],
      useTypeImports: true,
      enumsAsTypes: true,
      immutableTypes: true,
      skipTypename: true,
      defaultScalarType: "unknown",
      scalars,
    },
    plugins: [{ operations: {} }, { documentNodes: {} }],
    pluginMap: { operations, documentNodes },
  });
  return `/* Generated from operations.graphql and src/schema: npm run examples:types */\n${text.trimEnd()}\n`;
}

export const file = (example: TypedExample, name: string): string =>
  fileURLToPath(new URL(`${example}/${name}`, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const example of Object.keys(typed) as TypedExample[])
    writeFileSync(file(example, "generated.ts"), await generate(example));
