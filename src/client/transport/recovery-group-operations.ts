import { fieldOf, readBytes, readCount, readList, readOneOf, readOptional, readTime, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";

/** What the server keeps for whoever has a recovery group's code, in the portal: nothing of it is believed before the roster says so (PROTOCOL §4.13). */
export interface RecoveryCodeAnswer {
  readonly group: string;
  /** The newest first: the group's secret, wrapped for the code. */
  readonly wraps: readonly { readonly epoch: number; readonly wrap: Uint8Array }[];
}

export const recoveryCodeOperation: Operation<{ group: string }, RecoveryCodeAnswer | null> = {
  name: "RecoveryCode",
  document:
    "query RecoveryCode($group: Uuid!) { viewer { tenant { groupsOf(groups: [$group]) { group codeWraps { epoch wrap } } } } }",
  read: (data) => {
    const [found] = readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "groupsOf", (answer) =>
      answer === null
        ? null
        : {
            group: readUuid(answer, "group"),
            wraps: readList(answer, "codeWraps", (each) => ({
              epoch: readCount(each, "epoch"),
              wrap: readBytes(each, "wrap"),
            })),
          },
    );
    return found ?? null;
  },
};

/** The public key of the code that is set; null where there is none. On every surface: a custodian makes the group's next key wherever they are. */
export const recoveryCodeKeyOperation: Operation<{ group: string }, Uint8Array | null> = {
  name: "RecoveryCodeKey",
  document:
    "query RecoveryCodeKey($group: Uuid!) { viewer { tenant { groupsOf(groups: [$group]) { recoveryCode { publicKey } } } } }",
  read: (data) => {
    const [found] = readList(fieldOf(fieldOf(data, "viewer"), "tenant"), "groupsOf", (answer) =>
      answer === null
        ? null
        : readOptional(answer, "recoveryCode", (its, name) => readBytes(fieldOf(its, name), "publicKey")),
    );
    return found ?? null;
  },
};

/** Who opened a recovery, and whether it is over. */
export interface RecoveryEndAnswer {
  readonly openedBy: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly isOver: boolean;
}

const states = ["WAITING", "OPEN", "VETOED", "ENDED", "CLOSED"] as const;

/** The newest 100. */
export const recoveryEndsOperation: Operation<Record<string, never>, readonly RecoveryEndAnswer[]> = {
  name: "RecoveryEnds",
  document: "query RecoveryEnds { recoveries(first: 100) { edges { node { openedBy openedAt state } } } }",
  read: (data) =>
    readList(fieldOf(data, "recoveries"), "edges", (edge) => {
      const node = fieldOf(edge, "node");
      const state = readOneOf(node, "state", states);
      return {
        openedBy: readUuid(node, "openedBy"),
        openedAt: readTime(node, "openedAt"),
        isOver: state !== "WAITING" && state !== "OPEN",
      };
    }),
};
