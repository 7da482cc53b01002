import type { Locale } from "./spoken.ts";

type CodeWords = typeof import("sealgraph/words");

let words: CodeWords | null = null;

/** The words that all clients have for codes of errors. They come with the SDK, of which the errors are. */
export async function fetchWordsOfCodes(): Promise<void> {
  words ??= await import("sealgraph/words");
}

export const sayCode = (locale: Locale, key: string): string | null | undefined => words?.sayIfThere(locale, key);
