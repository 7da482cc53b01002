/** Which words fit an error of the SDK better than those of its code, by what it carries. */
import type { ErrorCode } from "../client/index.ts";
import { isKey, type Key } from "../words/index.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

export type Details = Readonly<Record<string, string | number>>;

export interface Refusal {
  /** What happened; what to try stands beside it, as its `.hint`. None: the words of the code. */
  readonly key?: Key | undefined;
  readonly values?: Readonly<Record<string, string>>;
  /** What to try, where that stands elsewhere. */
  readonly hint?: string | undefined;
  /** Where it is another than the code's. */
  readonly exit?: ExitCode;
}

type Find = (details: Details) => Refusal | null;

const keyOf = (table: string, name: string | number | undefined): Key | undefined => {
  const key = `cli.${table}.${name}`;
  return isKey(key) ? key : undefined;
};

const from =
  (table: string, detail: string): Find =>
  (details) => {
    const key = keyOf(table, details[detail]);
    return key === undefined ? null : { key };
  };

const hintFrom =
  (table: string, detail: string): Find =>
  (details) => ({ hint: keyOf(`hint.${table}`, details[detail]) });

const missing: Find = ({ part }) => ({ key: keyOf("missing", part), hint: keyOf("hint.missing", part) });

/** What a partner does not have is sold to it; what a company does not have, it is sold by one. */
const limit: Find = ({ limit, part }) => {
  const ofPartner = part === "partner" ? keyOf("partnerLimit", limit) : undefined;
  return ofPartner ? { key: ofPartner } : { key: keyOf("limit", limit), hint: keyOf("hint.limit", limit) };
};

const argument: Find = ({ argument, group }) => {
  if (argument !== "accountCode") return { key: keyOf("argument", argument) };
  return Number(group) > 8
    ? { key: "cli.accountCode.more" }
    : { key: "cli.accountCode.group", values: { group: String(group) } };
};

const policy: Find = ({ refusal, setting }) => ({
  key: keyOf("policyRefused", refusal) ?? "cli.policyRefused.CONTRADICTS_LOCK",
  values: { setting: String(setting) },
});

const tooOften: Find = ({ retryAfterSeconds: seconds }) =>
  Number(seconds) > 0 ? { key: "cli.tooOften", values: { minutes: String(Math.ceil(Number(seconds) / 60)) } } : null;

/** What is wrong with a recovery code, or its parts, as they were given. */
const recoveryCode: Find = ({ reason, group, part = "none", needed = "none" }) => ({
  key: keyOf("code", reason) ?? "cli.code.OTHER",
  values: { group: String(group), part: String(part), needed: String(needed) },
});

const recoveredFile: Find = ({ reason }) => {
  const key = keyOf("recoveredFile", reason);
  const exit = String(reason).startsWith("WRONG_") ? exitCode.NOT_OPEN : exitCode.BAD_FILE;
  return key === undefined ? null : { key, exit };
};

const tables: { readonly [C in ErrorCode]?: Find } = {
  INVALID_INPUT: argument,
  INVITATION_REFUSED: hintFrom("invitation", "reason"),
  LIMIT_EXCEEDED: limit,
  MACHINE_REFUSED: from("machine", "reason"),
  MOVE_REFUSED: hintFrom("move", "reason"),
  NOT_FOUND: missing,
  OFFER_REFUSED: from("offer", "reason"),
  POLICY_REFUSED: policy,
  RATE_LIMITED: tooOften,
  RECOVERED_FILE_REFUSED: recoveredFile,
  RECOVERY_CODE_REFUSED: recoveryCode,
  RECOVERY_REFUSED: from("recovery", "reason"),
  STORE_FAILED: from("store", "cause"),
};

export function refusedBy(code: ErrorCode, details: Details): Refusal | null {
  const found = tables[code]?.(details) ?? null;
  return found === null && details.part === "share" ? { hint: keyOf("hint.share", code) } : found;
}
