import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

interface Prose {
  readonly name: string;
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
}

/** Copies every description and deprecation of the contract onto what bears the same name in the built schema. */
export function copyProse(contract: GraphQLSchema, built: GraphQLSchema): void {
  for (const type of Object.values(built.getTypeMap())) {
    const written = contract.getType(type.name);
    if (!written || type.name.startsWith("__")) continue;
    copy(written, type);
    copyEach(partsOf(written), partsOf(type));
  }
}

type Part = Prose & { readonly args?: readonly Prose[] };

function partsOf(type: GraphQLNamedType): readonly Part[] {
  if (isEnumType(type)) return type.getValues();
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return Object.values(type.getFields());
  return [];
}

function copyEach(from: readonly Part[], to: readonly Part[]): void {
  const written = new Map(from.map((part) => [part.name, part]));
  for (const part of to) {
    const source = written.get(part.name);
    if (!source) continue;
    copy(source, part);
    copyEach(source.args ?? [], part.args ?? []);
  }
}

function copy(from: Prose, to: Prose): void {
  to.description = from.description;
  if ("deprecationReason" in from) to.deprecationReason = from.deprecationReason;
}
