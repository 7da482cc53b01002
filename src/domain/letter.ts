import { type Key, type Locale, sayWith, type ValuesOf } from "../words/index.ts";
import type { Mail } from "./context.ts";

/** Whom a letter is for. */
export interface Reader {
  readonly address: string;
  readonly locale: Locale;
}

type NameIn<K extends Key> = K extends `letter.${infer Name}.subject` ? Name : never;
/** All letters that the server writes: each has a subject and a text. */
export type LetterName = NameIn<Key>;

/** Text is one line, or one for each of an array. */
type Given<Values> = {
  readonly [Name in keyof Values]: Values[Name] extends string ? string | readonly string[] : Values[Name];
};
type Values = { [N in LetterName]: Given<ValuesOf<`letter.${N}.subject`> & ValuesOf<`letter.${N}.text`>> };

/**
 * A letter in its reader's language. What people wrote (names, references) stands in it on one line, without characters that
 * move or turn what stands around them, and never reaches the head of the letter as more than its subject.
 */
export function letter<N extends LetterName>(
  { address, locale }: Reader,
  name: N,
  ...[values]: Readonly<Record<never, never>> extends Values[N] ? [] : [values: Values[N]]
): Mail {
  const its = Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, inLetter(value)]));
  return {
    to: address,
    subject: sayWith(locale, `letter.${name}.subject`, its),
    text: sayWith(locale, `letter.${name}.text`, its),
  };
}

/** `no` where there is no such name: the message has other words then. */
export const knows = (name: string | null): "yes" | "no" => (name === null ? "no" : "yes");

const longest = 2_000;

function inLetter(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLetter).join("\n");
  if (typeof value !== "string") return value;
  const line = value
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
  return line.length > longest ? `${[...line].slice(0, longest).join("")}…` : line;
}
