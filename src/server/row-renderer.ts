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
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { Bytes, DateTime, encodeBytes, Hash } from "../schema/scalars.ts";

export type Row = Readonly<Record<string, unknown>>;
type Cell = (row: Row) => string;
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Writes the JSON text of a list of rows. Throws where a field is null that cannot be. */
export type RowRenderer = (rows: Iterable<Row>) => string;

/** Turns the selections of a list of plain rows into what writes its text. The document is valid, the selections plain. */
export function compileRows(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments): RowRenderer {
  const cells = cellsOf(type, nodes, fragments);
  return (rows) => {
    let text = "";
    for (const row of rows) {
      text += text === "" ? "{" : "},{";
      for (const cell of cells) text += cell(row);
    }
    return text === "" ? "[]" : `[${text}}]`;
  };
}

/** As `compileRows`, of one row that stands in no list. */
export function compileRow(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  fragments: Fragments,
): (row: Row) => string {
  const cells = cellsOf(type, nodes, fragments);
  return (row) => {
    let text = "{";
    for (const cell of cells) text += cell(row);
    return `${text}}`;
  };
}

/** Whether rows of a type can be written so: of plain fields, lists of them, and objects of the same that are never null. */
export function isOfRows(type: GraphQLObjectType): boolean {
  return Object.values(type.getFields()).every((field) => {
    if (field.resolve !== undefined) return false;
    if (isNonNullType(field.type) && isObjectType(field.type.ofType)) return isOfRows(field.type.ofType);
    return isLeafType(getNullableType(field.type)) || leafOfList(field) !== undefined;
  });
}

function cellsOf(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments): Cell[] {
  const selected = new Map<string, FieldNode[]>();
  for (const node of nodes) if (node.selectionSet) collect(node.selectionSet, fragments, selected);
  return Array.from(selected, ([key, its], index) => cellOf(type, its, fragments, (index ? "," : "") + quote(key)));
}

const quote = (key: string) => `${JSON.stringify(key)}:`;

/** The fields of a selection set by the name they bear in the answer, in order of appearance. */
function collect(set: SelectionSetNode, fragments: Fragments, selected: Map<string, FieldNode[]>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments[selection.name.value];
      if (fragment) collect(fragment.selectionSet, fragments, selected);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, fragments, selected);
    } else {
      const key = selection.alias?.value ?? selection.name.value;
      const known = selected.get(key);
      if (known) known.push(selection);
      else selected.set(key, [selection]);
    }
  }
}

function cellOf(type: GraphQLObjectType, nodes: readonly FieldNode[], fragments: Fragments, before: string): Cell {
  const property = nodes[0]?.name.value ?? "";
  const field = type.getFields()[property];
  if (!field) {
    const text = before + JSON.stringify(type.name);
    return () => text;
  }
  const [write, required] = [writerOf(field, nodes, fragments), isNonNullType(field.type)];
  const nothing = `${before}null`;
  return (row) => {
    const value = row[property];
    if (value != null) return before + write(value);
    if (required) throw new Error(`Cannot return null for non-nullable field ${type.name}.${property}.`);
    return nothing;
  };
}

type Writer = (value: unknown) => string;

function writerOf(field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], fragments: Fragments): Writer {
  const type = getNullableType(field.type);
  if (isObjectType(type)) {
    const cells = cellsOf(type, nodes, fragments);
    return (value) => `{${cells.map((cell) => cell(value as Row)).join("")}}`;
  }
  const member = leafOfList(field);
  if (member) {
    const write = writerOfLeaf(member);
    return (value) => `[${Array.from(value as Iterable<unknown>, write).join(",")}]`;
  }
  if (!isLeafType(type)) throw new Error(`${field.name} is no plain field.`);
  return writerOfLeaf(type);
}

/** What a list is of, where none of it can be null. */
function leafOfList(field: GraphQLField<unknown, unknown>): GraphQLLeafType | undefined {
  const type = getNullableType(field.type);
  if (!isListType(type) || !isNonNullType(type.ofType) || !isLeafType(type.ofType.ofType)) return undefined;
  return type.ofType.ofType;
}

function writerOfLeaf(type: GraphQLLeafType): Writer {
  const ordinary: Writer = (value) => JSON.stringify(type.serialize(value));
  if (type === Bytes || type === Hash) return (value) => `"${encodeBytes(value as Uint8Array)}"`;
  if (type === DateTime) return (value) => `"${(value as Date).toISOString()}"`;
  if (type === GraphQLInt)
    return (value) => (Number.isInteger(value) && (value as number) >>> 0 === value ? String(value) : ordinary(value));
  if (type === GraphQLBoolean)
    return (value) => (value === true ? "true" : value === false ? "false" : ordinary(value));
  return ordinary;
}
