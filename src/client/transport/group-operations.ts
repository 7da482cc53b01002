import { fieldOf, readBoolean, readBytes, readCount, readList, readOptional, readUuid } from "./answer.ts";
import type { MemberWrapWire } from "./company-operations.ts";
import type { Operation } from "./http.ts";

/** What the server has of a group's keys and name: nothing of it is believed before the roster says so. */
export interface GroupAnswer {
  readonly group: string;
  readonly name: Uint8Array | null;
  readonly nameEpoch: number | null;
  readonly epochs: readonly { readonly epoch: number; readonly previousSecret: Uint8Array | null }[];
  readonly wraps: readonly { readonly epoch: number; readonly wrap: Uint8Array }[];
}

/** How many epochs, and wraps, one answer has of a group: the newest below `before`. */
export const epochsPerAnswer = 100;

export const groupsOperation: Operation<
  { groups: readonly string[]; before?: number },
  readonly (GroupAnswer | null)[]
> = {
  name: "Groups",
  document:
    "query Groups($groups: [Uuid!]!, $before: Int) { viewer { tenant { groupsOf(groups: $groups) { group name nameEpoch epochs(beforeEpoch: $before) { epoch previousSecret } wraps(beforeEpoch: $before) { epoch wrap } } } } }",
  read: (data) =>
    readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "groupsOf", (group) =>
      group === null ? null : readGroup(group),
    ),
};

const readGroup = (value: unknown): GroupAnswer => ({
  group: readUuid(value, "group"),
  name: readOptional(value, "name", readBytes),
  nameEpoch: readOptional(value, "nameEpoch", readCount),
  epochs: readList(value, "epochs", (epoch) => ({
    epoch: readCount(epoch, "epoch"),
    previousSecret: readOptional(epoch, "previousSecret", readBytes),
  })),
  wraps: readList(value, "wraps", (wrap) => ({ epoch: readCount(wrap, "epoch"), wrap: readBytes(wrap, "wrap") })),
});

export interface PublicKeyAnswer {
  readonly user: string;
  readonly encryptionKey: Uint8Array;
}

export const publicKeysOperation: Operation<{ users: readonly string[] }, readonly (PublicKeyAnswer | null)[]> = {
  name: "PublicKeys",
  document:
    "query PublicKeys($users: [Uuid!]!) { viewer { tenant { peopleOf(users: $users) { user encryptionKey } } } }",
  read: (data) =>
    readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "peopleOf", (person) =>
      person === null ? null : { user: readUuid(person, "user"), encryptionKey: readBytes(person, "encryptionKey") },
    ),
};

export interface PendingWrapAnswer {
  readonly group: string;
  readonly epoch: number;
  readonly user: string;
}

export const pendingWrapsOperation: Operation<Record<string, never>, readonly PendingWrapAnswer[]> = {
  name: "PendingWraps",
  document: "query PendingWraps { viewer { pendingWraps { group epoch user } } }",
  read: (data) =>
    readList(fieldOf(data, "viewer"), "pendingWraps", (wrap) => ({
      group: readUuid(wrap, "group"),
      epoch: readCount(wrap, "epoch"),
      user: readUuid(wrap, "user"),
    })),
};

export const refuseWrapOperation: Operation<{ input: { group: string; epoch: number } }, boolean> = {
  name: "RefuseWrap",
  document: "mutation RefuseWrap($input: RefuseWrapInput!) { refuseWrap(input: $input) { refused } }",
  read: (data) => readBoolean(fieldOf(data, "refuseWrap"), "refused"),
};

export const deliverWrapsOperation: Operation<{ input: { wraps: readonly MemberWrapWire[] } }, number> = {
  name: "DeliverWraps",
  document: "mutation DeliverWraps($input: DeliverWrapsInput!) { deliverWraps(input: $input) { delivered } }",
  read: (data) => readCount(fieldOf(data, "deliverWraps"), "delivered"),
};
