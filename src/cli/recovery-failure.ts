/** Why recoveries and recovery codes are refused, in words, and what to do next. */

import type { BackupFileRefusal } from "../client/index.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

type Details = Readonly<Record<string, string | number>>;
type Words = readonly [message: string, hint: string];

export interface Refusal {
  readonly words: Words;
  /** Where it is another than the error's. */
  readonly exit?: ExitCode;
}

/** Of errors about recoveries and codes alone. */
export function refusedInRecovery(code: string, details: Details): Refusal | undefined {
  const reason = String(details.reason);
  if (code === "RECOVERY_CODE_REFUSED") return { words: refusedCode(details) };
  if (code === "RECOVERY_REFUSED") return refusedRecovery[reason] && { words: refusedRecovery[reason] };
  const words = code === "RECOVERED_FILE_REFUSED" ? refusedFile[reason] : undefined;
  return words && { words, exit: reason.startsWith("WRONG_") ? exitCode.NOT_OPEN : exitCode.BAD_FILE };
}

const otherFile = "Name a file that sealgraph recovery take wrote; a backup is opened by sealgraph backup open.";
const copyAgain = "Copy it again, whole, from where it was written to.";

/** Why a file of recovered items is not opened. */
const refusedFile: Readonly<Record<string, Words>> = {
  NO_FILE: ["This is no file of recovered items.", otherFile],
  NEWER_FORMAT: ["The file was written by a newer release.", "Install that one: the file stays good."],
  WRONG_GROUP: ["A group of the file's code is not right: look at its digits again.", "It has 10 groups of 6 digits."],
  WRONG_CODE: [
    "This code does not open the file: each file has a code of its own, and it is not the recovery code.",
    "Ask whoever gave you the file for the code that was shown when it was written.",
  ],
  TRUNCATED: ["The file ends before its end: it was cut, or not copied whole.", copyAgain],
  DAMAGED: ["The file is damaged: nothing of it is shown.", copyAgain],
};

/** What to do about the file of a backup that is not read. */
export const remedyOfFile: Readonly<Record<BackupFileRefusal, string>> = {
  NO_BACKUP:
    "Name a file that sealgraph backup export wrote; what sealgraph recovery take wrote is read by sealgraph recovery read.",
  NEWER_FORMAT: "Install the newer release: the file stays good.",
  TRUNCATED: copyAgain,
  DAMAGED: copyAgain,
  MIXED_UP: copyAgain,
  LINE_TOO_LONG: copyAgain,
  BEHIND_END: copyAgain,
};

/** What is wrong with a recovery code, or its parts, as they were given. */
function refusedCode({ reason, group, part, needed }: Details): Words {
  const which = part === undefined ? "the recovery code" : `part ${part}`;
  const parts: Readonly<Record<string, Words>> = {
    WRONG_GROUP: [
      `Group ${group} of ${which} is not right: look at its six digits again.`,
      "A code has 10 groups of 6 digits, a part of one 12.",
    ],
    WRONG_CODE: [
      "This is not the recovery code of the company: another one took its place, or it is another company's, or the parts do not belong together.",
      "Look for a newer sheet: sealgraph recovery status says since when the code is what it is. Or a custodian does it, without a code.",
    ],
    TWO_SETS: [
      `Part ${part} is of another split than the first one.`,
      "Sheets that belong together were made at the same time: look at their dates.",
    ],
    SAME_PART: [`Part ${part} was given before: each part counts once.`, "Take another sheet of the same split."],
    TOO_FEW: [
      needed === undefined ? "It takes more parts than these." : `It takes ${needed} parts, and these are fewer.`,
      "Get another sheet: with fewer parts there is nothing to try.",
    ],
  };
  return parts[String(reason)] ?? ["The recovery code is not taken.", "sealgraph recovery code check"];
}

/** Why the server opens no recovery, or takes no word about one. */
const refusedRecovery: Readonly<Record<string, Words>> = {
  NOT_A_MEMBER: [
    "You are not in the recovery group.",
    "A custodian takes you in (sealgraph recovery member add), or you go by the code: --code.",
  ],
  CODE_NOT_PROVEN: ["This code is not the recovery group's.", "sealgraph recovery code check"],
  NO_BACKUP: [
    "There is no such backup of anything of theirs.",
    "sealgraph backup list shows what there is; sealgraph backup now takes one of what stands, where its key was handed over.",
  ],
  STALE_GROUP: ["The recovery group has changed meanwhile.", "sealgraph sync, and try again."],
  DUE_GROUP: [
    "Somebody had the recovery group's key who is to have it no more: a new one is made first.",
    "sealgraph recovery renew, by a custodian, or with --code",
  ],
  TOO_MANY_OPEN: ["20 recoveries of yours are not closed.", "sealgraph recovery close"],
  BAD_END: ["It cannot stay open that long.", "--for says how many hours, 1 to 168."],
  OWN_RECOVERY: ["You asked for this one yourself: another administrator agrees to it.", "sealgraph recovery list"],
  TOO_NEW: [
    "You became an administrator, or got other keys, only since it was asked for: somebody else agrees to it.",
    "sealgraph recovery list",
  ],
  BY_BREAK_GLASS: [
    "You are an administrator by a partner's break-glass: one of the company's own agrees to it.",
    "sealgraph recovery list",
  ],
  OVER: [
    "It is over: closed, forbidden, its time is up, or the right of whoever asked for it was taken.",
    "sealgraph recovery open asks anew.",
  ],
  WAITING: ["It is not open yet.", "sealgraph recovery list says what it waits for."],
};

/** Why policies about recovery are refused. */
export const refusedBackupPolicy: Readonly<Record<string, string>> = {
  WITHOUT_RECOVERY:
    "No recovery group is set up, so nobody could open what would be backed up. First: sealgraph recovery setup",
  UNFIT_RECOVERY:
    "The recovery group does not have what this says: a custodian for recovery-group, a code for recovery-code. See sealgraph recovery status",
};
