import { Failure } from "../errors.ts";
import { isId, type VaultId } from "../ids.ts";
import type { Asked } from "./documents.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads the parameters of a request, from a body or a query string. Throws `BAD_REQUEST` naming the one that is wrong. */
export function readAsked(parameters: unknown): Asked {
  if (Array.isArray(parameters)) throw new Failure("BAD_REQUEST", "Operations do not come in batches.");
  if (!isFields(parameters)) throw new Failure("BAD_REQUEST", "The body is not a JSON object.");
  const { query, operationName, variables, extensions } = parameters;
  if (typeof query !== "string" || query === "")
    throw new Failure("BAD_REQUEST", "`query` must be the text of a document.");
  if (operationName != null && typeof operationName !== "string")
    throw new Failure("BAD_REQUEST", "`operationName` must be text or null.");
  if (variables != null && !isFields(variables))
    throw new Failure("BAD_REQUEST", "`variables` must be an object or null.");
  if (extensions != null && !isFields(extensions))
    throw new Failure("BAD_REQUEST", "`extensions` must be an object or null.");
  const visit = readVisit(extensions);
  return { query, operationName: operationName ?? null, variables: variables ?? null, ...(visit && { visit }) };
}

/** The share that a request visits (PROTOCOL §4.12); null for none. Throws `BAD_REQUEST`. */
export function readVisit(extensions: unknown): VaultId | null {
  const { visit = null } = isFields(extensions) ? extensions : {};
  if (visit === null) return null;
  if (typeof visit !== "string" || !isId(visit))
    throw new Failure("BAD_REQUEST", "`extensions.visit` must be a share's id.");
  return visit as VaultId;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The parameters in a query string. Throws `BAD_REQUEST` for one that comes twice or is no JSON where it should be. */
export function readSearch(search: string): unknown {
  const given = new URLSearchParams(search);
  const names = ["query", "operationName", "variables", "extensions"];
  return Object.fromEntries(names.map((name) => [name, readOne(name, given.getAll(name))]));
}

function readOne(name: string, values: readonly string[]): unknown {
  if (values.length > 1) throw new Failure("BAD_REQUEST", `\`${name}\` comes twice.`);
  const [value] = values;
  if (value === undefined || name === "query" || name === "operationName") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Failure("BAD_REQUEST", `\`${name}\` is not JSON.`);
  }
}
