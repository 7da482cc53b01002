/** Recoveries and drills, as the server has them; what was signed travels along, and is verified by who reads it. */
import { asSignature, type Signature } from "../../crypto/keys.ts";
import { type RecoveryState, recoveryStates } from "../recovery/cases.ts";
import {
  fieldOf,
  readBoolean,
  readBytes,
  readCount,
  readList,
  readNext,
  readOneOf,
  readOptional,
  readText,
  readTime,
  readUuid,
  refuseAnswer,
} from "./answer.ts";
import { type BackupAnswer, backupFields, type ListPage, readBackup } from "./backup-operations.ts";
import type { Operation } from "./http.ts";

export interface RecoveryAnswer {
  readonly recovery: string;
  readonly request: Uint8Array;
  readonly signatures: readonly Signature[];
  readonly purpose: string;
  /** Milliseconds since 1970, as are the other moments. */
  readonly openedAt: number;
  readonly state: RecoveryState;
  readonly approvalsNeeded: number;
  readonly approvals: readonly {
    readonly at: number;
    readonly approval: Uint8Array;
    readonly signature: Signature;
  }[];
  readonly availableAt: number;
  readonly endsAt: number;
  readonly closedAt: number | null;
  readonly closingDue: boolean;
  readonly backups: readonly BackupAnswer[];
}

export const recoveryFields = `recovery request signatures purpose openedAt state approvalsNeeded approvals { at approval signature } availableAt endsAt closedAt closingDue backups { ${backupFields} }`;

const readSignature = (value: unknown, name: string): Signature => {
  const bytes = readBytes(value, name);
  return bytes.length === 64 ? asSignature(bytes) : refuseAnswer(name);
};

export const readRecovery = (value: unknown): RecoveryAnswer => ({
  recovery: readUuid(value, "recovery"),
  request: readBytes(value, "request"),
  signatures: readList(value, "signatures", (signature) => readSignature({ signature }, "signature")),
  purpose: readText(value, "purpose"),
  openedAt: readTime(value, "openedAt"),
  state: readOneOf(value, "state", recoveryStates),
  approvalsNeeded: readCount(value, "approvalsNeeded"),
  approvals: readList(value, "approvals", (each) => ({
    at: readTime(each, "at"),
    approval: readBytes(each, "approval"),
    signature: readSignature(each, "signature"),
  })),
  availableAt: readTime(value, "availableAt"),
  endsAt: readTime(value, "endsAt"),
  closedAt: readOptional(value, "closedAt", readTime),
  closingDue: readBoolean(value, "closingDue"),
  backups: readList(value, "backups", readBackup),
});

export const recoveriesOperation: Operation<{ after: string | null }, ListPage<RecoveryAnswer>> = {
  name: "Recoveries",
  document: `query Recoveries($after: String) { recoveries(first: 50, after: $after) { edges { node { ${recoveryFields} } } pageInfo { hasNextPage endCursor } } }`,
  read: (data) => {
    const page = fieldOf(data, "recoveries");
    return { list: readList(page, "edges", (edge) => readRecovery(fieldOf(edge, "node"))), next: readNext(page) };
  },
};

export const recoveryOperation: Operation<{ recovery: string }, RecoveryAnswer | null> = {
  name: "Recovery",
  document: `query Recovery($recovery: Uuid!) { recovery(recovery: $recovery) { ${recoveryFields} } }`,
  read: (data) => readOptional(data, "recovery", (of, name) => readRecovery(fieldOf(of, name))),
};

/** What became of opening or judging; a refusal is of a closed list of the server's. */
export type RecoveryDone = { readonly recovery: RecoveryAnswer } | { readonly refusal: string };

export const readDone = (value: unknown): RecoveryDone =>
  fieldOf(value, "__typename") === "RecoveryRefused"
    ? { refusal: readText(value, "refusal") }
    : { recovery: readRecovery(fieldOf(value, "recovery")) };

export const doneFields = (done: string): string =>
  `__typename ... on ${done} { recovery { ${recoveryFields} } } ... on RecoveryRefused { refusal }`;

export interface OpenRecoveryWire {
  readonly request: string;
  readonly signatures: readonly string[];
  readonly purpose: string;
}

