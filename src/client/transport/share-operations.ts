import type { Hash } from "../../crypto/keys.ts";
import type { SequencedLink } from "../vault/chain.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readHash,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readUuid,
} from "./answer.ts";
import { type ShareWrapWire, type SignedLinkWire, shareLimits, sharePolicies } from "./commit-operations.ts";
import type { PersonTextWire } from "./company-operations.ts";
import type { Operation } from "./http.ts";
import { readLink } from "./page.ts";

const answers = ["ACCEPTED", "DECLINED"] as const;
export type ShareAnswerName = (typeof answers)[number];

/** What the server has of a share's keys and name, and of its vault's head: nothing of it is believed before the roster says so. */
export interface ShareKeysAnswer {
  readonly share: string;
  readonly name: Uint8Array;
  readonly nameEpoch: number;
  readonly head: ShareHeadAnswer;
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: Uint8Array }[];
  readonly wraps: readonly OwnWrapAnswer[];
}

export interface ShareHeadAnswer {
  readonly revision: number;
  readonly hash: Hash;
}

/** The key of an epoch, for the caller, or for the epoch of a group that the caller is in. */
export interface OwnWrapAnswer {
  readonly epoch: number;
  readonly recipient: string;
  readonly groupEpoch: number | null;
  readonly wrap: Uint8Array;
}

/** How many epochs, and wraps, one answer has of a share: the newest below `before`. */
export const shareEpochsPerAnswer = 100;

const keyFields =
  "share name nameEpoch head { revision hash } epochKeys(beforeEpoch: $before) { epoch previousKey } ownWraps(beforeEpoch: $before) { epoch recipient groupEpoch wrap }";

/** Null for whoever is no recipient of it. */
export const shareKeysOperation: Operation<{ share: string; before?: number }, ShareKeysAnswer | null> = {
  name: "ShareKeys",
  document: `query ShareKeys($share: Uuid!, $before: Int) { share(share: $share) { ${keyFields} } }`,
  read: (data) => readOptional(data, "share", (value, name) => readShareKeys(fieldOf(value, name))),
};

/** The same of all shares that the caller is a recipient of, by id, and where to go on. */
export const sharesKeysOperation: Operation<
  { after: string | null },
  { readonly answers: readonly ShareKeysAnswer[]; readonly next: string | null }
> = {
  name: "SharesKeys",
  document: `query SharesKeys($after: String, $before: Int) { shares(first: 50, after: $after) { edges { node { ${keyFields} } } pageInfo { hasNextPage endCursor } } }`,
  read: (data) => {
    const shares = fieldOf(data, "shares");
    return {
      answers: readList(shares, "edges", (edge) => readShareKeys(fieldOf(edge, "node"))),
      next: readNext(shares),
    };
  },
};

const readShareKeys = (value: unknown): ShareKeysAnswer => ({
  share: readUuid(value, "share"),
  name: readBytes(value, "name"),
  nameEpoch: readCount(value, "nameEpoch"),
  head: readHead(fieldOf(value, "head")),
  epochKeys: readList(value, "epochKeys", (key) => ({
    epoch: readCount(key, "epoch"),
    previousKey: readBytes(key, "previousKey"),
  })),
  wraps: readList(value, "ownWraps", (wrap) => ({
    epoch: readCount(wrap, "epoch"),
    recipient: readUuid(wrap, "recipient"),
    groupEpoch: readOptional(wrap, "groupEpoch", readCount),
    wrap: readBytes(wrap, "wrap"),
  })),
});

const readHead = (value: unknown): ShareHeadAnswer => ({
  revision: readCount(value, "revision"),
  hash: readHash(value, "hash"),
});

/** What recipients said: the server's word. */
export const shareAnswersOperation: Operation<
  { share: string; after: string | null },
  { readonly answers: ReadonlyMap<string, ShareAnswerName>; readonly next: string | null } | null
> = {
  name: "ShareAnswers",
  document:
    "query ShareAnswers($share: Uuid!, $after: String) { share(share: $share) { recipients(first: 100, after: $after) { edges { node { user answer } } pageInfo { hasNextPage endCursor } } } }",
  read: (data) =>
    readOptional(data, "share", (value, name) => {
      const recipients = fieldOf(fieldOf(value, name), "recipients");
      const said = readList(recipients, "edges", (edge) => {
        const node = fieldOf(edge, "node");
        const user = readOptional(node, "user", readUuid);
        const answer = readOptional(node, "answer", (of, field) => readOneOf(of, field, answers));
        return user && answer ? [[user, answer] as const] : [];
      });
      return {
        answers: new Map(said.flat()),
        next: readNext(recipients),
      };
    }),
};

/** Links of a share's roster, in order; null for whoever is no recipient of it. */
export const shareLinksOperation: Operation<
  { share: string; after: string | null },
  { readonly links: readonly SequencedLink[]; readonly next: string | null } | null
> = {
  name: "ShareLinks",
  document:
    "query ShareLinks($share: Uuid!, $after: String) { share(share: $share) { roster { links(first: 100, after: $after) { edges { node { seq link signatures } } pageInfo { hasNextPage endCursor } } } } }",
  read: (data) =>
    readOptional(data, "share", (value, name) => {
      const links = fieldOf(fieldOf(fieldOf(value, name), "roster"), "links");
      return {
        links: readList(links, "edges", (edge) => readLink(fieldOf(edge, "node"))),
        next: readNext(links),
      };
    }),
};

/** The recipients whose time is over by the server's clock, users, groups and guests: its word. */
export const shareExpiredOperation: Operation<
  { share: string; after: string | null },
  { readonly expired: readonly string[]; readonly next: string | null } | null
