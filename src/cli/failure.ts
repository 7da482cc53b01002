import { ImportRefused } from "../client/import/index.ts";
import { BackupFileRefused, type ErrorCode, SealgraphError, ServerCaught } from "../client/index.ts";
import { caughtLog } from "./caught-log.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { partnerHasNot, refusedMachine, refusedOffer } from "./offer-failure.ts";
import { refusedBackupPolicy, refusedInRecovery, remedyOfFile } from "./recovery-failure.ts";

/** Why a command ends: one sentence, what to try, and the exit code. Holds no secret and nothing of a file's content. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";

  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    message: string,
    readonly hint: string = "",
  ) {
    super(message);
  }
}

export const isNotFound = (error: unknown): error is CommandFailure =>
  error instanceof CommandFailure && error.code === "NOT_FOUND";

const fetchFirst = "sealgraph sync, then look at it and try again.";
const signInAgain = "sealgraph login";
const signInThereAgain = "sealgraph login; to the portal: sealgraph login --portal";

/** For every error of the SDK: the exit code, and what to try. */
const remedies: { readonly [C in ErrorCode]: readonly [ExitCode, string] } = {
  INVALID_INPUT: [exitCode.USAGE, "The help of the command says what it takes."],
  LOCKED: [exitCode.NOT_OPEN, "sealgraph unlock"],
  CLOSED: [exitCode.UNEXPECTED, ""],
  NOT_SIGNED_IN: [exitCode.NOT_OPEN, "sealgraph login, or sealgraph signup for a new account."],
  WRONG_CREDENTIALS: [exitCode.NOT_OPEN, "Try again; the Secret Key stands in the Emergency Kit."],
  WRONG_SESSION: [exitCode.NOT_OPEN, "sealgraph unlock, and set SEALGRAPH_SESSION to what it prints."],
  NOT_FOUND: [exitCode.NOT_FOUND, "sealgraph item list shows what is here; sealgraph sync fetches what is new."],
  NOT_IN_TRASH: [exitCode.CONFLICT, "Trash it first."],
  CHANGES_WAITING: [exitCode.CONFLICT, "sealgraph sync, and sealgraph queue list for what was refused."],
  VAULT_RESTORING: [exitCode.CONFLICT, "sealgraph sync, on this and on your other devices; what you change is kept."],
  CYCLE: [exitCode.USAGE, "Choose another folder."],
  STORE_BUSY: [exitCode.CONFLICT, "End the other sealgraph, or set SEALGRAPH_HOME to another folder."],
  STORE_DAMAGED: [exitCode.BAD_HOME, "Move the folder SEALGRAPH_HOME away and sign in again: sealgraph login."],
  STORE_UNSUPPORTED: [
    exitCode.BAD_HOME,
    "Use the release of sealgraph that wrote it; or move the folder SEALGRAPH_HOME away and sign in again: sealgraph login.",
  ],
  STORE_FOREIGN: [exitCode.BAD_HOME, "Check --server and SEALGRAPH_HOME, or sealgraph logout first."],
  STORE_FAILED: [exitCode.BAD_HOME, "Check the disk and the rights of the folder SEALGRAPH_HOME."],
  KDF_OUT_OF_BOUNDS: [exitCode.NOT_VERIFIED, "Do not type the password there; ask whoever runs the server."],
  KDF_FAILED: [exitCode.UNEXPECTED, "Make 64 MiB of memory free, then try again."],
  UNREACHABLE: [exitCode.UNREACHABLE, "Check --server or SEALGRAPH_SERVER, and whether the server runs."],
  UNAVAILABLE: [exitCode.UNREACHABLE, "Try again in a while."],
  RATE_LIMITED: [exitCode.UNREACHABLE, "Wait, then try again."],
  SESSION_ENDED: [exitCode.NOT_OPEN, signInThereAgain],
  DEVICE_REVOKED: [exitCode.NOT_OPEN, signInThereAgain],
  KEYS_CHANGED: [exitCode.NOT_OPEN, "sealgraph login, with the new Emergency Kit at hand."],
  CODE_REFUSED: [exitCode.REFUSED, "Look at it again; or begin anew, and have another one sent."],
  ACCOUNT_GONE: [
    exitCode.NOT_OPEN,
    "If its address was changed, sign in by the new one: sealgraph login --address. If it was deleted, begin anew in another folder (SEALGRAPH_HOME). If neither is so, ask whoever runs the server.",
  ],
  NOT_APPROVED: [
    exitCode.REFUSED,
    "Begin again: sealgraph login --approve. Or sign in with the Emergency Kit: sealgraph login.",
  ],
  ACCOUNT_CODE_REFUSED: [
    exitCode.NOT_OPEN,
    "Check address and code. If an earlier try got no answer, do it again with the password that you gave then.",
  ],
  ADDRESS_TAKEN: [exitCode.REFUSED, signInAgain],
  INVITATION_REFUSED: [exitCode.REFUSED, "Copy the link whole; or ask whoever invited you for a new one."],
  INVITATION_UNFIT: [exitCode.NOT_VERIFIED, "Ask whoever invited you for the link again, by a way that you trust."],
  NETWORK_REFUSED: [exitCode.REFUSED, "Try again from a network of the company, or ask an administrator."],
  PORTAL_RESTRICTED: [exitCode.REFUSED, "sealgraph login, without --portal."],
  PASSWORD_TOO_OLD: [
    exitCode.REFUSED,
    "sealgraph login asks for a new password; scripts give it in SEALGRAPH_NEW_PASSWORD.",
  ],
  USER_SUSPENDED: [exitCode.REFUSED, "Ask an administrator of the company."],
  USER_REMOVED: [exitCode.REFUSED, "sealgraph company leave, or sealgraph company join with an invitation."],
  SECOND_FACTOR_REQUIRED: [
    exitCode.NOT_OPEN,
    "sealgraph login at a terminal adds one; where there is another session, sealgraph second-factor add.",
  ],
  SECOND_FACTOR_NEEDED: [
    exitCode.NOT_OPEN,
    "Give SEALGRAPH_SECOND_FACTOR: six digits of the authenticator, or a spare code.",
  ],
  SECOND_FACTOR_REFUSED: [
    exitCode.NOT_OPEN,
    "A code is good once: wait for the next, and look at the authenticator's clock. A spare code will do, or an administrator: sealgraph user reset-second-factor",
  ],
  STEP_UP_REQUIRED: [
    exitCode.NOT_OPEN,
    "Give SEALGRAPH_SECOND_FACTOR: six digits of the authenticator, or a spare code.",
  ],
  MOVE_REFUSED: [exitCode.REFUSED, ""],
  WRONG_SURFACE: [exitCode.REFUSED, "sealgraph login --portal"],
  FORBIDDEN: [exitCode.REFUSED, "Ask an administrator of the company."],
  ACCESS_LOST: [exitCode.REFUSED, "An owner of it can put you in again. What waits for it here: sealgraph queue list."],
  READER_HIDDEN: [exitCode.REFUSED, "An owner of the share can change that: sealgraph share permission"],
  IS_COPY: [exitCode.REFUSED, "sealgraph copy list names it."],
  LAST_OWNER: [
    exitCode.CONFLICT,
    "Make somebody else its owner first (sealgraph share permission), or end it (sealgraph share close).",
  ],
  PRIMARY_USER: [exitCode.CONFLICT, "sealgraph user primary"],
  ALREADY_SO: [exitCode.CONFLICT, "sealgraph user list, or sealgraph share show, says how it is."],
  ONESELF: [exitCode.REFUSED, "Ask another administrator of the company."],
  PERSON_SUSPENDED: [exitCode.CONFLICT, "sealgraph user resume"],
  NOT_ADMINISTRATOR: [exitCode.CONFLICT, "Make them one first: sealgraph user role"],
  CONFIRMATION_WAITS: [exitCode.CONFLICT, "An administrator does that: sealgraph user confirm"],
  ALREADY_MEMBER: [
    exitCode.CONFLICT,
    "sealgraph user list shows who is in the company, sealgraph group show, sealgraph share show and sealgraph recovery status who is in those; sealgraph share until gives another end.",
  ],
  GROUP_BINDS: [exitCode.REFUSED, "Ask an administrator of the company: sealgraph group remove"],
  NAME_TAKEN: [exitCode.CONFLICT, "Choose another name; sealgraph group list shows those that are there."],
  BACKUP_REFUSED: [
    exitCode.NOT_VERIFIED,
    "Take another backup of them; keep this one, and tell whoever runs the server.",
  ],
  RECOVERY_CODE_REFUSED: [
    exitCode.NOT_OPEN,
    "Compare it with the sheet, group by group. A code that was replaced opens nothing any more: sealgraph recovery status.",
  ],
  RECOVERED_FILE_REFUSED: [exitCode.REFUSED, "Type the code again; or copy the file again, whole."],
  RECOVERY_REFUSED: [exitCode.REFUSED, ""],
  MACHINE_REFUSED: [exitCode.REFUSED, ""],
  OFFER_REFUSED: [exitCode.REFUSED, "Ask the partner for a new link."],
  DESK_UNFIT: [exitCode.REFUSED, "Have the company look at its desks: sealgraph company desk list."],
  BREAK_GLASS_CLOSED: [exitCode.REFUSED, "sealgraph partner break-glass begin; it waits as long as the company says."],
  LAST_KEEPER: [exitCode.CONFLICT, "Make somebody else at the desk its keeper first."],
  LAST_OWNER_OF_PARTNER: [exitCode.CONFLICT, "Make somebody else an owner first."],
  BACKUP_SEALED: [
    exitCode.REFUSED,
    "It was sealed for another recovery group, or for a time before you had its key: ask another custodian, or use the recovery code.",
  ],
  KEY_PENDING: [exitCode.CONFLICT, "Try again when somebody else of the company has been online."],
  KEY_DUE: [exitCode.CONFLICT, "It is kept here, and sent when somebody of that company has synced: sealgraph sync."],
  GUEST_SUSPENDED: [exitCode.CONFLICT, "sealgraph share words, and say them to an owner by another way."],
  EDITOR_GROUPS: [
    exitCode.CONFLICT,
    "Give the group reader first (sealgraph share permission), and people editor by name.",
  ],
  WORDS_DIFFER: [exitCode.NOT_VERIFIED, "Have them read again. If they still differ, somebody else's keys are there."],
  NOTHING_TO_LEAVE: [exitCode.CONFLICT, ""],
  LAST_CUSTODIAN: [exitCode.CONFLICT, "sealgraph recovery custodian add, or sealgraph recovery code new"],
  NOTHING_TO_RENEW: [exitCode.CONFLICT, "A key is due when somebody who had it is not in the group any more."],
  READ_ONLY: [
    exitCode.REFUSED,
    "What is here can be read and exported. sealgraph company show says whether the company is suspended: whoever runs the server, or the partner that did it, ends that, no administrator.",
  ],
  CONFLICT: [exitCode.CONFLICT, fetchFirst],
  POLICY_DENIED: [exitCode.REFUSED, "sealgraph policy show says what binds you; administrators can change it."],
  POLICY_REFUSED: [
    exitCode.REFUSED,
    "sealgraph policy list shows what is said; sealgraph policy try shows what a change would do.",
  ],
  POLICY_UNREAD: [exitCode.REFUSED, "Install the release that the other administrators have."],
  LIMIT_EXCEEDED: [exitCode.REFUSED, "Purge what is no longer needed."],
  VAULT_FROZEN: [exitCode.NOT_VERIFIED, "sealgraph evidence list"],
  NOTHING_TO_RESET: [exitCode.CONFLICT, "sealgraph status shows how the profiles stand."],
  BUSY: [exitCode.CONFLICT, "Try again."],
  REFUSED: [exitCode.REFUSED, "The request is not one that this server takes: is it of the same release?"],
  MALFORMED_ANSWER: [exitCode.NOT_VERIFIED, "Check that --server is a Sealgraph of the same release."],
  SERVER_CAUGHT: [exitCode.NOT_VERIFIED, "sealgraph evidence list"],
};

