/** The languages that people are written to in, by their BCP 47 tags. The first is for whoever asks for another. */
export const locales = ["en", "fr"] as const;

export type Locale = (typeof locales)[number];

export const isLocale = (text: string): text is Locale => (locales as readonly string[]).includes(text);

/**
 * The first language that there is, of those that somebody wants: `fr-CA`, `fr_FR.UTF-8` and `FR` are `fr`. A list as browsers
 * (`navigator.languages`) and environments (`LANG`) have it, the most wanted first. English where there is none of them.
 */
export function chooseLocale(wanted: readonly (string | null | undefined)[]): Locale {
  for (const tag of wanted) {
    const language = /^[a-z]{2,3}(?![a-z])/i.exec(tag?.trim() ?? "")?.[0].toLowerCase();
    if (language !== undefined && isLocale(language)) return language;
  }
  return locales[0];
}