> = {
  name: "ShareExpired",
  document:
    "query ShareExpired($share: Uuid!, $after: String) { share(share: $share) { recipients(first: 100, after: $after) { edges { node { user group expired } } pageInfo { hasNextPage endCursor } } guests { user expired } } }",
  read: (data) =>
    readOptional(data, "share", (value, name) => {
      const recipients = fieldOf(fieldOf(value, name), "recipients");
      const expired = readList(recipients, "edges", (edge) => {
        const node = fieldOf(edge, "node");
        const recipient = readOptional(node, "user", readUuid) ?? readOptional(node, "group", readUuid);
        return recipient !== null && readBoolean(node, "expired") ? [recipient] : [];
      });
      const guests = readList(fieldOf(value, name), "guests", (guest) =>
        readBoolean(guest, "expired") ? [readUuid(guest, "user")] : [],
      );
      return {
        expired: [...expired, ...guests].flat(),
        next: readNext(recipients),
      };
    }),
};

export interface ChangeShareWire {
  readonly clientMutationId: string;
  readonly links: readonly SignedLinkWire[];
  readonly name?: string;
  readonly wraps: readonly ShareWrapWire[];
  readonly persons?: readonly PersonTextWire[];
}

export type ChangeShareAnswer =
  | { readonly type: "ShareChanged"; readonly seq: number; readonly hash: Hash }
  | { readonly type: "StaleHead" }
  | { readonly type: "PolicyDenied"; readonly policy: (typeof sharePolicies)[number] }
  | { readonly type: "LimitExceeded"; readonly limit: (typeof shareLimits)[number]; readonly maximum: number };

export const changeShareOperation: Operation<{ input: ChangeShareWire }, ChangeShareAnswer> = {
  name: "ChangeShare",
  document:
    "mutation ChangeShare($input: ChangeShareInput!) { changeShare(input: $input) { __typename ... on ShareChanged { head { seq hash } } ... on PolicyDenied { policy } ... on LimitExceeded { limit maximum } } }",
  read: (data) => readChanged(fieldOf(data, "changeShare")),
};

function readChanged(value: unknown): ChangeShareAnswer {
  const type = readOneOf(value, "__typename", ["ShareChanged", "StaleHead", "PolicyDenied", "LimitExceeded"]);
  if (type === "StaleHead") return { type };
  if (type === "PolicyDenied") return { type, policy: readOneOf(value, "policy", sharePolicies) };
  if (type === "LimitExceeded") {
    return { type, limit: readOneOf(value, "limit", shareLimits), maximum: readCount(value, "maximum") };
  }
  const head = fieldOf(value, "head");
  return { type, seq: readCount(head, "seq"), hash: readHash(head, "hash") };
}

export const answerShareOperation: Operation<
  { input: { readonly share: string; readonly answer: ShareAnswerName } },
  ShareAnswerName
> = {
  name: "AnswerShare",
  document: "mutation AnswerShare($input: AnswerShareInput!) { answerShare(input: $input) { answer } }",
  read: (data) => readOneOf(fieldOf(data, "answerShare"), "answer", answers),
};

export interface PendingShareWrapAnswer {
  readonly share: string;
  readonly epoch: number;
  readonly recipient: string;
  readonly groupEpoch: number | null;
}

export const pendingShareWrapsOperation: Operation<Record<string, never>, readonly PendingShareWrapAnswer[]> = {
  name: "PendingShareWraps",
  document: "query PendingShareWraps { viewer { pendingShareWraps { share epoch recipient groupEpoch } } }",
  read: (data) =>
    readList(fieldOf(data, "viewer"), "pendingShareWraps", (wrap) => ({
      share: readUuid(wrap, "share"),
      epoch: readCount(wrap, "epoch"),
      recipient: readUuid(wrap, "recipient"),
      groupEpoch: readOptional(wrap, "groupEpoch", readCount),
    })),
};

export const deliverShareWrapsOperation: Operation<
  { input: { shares: readonly { readonly share: string; readonly wraps: readonly ShareWrapWire[] }[] } },
  number
> = {
  name: "DeliverShareWraps",
  document:
    "mutation DeliverShareWraps($input: DeliverShareWrapsInput!) { deliverShareWraps(input: $input) { delivered } }",
  read: (data) => readCount(fieldOf(data, "deliverShareWraps"), "delivered"),
};

export const refuseShareWrapOperation: Operation<
  { input: { readonly share: string; readonly epoch: number; readonly recipient: string } },
  boolean
> = {
  name: "RefuseShareWrap",
  document: "mutation RefuseShareWrap($input: RefuseShareWrapInput!) { refuseShareWrap(input: $input) { refused } }",
  read: (data) => readBoolean(fieldOf(data, "refuseShareWrap"), "refused"),
};

/** The newest public key of each group; null for those that the caller is not shown. */
export const groupKeysOperation: Operation<
  { groups: readonly string[] },
  readonly ({ readonly group: string; readonly epoch: number; readonly publicKey: Uint8Array } | null)[]
> = {
  name: "GroupKeys",
  document:
    "query GroupKeys($groups: [Uuid!]!) { viewer { tenant { groupsOf(groups: $groups) { group epochs(first: 1) { epoch publicKey } } } } }",
  read: (data) =>
    readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "groupsOf", (answer) => {
      if (answer === null) return null;
      const group = readUuid(answer, "group");
      const [newest] = readList(answer, "epochs", (each) => ({
        epoch: readCount(each, "epoch"),
        publicKey: readBytes(each, "publicKey"),
      }));
      return newest ? { group, ...newest } : null;
    }),
};
