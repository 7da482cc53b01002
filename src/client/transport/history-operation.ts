import type { Hash } from "../../crypto/keys.ts";
import { fieldOf, readHash, readList, readNext, refuseAnswer } from "./answer.ts";
import type { Operation } from "./http.ts";
import { type RecordContent, readContent } from "./page.ts";

/** A former sealing, with the leaf that it is said to have had. */
export interface VersionAnswer {
  readonly content: RecordContent;
  readonly leaf: Hash;
}

const fields = "version class trashedAt folder schema epoch body key previousLeaf leaf";

interface Versions {
  readonly versions: readonly VersionAnswer[];
  readonly next: string | null;
}

export const listVersionsOperation: Operation<
  { readonly kind: string; readonly record: string; readonly after: string | null },
  Versions
> = {
  name: "ListVersions",
  document: `query ListVersions($kind: ProfileKind!, $record: Uuid!, $after: String) { viewer { profile(kind: $kind) { item(record: $record) { versions(first: 50, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } } } } }`,
  read: (data) => {
    const item = fieldOf(fieldOf(fieldOf(data, "viewer"), "profile"), "item");
    if (item === null) refuseAnswer("item");
    return readVersions(item);
  },
};

/** The same of what is in a share. */
export const listSharedVersionsOperation: Operation<
  { readonly share: string; readonly record: string; readonly after: string | null },
  Versions
> = {
  name: "ListSharedVersions",
  document: `query ListSharedVersions($share: Uuid!, $record: Uuid!, $after: String) { share(share: $share) { versions(record: $record, first: 50, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const share = fieldOf(data, "share");
    if (share === null) refuseAnswer("share");
    return readVersions(share);
  },
};

function readVersions(of: unknown): Versions {
  const versions = fieldOf(of, "versions");
  return {
    versions: readList(versions, "edges", (edge) => readVersion(fieldOf(edge, "node"))),
    next: readNext(versions),
  };
}

function readVersion(value: unknown): VersionAnswer {
  return { content: readContent(value), leaf: readHash(value, "leaf") };
}
