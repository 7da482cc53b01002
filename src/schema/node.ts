import "reflect-metadata";
import { type ClassType, Field, ID, InterfaceType, ObjectType } from "type-graphql";
import { spliced } from "./spliced.ts";

/** What tells an interface or union which type a plain object is. */
export interface Typed {
  readonly __typename: string;
}

export const typeNamed = (value: Typed): string => value.__typename;

@InterfaceType("Node", { resolveType: typeNamed })
export abstract class Node {
  @Field(() => ID) id!: string;
}

@ObjectType("PageInfo", { simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => Boolean) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor!: string | null;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

/** A page after the Relay cursor connections specification. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
}

/** The same as `connectionOf`, of plain rows. */
export function connectionOfRows<T extends object>(
  name: string,
  nodeType: () => abstract new () => T,
): ClassType<Connection<T>> {
  const made = connectionOf(name, nodeType);
  spliced(made.prototype, "edges");
  return made;
}

/** Makes the types `<name>Connection` and `<name>Edge`; returns the first. */
export function connectionOf<T extends object>(
  name: string,
  nodeType: () => abstract new () => T,
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class EdgeOf {
    @Field(() => String) cursor!: string;
    @Field(nodeType) node!: T;
  }
  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionOf {
    @Field(() => [EdgeOf]) edges!: EdgeOf[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
  }
  return ConnectionOf;
}
