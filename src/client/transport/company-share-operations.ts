import {
  fieldOf,
  readBoolean,
  readCount,
  readHash,
  readList,
  readNext,
  readText,
  readTime,
  readUuid,
} from "./answer.ts";
import { type GuestAnswer, guestFields, readGuest } from "./guest-operations.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";
import type { ShareHeadAnswer } from "./share-operations.ts";

/** A share of the company, as the server says it: nothing of that is verified. */
export interface CompanyShareSummary {
  readonly share: string;
  readonly cursor: string;
  /** Milliseconds since 1970, as is the next. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly members: number;
  readonly groups: number;
  readonly guests: number;
  readonly invitations: number;
}

/** A page of the shares of the company, by id. */
export interface CompanySharesAnswer {
  readonly shares: readonly CompanyShareSummary[];
  readonly hasMore: boolean;
}

export const companySharesOperation: Operation<{ after: string | null }, CompanySharesAnswer> = {
  name: "CompanyShares",
  document:
    "query CompanyShares($after: String) { companyShares(first: 100, after: $after) { edges { cursor node { share createdAt changedAt members groups guests { user } invitations } } pageInfo { hasNextPage } } }",
  read: (data) => {
    const page = fieldOf(data, "companyShares");
    return {
      shares: readList(page, "edges", (edge) => {
        const node = fieldOf(edge, "node");
        return {
          share: readUuid(node, "share"),
          cursor: readText(edge, "cursor"),
          createdAt: readTime(node, "createdAt"),
          changedAt: readTime(node, "changedAt"),
          members: readCount(node, "members"),
          groups: readCount(node, "groups"),
          guests: readList(node, "guests", (guest) => readUuid(guest, "user")).length,
          invitations: readCount(node, "invitations"),
        };
      }),
      hasMore: readBoolean(fieldOf(page, "pageInfo"), "hasNextPage"),
    };
  },
};

/** Links of a roster, from one on. */
export interface LinksAnswer {
  readonly links: readonly { readonly seq: number; readonly signed: Uint8Array }[];
  /** Null where there are no more. */
  readonly next: string | null;
}

/** The roster of a share of the company, and the head of its vault. */
export interface CompanyShareAnswer extends LinksAnswer {
  readonly share: string;
  readonly head: ShareHeadAnswer;
  readonly guests: readonly GuestAnswer[];
}

const linkFields =
  "links(first: 500, after: $links) { edges { node { seq link signatures } } pageInfo { hasNextPage endCursor } }";

function readLinks(roster: unknown): LinksAnswer {
  const links = fieldOf(roster, "links");
  return {
    links: readList(links, "edges", (each) => readLink(fieldOf(each, "node"))),
    next: readNext(links),
  };
}

/** The share that comes next; undefined where none does. */
export const companyShareOperation: Operation<
  { after: string | null; links: string | null },
  CompanyShareAnswer | undefined
> = {
  name: "CompanyShare",
  document: `query CompanyShare($after: String, $links: String) { companyShares(first: 1, after: $after) { edges { node { share head { revision hash } ${guestFields} roster { ${linkFields} } } } } }`,
  read: (data) =>
    readList(fieldOf(data, "companyShares"), "edges", (edge) => {
      const node = fieldOf(edge, "node");
      const head = fieldOf(node, "head");
      return {
        share: readUuid(node, "share"),
        head: { revision: readCount(head, "revision"), hash: readHash(head, "hash") },
        guests: readList(node, "guests", readGuest),
        ...readLinks(fieldOf(node, "roster")),
      };
    })[0],
};

/** The roster of a group that the share which comes next has or had; null where the server shows none. */
export const companyShareGroupOperation: Operation<
  { after: string | null; group: string; links: string | null },
  LinksAnswer | null
> = {
  name: "CompanyShareGroup",
  document: `query CompanyShareGroup($after: String, $group: Uuid!, $links: String) { companyShares(first: 1, after: $after) { edges { node { groupRoster(group: $group) { ${linkFields} } } } } }`,
  read: (data) =>
    readList(fieldOf(data, "companyShares"), "edges", (edge) => {
      const roster = fieldOf(fieldOf(edge, "node"), "groupRoster");
      return roster === null ? null : readLinks(roster);
    })[0] ?? null,
};
