/** Letters that are one in Unicode and two, or another, on a keyboard that has none of them. */
const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** In small letters, without accents, and without what is not seen. Most texts are plain, and to look for the rest takes ten times as long. */
function folded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  const bare = text.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
  return bare.toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => letters[letter] ?? letter);
}

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
const withoutPunctuation = (word: string): string => word.replace(/[\p{P}\p{S}]/gu, "");

/**
 * What is searched, of texts that are found together, to be kept where they are searched often. Every word with punctuation stands in
 * it without that, too.
 */
export function searchable(texts: readonly string[]): string {
  const text = folded(texts.join("\n"));
  if (!/[^\w\s]/.test(text)) return text;
  const words = wordsOf(text);
  return [text, ...words.filter((word) => withoutPunctuation(word) !== word).map(withoutPunctuation)].join("\n");
}

/**
 * Whether every word of a search stands in what is `searchable`, wherever: in capitals or not, with its accents or without, with its
 * punctuation, without it, or as the words that it is made of. "wifi" finds "Wi-Fi", and "wi-fi" finds "Wifi". A search of no
 * words finds everything.
 */
export function foundIn(search: string): (text: string) => boolean {
  const words = wordsOf(search).map(waysToWrite);
  return (text) => words.every((ways) => ways.some((way) => way.every((part) => text.includes(part))));
}

/** Each way is words that all have to stand there. One letter is not what anybody meant who wrote "C++". */
function waysToWrite(word: string): string[][] {
  const whole = folded(word);
  const bare = withoutPunctuation(whole);
  if (whole === "") return [];
  if (bare === whole || bare.length < 2) return [[whole]];
  return [[whole], [bare], whole.split(/[\p{P}\p{S}]+/u).filter((part) => part !== "")];
}
