import { fieldOf } from "./answer.ts";
import type { Operation } from "./http.ts";
import { type Page, pageFields, readPage } from "./page.ts";
import type { Stream } from "./socket.ts";

/** A revision that the caller knows beyond its cursor: `path` then descends to it. */
export interface KnownHeadWire {
  readonly vault: string;
  readonly revision: number;
}

export interface SyncWire {
  readonly after: string | null;
  readonly first: number;
  readonly known: readonly KnownHeadWire[];
  /** Whether that is all that is held: a cursor that is beyond it is refused then. */
  readonly complete?: boolean;
}

export const syncOperation: Operation<SyncWire, Page> = {
  name: "Sync",
  document: `query Sync($after: Cursor, $first: Int, $known: [KnownHeadInput!]!, $complete: Boolean) { sync(after: $after, first: $first, known: $known, complete: $complete) { ${pageFields} } }`,
  read: (data) => readPage(fieldOf(data, "sync")),
};

/** The same, given as it came: for a device that is locked and cannot look into it. */
export const rawSyncOperation: Operation<SyncWire, unknown> = {
  name: syncOperation.name,
  document: syncOperation.document,
  read: (data) => fieldOf(data, "sync"),
};

/** The subscription from a cursor on, of a share of another company its own; its pages are given as they came. */
export const changesStream = (after: string | null, first: number, visit?: string): Stream => ({
  query: `subscription Changes($after: Cursor, $first: Int) { changes(after: $after, first: $first) { ${pageFields} } }`,
  variables: { after, first },
  ...(visit !== undefined && { visit }),
  read: (data) => fieldOf(data, "changes"),
});
