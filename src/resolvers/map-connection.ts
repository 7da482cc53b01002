import type { Connection } from "../domain/page.ts";

/** The same page with other nodes. */
export const mapConnection = <From, To>(
  { edges, pageInfo }: Connection<From>,
  face: (node: From) => To,
): Connection<To> => ({
  edges: edges.map(({ cursor, node }) => ({ cursor, node: face(node) })),
  pageInfo,
});
