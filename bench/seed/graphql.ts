import { fieldOf } from "../../src/client/transport/answer.ts";

/** What goes over the wire for one operation: bytes become base64url text. */
export const bodyOf = (document: string, variables: object): string => wireText({ query: document, variables });

/** Runs one operation outside of any measuring; answers `data`, throws where there are errors. */
export async function run(url: string, document: string, variables: object, token?: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: bodyOf(document, variables),
  });
  const answer: unknown = await response.json();
  const errors = fieldOf(answer, "errors");
  if (errors !== undefined) throw new Error(`the server refused: ${JSON.stringify(errors)}`);
  return fieldOf(answer, "data");
}

/** A value as JSON, with its bytes as on the wire. */
export const wireText = (value: object): string => JSON.stringify(wired(value));

function wired(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url");
  if (Array.isArray(value)) return value.map(wired);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wired(member)]));
}
