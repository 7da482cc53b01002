import { IntlMessageFormat } from "intl-messageformat";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };
import type { Locale } from "./locale.ts";
import type { takes } from "./takes.ts";

export type Key = keyof typeof en;

interface Kinds {
  text: string;
  count: number;
  moment: Date;
}

/** What has to be given with the message of a key: nothing, with one that takes nothing. */
export type ValuesOf<K extends string> = K extends keyof typeof takes
  ? { readonly [Name in keyof (typeof takes)[K]]: Kinds[(typeof takes)[K][Name] & keyof Kinds] }
  : Readonly<Record<never, never>>;

/** The same keys in each: a test holds it. */
const messages: Readonly<Record<Locale, Readonly<Record<Key, string>>>> = { en, fr };

/** Whose dates and numbers: days before months, in both languages. */
const regions: Readonly<Record<Locale, string>> = { en: "en-GB", fr: "fr-FR" };

const day = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" } as const;
/** Times are of no place: they are said in UTC, and that they are. */
const formats = {
  date: { day, moment: { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } },
} as const;

const parsed = new Map<string, IntlMessageFormat>();

/**
 * A message in somebody's language. Values are put in as they are, and never read as a message: whoever puts in what people
 * wrote makes it safe for where it goes. Throws where a value is missing.
 */
export function say<K extends Key>(
  locale: Locale,
  key: K,
  ...[values]: K extends keyof typeof takes ? [values: ValuesOf<K>] : []
): string {
  return sayWith(locale, key, values);
}

/** The same for a key that is known only when it runs, whose values are checked then. */
export function sayWith(locale: Locale, key: Key, values?: Readonly<Record<string, unknown>>): string {
  const message = messages[locale][key];
  if (!message.includes("{")) return message;
  const name = `${locale} ${key}`;
  const format = parsed.get(name) ?? new IntlMessageFormat(message, regions[locale], formats, { ignoreTag: true });
  parsed.set(name, format);
  return String(format.format(values as Record<string, string | number | Date>));
}

export const isKey = (text: string): text is Key => Object.hasOwn(en, text);

/** The same where there is such a message, for what came from elsewhere; undefined where there is none. */
export const sayIfThere = (
  locale: Locale,
  key: string,
  values?: Readonly<Record<string, unknown>>,
): string | undefined => (isKey(key) ? sayWith(locale, key, values) : undefined);
