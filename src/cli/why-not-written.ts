/** Our own: a file that is read back otherwise than it was written. */
export const readBackOther = "READ_BACK";

/** Why the system did not write a file, as a person reads it; a code that is met seldom is said as it is. */
export const whyNotWritten = (code: string): string => reasons[code] ?? code;

const reasons: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EDQUOT: "your share of the disk is full",
  EEXIST: "it is there already",
  EIO: "the disk fails",
  EISDIR: "it is a folder",
  ENOENT: "its folder is not there",
  ENOSPC: "the disk is full",
  ENOTDIR: "what should be its folder is a file",
  EPERM: "you may not write there",
  EROFS: "the disk is read only",
  [readBackOther]: "what was written is not what is read there",
};