export const openRecoveryOperation: Operation<{ input: OpenRecoveryWire }, RecoveryDone> = {
  name: "OpenRecovery",
  document: `mutation OpenRecovery($input: OpenRecoveryInput!) { openRecovery(input: $input) { ${doneFields("RecoveryOpened")} } }`,
  read: (data) => readDone(fieldOf(data, "openRecovery")),
};

export interface JudgeRecoveryWire {
  readonly recovery: string;
  readonly approval: string;
  readonly signature: string;
}

export const approveRecoveryOperation: Operation<{ input: JudgeRecoveryWire }, RecoveryDone> = {
  name: "ApproveRecovery",
  document: `mutation ApproveRecovery($input: JudgeRecoveryInput!) { approveRecovery(input: $input) { ${doneFields("RecoveryJudged")} } }`,
  read: (data) => readDone(fieldOf(data, "approveRecovery")),
};

export const vetoRecoveryOperation: Operation<{ input: JudgeRecoveryWire }, RecoveryDone> = {
  name: "VetoRecovery",
  document: `mutation VetoRecovery($input: JudgeRecoveryInput!) { vetoRecovery(input: $input) { ${doneFields("RecoveryJudged")} } }`,
  read: (data) => readDone(fieldOf(data, "vetoRecovery")),
};

export const closeRecoveryOperation: Operation<{ input: { recovery: string } }, RecoveryAnswer> = {
  name: "CloseRecovery",
  document: `mutation CloseRecovery($input: CloseRecoveryInput!) { closeRecovery(input: $input) { recovery { ${recoveryFields} } } }`,
  read: (data) => readRecovery(fieldOf(fieldOf(data, "closeRecovery"), "recovery")),
};

export interface CanaryAnswer {
  readonly canary: string;
  readonly epoch: number;
  readonly wrap: Uint8Array;
}

const canaryFields = "canary epoch wrap";
const readCanary = (of: unknown, name: string): CanaryAnswer => ({
  canary: readUuid(fieldOf(of, name), "canary"),
  epoch: readCount(fieldOf(of, name), "epoch"),
  wrap: readBytes(fieldOf(of, name), "wrap"),
});

export const recoveryCanaryOperation: Operation<{ group: string }, CanaryAnswer | null> = {
  name: "RecoveryCanary",
  document: `query RecoveryCanary($group: Uuid!) { recoveryCanary(group: $group) { ${canaryFields} } }`,
  read: (data) => readOptional(data, "recoveryCanary", readCanary),
};

export interface ReportDrillWire {
  readonly group: string;
  readonly canary: string | null;
  readonly bytes: string | null;
  readonly byCode: boolean;
  readonly next: { readonly canary: string; readonly epoch: number; readonly wrap: string; readonly hash: string };
}

const outcomes = ["PROVEN", "FIRST_LAID", "WRONG_BYTES", "STALE"] as const;

export const reportDrillOperation: Operation<{ input: ReportDrillWire }, (typeof outcomes)[number]> = {
  name: "ReportDrill",
  document: "mutation ReportDrill($input: ReportDrillInput!) { reportDrill(input: $input) { outcome } }",
  read: (data) => readOneOf(fieldOf(data, "reportDrill"), "outcome", outcomes),
};

const checkStates = ["OK", "WARNING", "FAILED"] as const;
const checkFields = "check state mend";
const readCheck = (value: unknown) => ({
  check: readText(value, "check"),
  state: readOneOf(value, "state", checkStates),
  mend: readOptional(value, "mend", readText),
});
type CheckAnswer = ReturnType<typeof readCheck>;

export interface ReadinessAnswer extends ListPage<{ readonly user: string; readonly checks: readonly CheckAnswer[] }> {
  readonly checks: readonly CheckAnswer[];
}

export const recoveryReadinessOperation: Operation<{ after: string | null }, ReadinessAnswer> = {
  name: "RecoveryReadiness",
  document: `query RecoveryReadiness($after: String) { recoveryReadiness(first: 100, after: $after) { checks { ${checkFields} } users { edges { node { user checks { ${checkFields} } } } pageInfo { hasNextPage endCursor } } } }`,
  read: (data) => {
    const answer = fieldOf(data, "recoveryReadiness");
    const users = fieldOf(answer, "users");
    return {
      checks: readList(answer, "checks", readCheck),
      list: readList(users, "edges", (edge) => ({
        user: readUuid(fieldOf(edge, "node"), "user"),
        checks: readList(fieldOf(edge, "node"), "checks", readCheck),
      })),
      next: readNext(users),
    };
  },
};
