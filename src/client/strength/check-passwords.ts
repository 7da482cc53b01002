import type { Checked } from "../kinds/check-item.ts";
import type { Finding } from "../kinds/findings.ts";
import { findKind } from "../kinds/kind.ts";
import { passwordStrength } from "./password-strength.ts";

/** Scores below this are reported. */
const enough = 3;

/**
 * A finding for every password of an item that is easy to guess, by one who knows what else stands in the item. Like
 * those of `checkItem`, they are for people to look at.
 */
export async function checkPasswords(item: Checked & { readonly title: string }): Promise<Finding[]> {
  const fields = Object.entries(findKind(item.kind)?.fields ?? {});
  const userInputs = [
    ...wordsOf(item.title),
    ...fields.flatMap(([name, { secret }]) => (secret ? [] : wordsOf(item.fields[name]))),
  ];
  const found: Finding[] = [];
  for (const [field, { type }] of fields) {
    const password = item.fields[field];
    if (type !== "PASSWORD" || typeof password !== "string" || password === "") continue;
    const { score } = await passwordStrength(password, { userInputs });
    if (score < enough) found.push({ field, code: "WEAK_PASSWORD" });
  }
  return found;
}

/** A text and its parts, such as the name in an address and the host in a URL. */
function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return typeof value === "string" ? [value, ...value.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2)] : [];
}
