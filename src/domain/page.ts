import { Failure } from "../errors.ts";
import { bounds } from "./bounds.ts";
import { parseFirst } from "./invalid.ts";

/** Which nodes of a connection are asked for: `first` of them behind the id `after`. */
export interface PageAsked {
  readonly first: number;
  readonly after: string | null;
}

/** A page of a connection, after the Relay cursor connections specification. */
export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What the position of a node is made of, in one list. */
const positions = {
  ID: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  NUMBER: /^(0|[1-9]\d{0,8})$/,
  "PLACE ID": /^[01] [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  "NUMBER ID": /^(0|[1-9]\d{0,14}) [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
} as const;

/** Takes the arguments of a connection. Throws `BAD_USER_INPUT`; `INVALID_CURSOR` for the cursor of another kind of list. */
export function parsePage(
  args: { readonly first: number; readonly after?: string | null },
  position: keyof typeof positions,
  maximum: number = bounds.nodesPerPage,
): PageAsked {
  return {
    first: parseFirst(args.first, maximum),
    after: args.after == null ? null : parsePosition(args.after, positions[position]),
  };
}

/** A connection of `rows`, of which one more was read than asked for; or as many of the `found` as a page has bytes for (`cutToBytes`). */
export function connectionOf<Node>(
  rows: readonly Node[],
  asked: PageAsked,
  positionOf: (row: Node) => string,
  found: number = rows.length,
): Connection<Node> {
  const edges = rows.slice(0, asked.first).map((node) => ({ cursor: encodePosition(positionOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found > edges.length,
      hasPreviousPage: asked.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const encodePosition = (position: string): string => Buffer.from(position).toString("base64url");

function parsePosition(cursor: string, shape: RegExp): string {
  const position = cursor.length <= 128 ? Buffer.from(cursor, "base64url").toString("latin1") : "";
  if (!shape.test(position) || encodePosition(position) !== cursor) throw new Failure("INVALID_CURSOR");
  return position;
}
