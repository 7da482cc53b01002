import { chooseLocale, type Locale } from "sealgraph/client";
import { makeValue } from "../shell/value.ts";
import { first as firstEn } from "./first.en.ts";
import { first as firstFr } from "./first.fr.ts";
import { keepLocale, keptLocale } from "./kept-locale.ts";

export type { Locale };

type First = typeof firstEn;
type Rest = typeof import("./rest.en.ts").rest;

/** A text of this application. French has the same keys: a test says so. */
export type WordKey = keyof First | keyof Rest;

export interface Spoken {
  readonly locale: Locale;
  readonly messages: Readonly<Record<string, string>>;
}

const first: Readonly<Record<Locale, Spoken>> = {
  en: { locale: "en", messages: firstEn },
  fr: { locale: "fr", messages: firstFr },
};
const rest: Readonly<Record<Locale, () => Promise<{ readonly rest: Spoken["messages"] }>>> = {
  en: () => import("./rest.en.ts"),
  fr: () => import("./rest.fr.ts"),
};
/** All words of a language, once they were fetched. */
const whole = new Map<Locale, Spoken>();

export const spoken = makeValue<Spoken>(first[chooseLocale([keptLocale(), ...navigator.languages])]);

let wantsWhole = false;
let wanted = spoken.get().locale;

async function wordsOf(locale: Locale): Promise<Spoken> {
  if (!wantsWhole) return first[locale];
  const known = whole.get(locale);
  if (known) return known;
  const all = { locale, messages: { ...first[locale].messages, ...(await rest[locale]()).rest } };
  whole.set(locale, all);
  return all;
}

/** Who chooses twice while words are on their way hears the second. */
async function show(next: Locale): Promise<void> {
  wanted = next;
  const its = await wordsOf(next);
  if (wanted !== next) return show(wanted);
  spoken.set(its);
}

/** From now on, and the next time that this browser comes here, where it keeps anything. Rejects where the words do not come: then nothing changes. */
export async function speak(next: Locale): Promise<void> {
  const former = spoken.get().locale;
  await show(next).catch((error: unknown) => {
    wanted = former;
    throw error;
  });
  keepLocale(next);
}

/** Has what is said to whoever is in there too, before any of it is shown. */
export async function fetchAllWords(): Promise<void> {
  wantsWhole = true;
  await show(wanted).catch((error: unknown) => {
    wantsWhole = false;
    throw error;
  });
}
