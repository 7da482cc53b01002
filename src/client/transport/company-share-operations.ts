import { fieldOf, readBoolean, readCount, readHash, readList, readText, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";
import type { ShareHeadAnswer } from "./share-operations.ts";

/** A page of the shares of the company, by id. */
export interface CompanySharesAnswer {
  readonly shares: readonly { readonly share: string; readonly cursor: string }[];
  readonly hasMore: boolean;
}

export const companySharesOperation: Operation<{ after: string | null }, CompanySharesAnswer> = {
  name: "CompanyShares",
  document:
    "query CompanyShares($after: String) { companyShares(first: 100, after: $after) { edges { cursor node { share } } pageInfo { hasNextPage } } }",
  read: (data) => {
    const page = fieldOf(data, "companyShares");
    return {
      shares: readList(page, "edges", (edge) => ({
        share: readUuid(fieldOf(edge, "node"), "share"),
        cursor: readText(edge, "cursor"),
      })),
      hasMore: readBoolean(fieldOf(page, "pageInfo"), "hasNextPage"),
    };
  },
};

/** The roster of a share of the company, from a link on, and the head of its vault. */
export interface CompanyShareAnswer {
  readonly share: string;
  readonly head: ShareHeadAnswer;
  readonly links: readonly { readonly seq: number; readonly signed: Uint8Array }[];
  /** Null where there are no more. */
  readonly next: string | null;
}

/** The share that comes next; undefined where none does. */
export const companyShareOperation: Operation<
  { after: string | null; links: string | null },
  CompanyShareAnswer | undefined
> = {
  name: "CompanyShare",
  document:
    "query CompanyShare($after: String, $links: String) { companyShares(first: 1, after: $after) { edges { node { share head { revision hash } roster { links(first: 500, after: $links) { edges { node { seq link signatures } } pageInfo { hasNextPage endCursor } } } } } } }",
  read: (data) =>
    readList(fieldOf(data, "companyShares"), "edges", (edge) => {
      const node = fieldOf(edge, "node");
      const head = fieldOf(node, "head");
      const links = fieldOf(fieldOf(node, "roster"), "links");
      const pageInfo = fieldOf(links, "pageInfo");
      return {
        share: readUuid(node, "share"),
        head: { revision: readCount(head, "revision"), hash: readHash(head, "hash") },
        links: readList(links, "edges", (each) => readLink(fieldOf(each, "node"))),
        next: readBoolean(pageInfo, "hasNextPage") ? readText(pageInfo, "endCursor") : null,
      };
    })[0],
};
