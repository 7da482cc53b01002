const keptAt = "sealgraph-language";

/** The language that was chosen here; null where none was, or where the browser lets this page keep nothing and throws. */
export function keptLocale(): string | null {
  try {
    return window.localStorage.getItem(keptAt);
  } catch {
    return null;
  }
}

/** Where nothing can be kept, the next visit begins in the browser's language. */
export function keepLocale(locale: string): void {
  try {
    window.localStorage.setItem(keptAt, locale);
  } catch {
    // It is said elsewhere that nothing is kept.
  }
}