/** For the SDK's names of arguments that people give. */
const wrongArguments: Readonly<Record<string, string>> = {
  secretKey: "This is no Secret Key: a character is wrong or missing.",
  address: "This is no e-mail address.",
  invitation: "This is no link of an invitation: copy it whole.",
  offer: "This is no link of a partner's offer: copy it whole.",
  name: "A name has 1 to 100 characters, a folder's up to 1,000, and no line break or other control character.",
  deviceName: "A device's name has 1 to 100 characters.",
  kind: "A kind has 1 to 64 characters.",
  code: "The code is eight digits.",
  newPassword: "A new password is not empty, and another than the present one.",
  totp: "This is no TOTP secret: no code can be made of it.",
  length: "A password has 4 to 256 characters.",
  words: "A passphrase has 3 to 24 words.",
  expiresAt: "That time is over, or no time.",
  separator: "A separator has 1 to 8 characters, none of them a letter or digit.",
  classes: "No characters are left to make a password of.",
};

export interface Explanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly exit: ExitCode;
  readonly details?: Readonly<Record<string, string | number>>;
}

/** What a person and a script are told of whatever was thrown. */
export function explain(error: unknown, debug = false): Explanation {
  if (error instanceof CommandFailure) {
    const { code, message, hint, exit } = error;
    return { code, message, hint, exit };
  }
  if (error instanceof ImportRefused)
    return { code: error.reason, message: error.message, hint: error.hint, exit: exitCode.BAD_FILE };
  if (error instanceof BackupFileRefused) {
    const { reason, line, message } = error;
    return {
      code: reason,
      message: `${message.replace(/\.$/, "")} (line ${line}).`,
      hint: remedyOfFile[reason],
      exit: exitCode.BAD_FILE,
    };
  }
  if (error instanceof SealgraphError) {
    const { code, message, details } = error;
    const [exit, remedy] = remedies[code];
    const log = error instanceof ServerCaught ? caughtLog(error) : null;
    if (log) return { code, ...log, exit, details };
    if (code === "POLICY_REFUSED") {
      const its = refusedPolicy(String(details.refusal), String(details.setting));
      return { code, message: its, hint: remedy, exit, details };
    }
    const refusal = refusedInRecovery(code, details);
    if (refusal) {
      const [said, next] = refusal.words;
      return { code, message: said, hint: next, exit: refusal.exit ?? exit, details };
    }
    const hint = remedyFor(code, details) ?? remedy;
    const inOwnWords = code === "INVALID_INPUT" ? wrongArguments[String(details.argument)] : undefined;
    const group = details.argument === "accountCode" ? wrongGroupInWords(Number(details.group)) : undefined;
    const ofPartner = wordsOfPartner(code, details);
    if (ofPartner) return { code, message: ofPartner[0], hint: ofPartner[1], exit, details };
    const notThere = code === "NOT_FOUND" ? missing[String(details.part)] : undefined;
    const full = code === "LIMIT_EXCEEDED" ? limits[String(details.limit)] : undefined;
    const its = group ?? inOwnWords ?? notThere ?? full ?? message + inWords(details);
    return { code, message: its, hint, exit, details };
  }
  const name = error instanceof Error ? error.name : typeof error;
  const hint = debug ? String(error instanceof Error ? error.stack : error) : "SEALGRAPH_DEBUG=1 shows more.";
  return {
    code: "UNEXPECTED",
    message: `Something failed that should not (${name}).`,
    hint,
    exit: exitCode.UNEXPECTED,
  };
}

