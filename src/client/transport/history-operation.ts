import type { Hash } from "../../crypto/keys.ts";
import { fieldOf, readBoolean, readHash, readList, readText, refuseAnswer } from "./answer.ts";
import type { Operation } from "./http.ts";
import { type RecordContent, readContent } from "./page.ts";

/** A former sealing, with the leaf that it is said to have had. */
export interface VersionAnswer {
  readonly content: RecordContent;
  readonly leaf: Hash;
}

const fields = "version class trashedAt folder schema epoch body key previousLeaf leaf";

export const listVersionsOperation: Operation<
  { readonly kind: string; readonly record: string; readonly after: string | null },
  { readonly versions: readonly VersionAnswer[]; readonly next: string | null }
> = {
  name: "ListVersions",
  document: `query ListVersions($kind: ProfileKind!, $record: Uuid!, $after: String) { viewer { profile(kind: $kind) { item(record: $record) { versions(first: 50, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } } } } }`,
  read: (data) => {
    const item = fieldOf(fieldOf(fieldOf(data, "viewer"), "profile"), "item");
    if (item === null) refuseAnswer("item");
    const versions = fieldOf(item, "versions");
    const pageInfo = fieldOf(versions, "pageInfo");
    return {
      versions: readList(versions, "edges", (edge) => readVersion(fieldOf(edge, "node"))),
      next: readBoolean(pageInfo, "hasNextPage") ? readText(pageInfo, "endCursor") : null,
    };
  },
};

function readVersion(value: unknown): VersionAnswer {
  return { content: readContent(value), leaf: readHash(value, "leaf") };
}
