/** Groups of a recovery code, or of a part of one, as a person types them. */
import { wrongDigitGroup } from "../crypto/client/digit-groups.ts";

/** Six digits each, by the separators where there are any, else cut. */
export const digitsIn = (text: string): string[] => text.replace(/[\s-]+/g, "").match(/.{1,6}/gs) ?? [];

/** What is wrong with groups that come behind those before, where there are `count` in all; null: nothing. */
export function wrongDigits(groups: readonly string[], before: readonly string[], count: number): string | null {
  const all = [...before, ...groups];
  const wrong = wrongDigitGroup(all.join(""), count);
  if (groups.length === 0) return `Group ${all.length + 1} has six digits.`;
  if (wrong === null || (wrong > all.length && all.length < count)) return null;
  return wrong > count
    ? `There are ${count} groups of 6 digits; this has more.`
    : `Group ${wrong} is not right: look at its six digits again.`;
}

/** How many parts it takes, as each of them says in its second group. */
export const neededOf = (part: string): number => Math.floor(Number(digitsIn(part)[1] ?? "0") / 11 / 256);
