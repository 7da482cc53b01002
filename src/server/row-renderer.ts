import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLBoolean,
  type GraphQLField,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { Bytes, DateTime, encodeBytes, Hash } from "../schema/scalars.ts";

type Row = Readonly<Record<string, unknown>>;
type Cell = (row: Row) => string;
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Writes the JSON text of a list of rows. Throws where a field is null that cannot be. */
export type RowRenderer = (rows: Iterable<Row>) => string;

/** Turns the selections of a list of plain rows into what writes its text. The document is valid, the selections plain. */
export function compileRows(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments): RowRenderer {
  const selected = new Map<string, FieldNode>();
  for (const node of nodes) if (node.selectionSet) collect(node.selectionSet, fragments, selected);
  const cells = Array.from(selected, ([key, node], index) =>
    cellOf(type, node.name.value, (index ? "," : "") + quote(key)),
  );
  return (rows) => {
    let text = "";
    for (const row of rows) {
      text += text === "" ? "{" : "},{";
      for (const cell of cells) text += cell(row);
    }
    return text === "" ? "[]" : `[${text}}]`;
  };
}

const quote = (key: string) => `${JSON.stringify(key)}:`;

/** The fields of a selection set by the name they bear in the answer, in order of appearance. */
function collect(set: SelectionSetNode, fragments: Fragments, selected: Map<string, FieldNode>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[selection.name.value];
      if (fragment) collect(fragment.selectionSet, fragments, selected);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, fragments, selected);
    } else {
      const key = selection.alias?.value ?? selection.name.value;
      if (!selected.has(key)) selected.set(key, selection);
    }
  }
}

function cellOf(type: GraphQLObjectType, property: string, before: string): Cell {
  const field = type.getFields()[property];
  if (!field) {
    const text = before + JSON.stringify(type.name);
    return () => text;
  }
  const [write, required] = [writerOf(field), isNonNullType(field.type)];
  const nothing = `${before}null`;
  return (row) => {
    const value = row[property];
    if (value != null) return before + write(value);
    if (required) throw new Error(`Cannot return null for non-nullable field ${type.name}.${property}.`);
    return nothing;
  };
}

type Writer = (value: unknown) => string;

function writerOf(field: GraphQLField<unknown, unknown>): Writer {
  const type = getNullableType(field.type);
  if (!isLeafType(type)) throw new Error(`${field.name} is no plain field.`);
  const ordinary: Writer = (value) => JSON.stringify((type as GraphQLLeafType).serialize(value));
  if (type === Bytes || type === Hash) return (value) => `"${encodeBytes(value as Uint8Array)}"`;
  if (type === DateTime) return (value) => `"${(value as Date).toISOString()}"`;
  if (type === GraphQLInt)
    return (value) => (Number.isInteger(value) && (value as number) >>> 0 === value ? String(value) : ordinary(value));
  if (type === GraphQLBoolean)
    return (value) => (value === true ? "true" : value === false ? "false" : ordinary(value));
  return ordinary;
}