/** Where a partner has not what is asked of it. */
const wordsOfPartner = (code: ErrorCode, { reason, limit, part }: Readonly<Record<string, string | number>>) => {
  if (code === "OFFER_REFUSED") return refusedOffer[String(reason)];
  if (code === "MACHINE_REFUSED") return refusedMachine[String(reason)];
  return code === "LIMIT_EXCEEDED" && part === "partner" ? partnerHasNot[String(limit)] : undefined;
};

/** Where it depends on what was asked for. */
const remedyFor = (code: ErrorCode, details: Readonly<Record<string, string | number>>): string | undefined => {
  if (code === "NOT_FOUND") return whereToLook[String(details.part)];
  if (details.part === "share") return ofShares[code];
  if (code === "LIMIT_EXCEEDED") return waysOut[String(details.limit)];
  if (code === "INVITATION_REFUSED") return otherLinks[String(details.reason)];
  return code === "MOVE_REFUSED" ? waysToGo[String(details.reason)] : undefined;
};
/** Where it is about a share. */
const ofShares: Partial<Record<ErrorCode, string>> = {
  FORBIDDEN: "sealgraph share show says who may what. An owner of it can change that.",
  KEY_PENDING: "It is handed to you when a device of somebody who has it syncs: try again after that.",
};
/** What is not there, where the SDK says only that something is not. */
const missing: Readonly<Record<string, string>> = {
  share: "There is no such share here.",
  recipient: "They are not in this share.",
  user: "There is no such person here.",
  group: "There is no such group here.",
  partner: "No partner looks after this company.",
  recoveryGroup: "You are in no recovery group of this company.",
  backup: "There is no backup of that which you can ask for.",
  recovery: "There is no such recovery.",
  "recovery group": "The company has no recovery group yet.",
};
/** What was reached, where its name says too little. */
const limits: Readonly<Record<string, string>> = {
  PLAN: "The company's plan has no backups.",
  SEATS: "All seats of the company are taken.",
  TRIAL_ENDED: "The company's trial is over.",
};
const whereToLook: Readonly<Record<string, string>> = {
  share: "sealgraph share list shows what you have, sealgraph share offers what waits for your answer.",
  recipient: "sealgraph share show says who is in it.",
  user: "sealgraph user list shows who is here.",
  group: "sealgraph group list shows what is here.",
  partner: "sealgraph company partner accept takes up an offer.",
  recoveryGroup: "A custodian of the company puts you in: sealgraph recovery member add",
  invitation: "sealgraph invite list shows what is open.",
  backup:
    "One is taken every day of whoever's device has handed its key over: sealgraph recovery status. At once: sealgraph backup now, by an administrator of the company.",
  recovery: "sealgraph recovery list shows all.",
  "recovery group": "sealgraph recovery setup",
};
const waysOut: Readonly<Record<string, string>> = {
  SEATS:
    "Take invitations back (sealgraph invite void), remove people (sealgraph user remove), or ask the operator for more seats.",
  TRIAL_ENDED: "Ask the operator for a plan.",
  PLAN: "Ask the partner that looks after the company, or else whoever runs the server, for the plan advanced. What is there stays, and can be opened.",
  LAST_CUSTODIAN:
    "They are the last custodian: make somebody else one first (sealgraph recovery custodian add), or switch recovery off.",
  RECORDS_PER_COMMIT: "Take less at once: a part of the items, or a folder in it.",
  MEMBERS_PER_SHARE: "Put a group in that they are in: sealgraph share add, with group:NAME.",
  GUESTS_PER_SHARE: "Take guests out that need it no more, or make invitations void, or found another share.",
  GROUPS_PER_SHARE: "Take groups out that need it no more (sealgraph share remove), or make one of several.",
  SHARES_PER_FOUNDER: "Close shares that nobody needs any more: sealgraph share close.",
  SHARES_PER_GROUP: "Take the group out of shares that it needs no more: sealgraph share remove.",
  LINKS_PER_SHARE: "Its roster is full: found another share, and move what is in this one: sealgraph share create.",
  GROUPS: "End groups that nobody needs: sealgraph group end.",
  GROUP_POLICIES:
    "Take those of another group away first (sealgraph policy unset), or set them for the company or for people.",
};
const otherLinks: Readonly<Record<string, string>> = {
  GONE: "If you did not use it, ask whoever invited you for a new one.",
  EXPIRED: "Ask whoever invited you for a new one.",
  SEATS_TAKEN: "Tell whoever invited you.",
  TRIAL_ENDED: "Tell whoever invited you.",
  OTHER_ADDRESS: "Sign in with the account of that address, or ask whoever invited you for an invitation to yours.",
  NETWORK_REFUSED: "Try again from a network of the company: the invitation serves still.",
  STALE_ROSTER: "Try again.",
};
const waysToGo: Readonly<Record<string, string>> = {
  PRIMARY: "sealgraph user primary, in the portal",
  ADMINISTRATOR: "Another administrator: sealgraph user role",
  BEHIND: "sealgraph export",
  IN_SHARES: "sealgraph share list shows them; sealgraph share leave, or sealgraph share close.",
  ID_TAKEN: "Ask whoever runs the server.",
  KEYS_USED: "sealgraph rotate account, then sealgraph company join with the same link.",
};

/** Why policies are refused, or would be. */
export function refusedPolicy(refusal: string, setting: string): string {
  if (refusal === "LOCKS_OUT_AUTHOR") return `By ${setting} you could not get in again from where you are.`;
  if (refusal === "OVERRULED_TOO_OFTEN")
    return `Your desk has overruled what the company says ten times within a day, each time otherwise, now ${setting}; its administrators are written to of each. Go on tomorrow.`;
  return (
    refusedBackupPolicy[refusal] ??
    `${setting} cannot be locked for the company and said of a group or a person as well: take one of them back first. What a partner has locked is said by nobody below it: sealgraph policy list shows it.`
  );
}

/** What is wrong with an account code as it was typed: 9 is what comes after its last group. */
export const wrongGroupInWords = (group: number): string =>
  group > 8
    ? "The account code has 8 groups of 6 digits; this has more."
    : `Group ${group} of the account code is not right: look at its six digits again.`;

function inWords(details: Readonly<Record<string, string | number>>): string {
  const words = Object.entries(details)
    .filter(([name, value]) => name !== "argument" && name !== "at" && value !== "share")
    .map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}
