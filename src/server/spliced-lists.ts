import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { compileRow, compileRows, type Fragments, isOfRows, type Row } from "./row-renderer.ts";
import { fragmentsOf } from "./selection.ts";
import { Splice } from "./splice.ts";

/** A second way to run an operation, with the same answer: its long lists of plain rows, and wide rows, are written as text at once. */
export interface SplicedLists {
  /** The schema to execute on. Its answers hold splices: only `stringify` can write them. */
  readonly schema: GraphQLSchema;
  /** Whether the document has such a list, and nothing that only the ordinary way can do. */
  takes(document: DocumentNode): boolean;
}

/** What is asked: the schema that callers are shown, and the other way to run an operation on it. */
export interface Schemas {
  readonly schema: GraphQLSchema;
  readonly spliced: SplicedLists;
}

/** Builds twice: one build is shown to callers, another is made into the schema to execute on. */
export function makeSchemas(build: () => GraphQLSchema): Schemas {
  const schema = build();
  return { schema, spliced: spliceLists(schema, build()) };
}

/** Changes `twin`, a second build of `schema` that nobody else uses, into the schema to execute on. */
export function spliceLists(schema: GraphQLSchema, twin: GraphQLSchema): SplicedLists {
  for (const type of Object.values(twin.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) if (isSpliced(field)) makeLeaf(field);
  }
  const known = new WeakMap<DocumentNode, boolean>();
  return {
    schema: twin,
    takes(document) {
      const taken = known.get(document) ?? isPlain(schema, document);
      known.set(document, taken);
      return taken;
    },
  };
}

const isSpliced = (field: GraphQLField<unknown, unknown>) => field.extensions.spliced === true;

/** What a list, or one row, becomes: a leaf whose value is its text. */
const Rows = new GraphQLScalarType({ name: "SplicedRows", serialize: (value) => value });

function makeLeaf(field: GraphQLField<unknown, unknown>): void {
  const rowType = getNamedType(field.type);
  if (!(rowType instanceof GraphQLObjectType) || !isOfRows(rowType))
    throw new Error(`${field.name} is neither a list of plain rows nor one of them.`);
  const compile = isListType(getNullableType(field.type)) ? compileRows : compileRow;
  field.type = isNonNullType(field.type) ? new GraphQLNonNull(Rows) : Rows;
  field.resolve = textOf(field, (nodes, fragments) => compile(rowType, nodes, fragments));
}

type Shown = Iterable<Row> | Row | null | undefined;
type Renderer = (shown: Iterable<Row> & Row) => string;

function textOf(
  field: GraphQLField<unknown, unknown>,
  compile: (nodes: readonly FieldNode[], fragments: Fragments) => Renderer,
): GraphQLFieldResolver<unknown, unknown> {
  const compiled = new WeakMap<FieldNode, Renderer>();
  const { name, resolve } = field;
  const write = (shown: Shown, info: GraphQLResolveInfo) => {
    if (shown == null) return null;
    const [node, ...more] = info.fieldNodes as [FieldNode, ...FieldNode[]];
    const known = more.length === 0 ? compiled.get(node) : undefined;
    const render = known ?? compile(info.fieldNodes, info.fragments);
    if (more.length === 0) compiled.set(node, render);
    return new Splice(render(shown as Iterable<Row> & Row));
  };
  if (resolve === undefined)
    return (source, _args, _context, info) => write((source as Record<string, Shown>)[name], info);
  return async (source, args, context, info) => write((await resolve(source, args, context, info)) as Shown, info);
}

/** Whether the document has a spliced list, every one of them is selected plainly, and nothing asks for the schema itself. */
function isPlain(schema: GraphQLSchema, document: DocumentNode): boolean {
  const fragments = fragmentsOf(document);
  const types = new TypeInfo(schema);
  let found = false;
  let plain = true;
  const look = (node: FieldNode) => {
    if (node.name.value === "__schema" || node.name.value === "__type") plain = false;
    const field = types.getFieldDef();
    if (!field || !isSpliced(field)) return;
    found = true;
    plain &&= node.selectionSet !== undefined && isPlainSet(node.selectionSet, fragments);
  };
  visit(document, visitWithTypeInfo(types, { Field: look }));
  return found && plain;
}

/** Fields without directives, and fragments without any. */
function isPlainSet(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): boolean {
  return set.selections.every((selection) => {
    if (selection.directives?.length) return false;
    if (selection.kind === Kind.FIELD)
      return selection.selectionSet === undefined || isPlainSet(selection.selectionSet, fragments);
    if (selection.kind === Kind.INLINE_FRAGMENT) return isPlainSet(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment !== undefined && !fragment.directives?.length && isPlainSet(fragment.selectionSet, fragments);
  });
}
