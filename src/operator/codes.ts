import { randomInt } from "node:crypto";

export type CodeKind = "TEAM" | "PARTNER";

/** Without letters that look like digits. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A code of 100 random bits, as it is read out or typed. */
export function makeCode(prefix: CodeKind): string {
  const groups = Array.from({ length: 5 }, () => Array.from({ length: 4 }, () => alphabet[randomInt(32)]).join(""));
  return `${prefix}-${groups.join("-")}`;
}
