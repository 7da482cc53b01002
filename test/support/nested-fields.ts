import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** One field of one type, and a document that asks for it and for nothing else that is not on the way there. */
export interface NestedField {
  /** `Type.field`. */
  readonly name: string;
  /** The same of every field on the way, from the root's type down to itself. */
  readonly way: readonly string[];
  readonly document: string;
  /** The keys on the way to it. */
  readonly keys: readonly string[];
  /** Of a field that has no fields of its own: its siblings are asked by the same document, all at once. */
  readonly ofItsType: string | null;
}

/** Values for arguments, by `argument` or `field.argument`, as they stand in a document. */
export type Values = Readonly<Record<string, string>>;

type Way = readonly { readonly text: string; readonly key: string; readonly name: string }[];

/**
 * Every field of every type that can be reached from a field of `Query`, by the shortest way there; made from the contract,
 * so a new one is in it as soon as it is written down. Throws for an argument that has to be given and has no value.
 *
 * @param within for an interface at the root: the object type that is meant.
 */
export function nestedFields(schema: GraphQLSchema, root: string, values: Values, within?: string): NestedField[] {
  const field = schema.getQueryType()?.getFields()[root];
  if (!field) throw new Error(`no field ${root}`);
  const start: Way = [{ text: call(field, values), key: root, name: `Query.${root}` }];
  const type = within ? schema.getType(within) : getNamedType(field.type);
  const found: NestedField[] = [];
  const seen = new Set<string>();
  const waiting: [unknown, Way][] = [
    [type, within ? [...start, { text: `... on ${within}`, key: "", name: "" }] : start],
  ];
  for (const [each, way] of waiting) {
    if (!(isObjectType(each) || isInterfaceType(each)) || seen.has(each.name)) continue;
    seen.add(each.name);
    const inners = Object.values(each.getFields());
    const leaves = inners.filter(({ type }) => isLeafType(getNamedType(type))).map((inner) => call(inner, values));
    const whole = leaves.length === 0 ? null : close(way, leaves.join(" "));
    for (const inner of inners) {
      const name = `${each.name}.${inner.name}`;
      const further = [...way, { text: call(inner, values), key: inner.name, name }];
      found.push({
        name,
        way: further.map((step) => step.name).filter(Boolean),
        document: write(further, inner.type),
        keys: further.map(({ key }) => key).filter(Boolean),
        ofItsType: isLeafType(getNamedType(inner.type)) ? whole : null,
      });
      waiting.push([getNamedType(inner.type), further]);
    }
  }
  return found;
}

function call(field: GraphQLField<unknown, unknown>, values: Values): string {
  const given = field.args.flatMap((arg) => argument(field.name, arg, values));
  return given.length > 0 ? `${field.name}(${given.join(", ")})` : field.name;
}

function argument(field: string, { name, type, defaultValue }: GraphQLArgument, values: Values): string[] {
  const value = values[`${field}.${name}`] ?? values[name];
  if (value !== undefined) return [`${name}: ${value}`];
  if (isNonNullType(type) && defaultValue === undefined) throw new Error(`${field}(${name}) has no value`);
  return [];
}

function write(way: Way, type: GraphQLOutputType): string {
  const { text } = way[way.length - 1] as Way[number];
  return close(way.slice(0, -1), isLeafType(getNamedType(type)) ? text : `${text} { __typename }`);
}

const close = (way: Way, fields: string): string =>
  `{ ${way.map(({ text }) => `${text} { `).join("")}${fields}${" }".repeat(way.length)} }`;

/** The documents that ask for all of these fields, those of one type and place at once. */
export const wholeDocuments = (fields: readonly NestedField[]): string[] => [
  ...new Set(fields.flatMap(({ ofItsType }) => ofItsType ?? [])),
];

/** All that an answer has at the end of the keys, through every list on the way; nothing of what is null. */
export function valuesAt(data: unknown, keys: readonly string[]): unknown[] {
  if (data === null || data === undefined) return [];
  if (Array.isArray(data)) return data.flatMap((each) => valuesAt(each, keys));
  const [key, ...rest] = keys;
  return key === undefined ? [data] : valuesAt((data as Record<string, unknown>)[key], rest);
}
