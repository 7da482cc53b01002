/**
 * Every bound of the edge, the same over HTTP and WebSocket. What one commit, page or account may have stands in
 * `domain/bounds.ts`.
 */
export const limits = {
  /** Characters of a document. The longest of the SDK has 3,000. */
  documentLength: 16_384,
  /** Tokens of a document: parsing and validation cost by the token. An introspection query has 400. */
  documentTokens: 2_000,
  /** Fields in fields. A folder's item's former version is at 11. */
  depth: 16,
  /** Fields renamed in an operation, those of its fragments counted at each use. */
  aliases: 30,
  /** Fields of `Query`, `Mutation` or `Subscription` in an operation: a document is not for trying a hundred passwords. */
  rootFields: 8,
  /** Directives used in an operation. */
  directives: 20,
  /** Objects that an answer may come to have, `first` of each list taken as it is asked. */
  cost: 25_000,
  /** Members of an object among the variables: the widest input has 27. What is wrong with one is found by writing it out. */
  members: 64,
  /** Errors of variables that are told of, before that there are more. */
  variableErrors: 3,
  /** Characters of all parsed and validated documents that are kept; a character takes up to 100 bytes. */
  documentsKept: 524_288,
  /** Costs kept per document, one for each page size that it was asked with. */
  costsKept: 16,

  /** Bytes of a body: a commit of 8 MiB in base64url, its JSON, and slack. */
  body: 12 * 1024 * 1024,
  /** Bytes of a body before its session was looked up, and of one of no declared length: a sign-up has 30 KiB. */
  bodyWithoutSession: 1024 * 1024,
  /** Bytes of a WebSocket message. Larger commits go over HTTP, which refuses by the declared length, unread. */
  message: 1024 * 1024,
  /** Operations at once on one WebSocket. */
  operationsPerSocket: 32,
  /** WebSockets that have not said yet who they are. */
  socketsWaiting: 1_000,
  /** Bytes that wait for a slow reader before its WebSocket is closed. */
  buffered: 32 * 1024 * 1024,
} as const;

/** Milliseconds. */
export const patience = {
  /** For the head of a request. */
  headers: 10_000,
  /** For a whole request: 12 MiB at 1.6 Mbit/s. */
  request: 60_000,
  /** For the next request on a connection. */
  keepAlive: 30_000,
  /** How often connections are looked at for the three above. */
  check: 2_000,
  /** For the first message of a WebSocket. */
  init: 5_000,
  /** Between two pings of a WebSocket; a peer that answered none is dead. */
  ping: 20_000,
} as const;

export type Patience = { readonly [Name in keyof typeof patience]: number };
