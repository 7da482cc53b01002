import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { fragmentsOf } from "./selection.ts";

export type Variables = Readonly<Record<string, unknown>>;

/**
 * What reads far more than it shows, in as many objects as would be as dear: all people and devices of all companies of a partner are
 * counted for one sum, and looked through for one hit. A document has room for a dozen sums, and not for a thousand under other names.
 */
const dear: Readonly<Record<string, number>> = {
  "Partner.companies": 1_000,
  "Partner.search": 1_000,
  "Partner.totals": 2_000,
};

/** What is long where it is shown, in as many objects as would be: a document of policies may have 32 KiB, a template 64. */
const long: Readonly<Record<string, number>> = {
  "PolicyDocument.document": 100,
  "PartnerTemplate.signed": 200,
};

/**
 * The most objects that an answer may come to have: one for each field that is an object, times `first` of every list
 * that it stands in, or as many times as ids are named there. Conditions count as met. Introspection costs nothing:
 * graphql-js bounds it by a rule of its own. Reads only the variables that are page sizes or lists of ids, so that a
 * commit of 8 MiB is not read twice.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();
  const root = schema.getRootType(operation.operation);
  return root ? ofSet(operation.selectionSet, root) : 0;

  function ofSet(set: SelectionSetNode, type: GraphQLCompositeType): number {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) sum += ofField(selection, type);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(selection.name.value);
      else sum += ofSet(selection.selectionSet, conditionOf(selection.typeCondition?.name.value) ?? type);
    }
    return sum;
  }

  function ofField(node: FieldNode, parent: GraphQLCompositeType): number {
    if (node.name.value.startsWith("__")) return 0;
    if (!node.selectionSet) return long[`${parent.name}.${node.name.value}`] ?? 0;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (!field || !isCompositeType(type)) return 0;
    const reads = dear[`${parent.name}.${field.name}`] ?? 0;
    return reads + mostOf(field, node, operation, variables) * (1 + ofSet(node.selectionSet, type));
  }

  function ofFragment(name: string): number {
    const counted = known.get(name);
    if (counted !== undefined) return counted;
    const fragment = fragments.get(name);
    const type = conditionOf(fragment?.typeCondition.name.value);
    const cost = fragment && type ? ofSet(fragment.selectionSet, type) : 0;
    known.set(name, cost);
    return cost;
  }

  function conditionOf(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** Whether it asks for what reads across the companies of a partner. */
export function readsAcrossCompanies(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  const look = ({ name }: FieldNode) => {
    found ||= Object.hasOwn(dear, `${types.getParentType()?.name}.${name.value}`);
  };
  visit(document, visitWithTypeInfo(types, { Field: look }));
  return found;
}

/** `first` as it will be, or how many ids are named, or 1. What is no number and no list is refused where arguments are read. */
function mostOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const sizes = field.args.map((argument) => {
    const isList = isListType(getNullableType(argument.type));
    if (argument.name !== "first" && !isList) return 1;
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    const value = (given && literalOrVariable(given, operation, variables)) ?? argument.defaultValue;
    if (isList) return Array.isArray(value) ? value.length : 1;
    return typeof value === "number" ? value : 1;
  });
  return Math.max(1, ...sizes);
}

function literalOrVariable(node: ValueNode, operation: OperationDefinitionNode, variables: Variables): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind === Kind.LIST) return node.values;
  if (node.kind !== Kind.VARIABLE) return undefined;
  const name = node.name.value;
  if (Object.hasOwn(variables, name)) return variables[name];
  const fallback = operation.variableDefinitions?.find((definition) => definition.variable.name.value === name);
  return fallback?.defaultValue && literalOrVariable(fallback.defaultValue, operation, variables);
}
