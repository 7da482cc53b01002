/**
 * The forms in which a text could stand somewhere: UTF-8, UTF-16 in both orders, hexadecimal in both cases, base64 at
 * its three offsets. Of base64 only the characters that do not depend on what stands before and behind.
 */
export function encodingsOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text, "utf8");
  const utf16 = Buffer.from(text, "utf16le");
  const forms = [utf8, utf16, Buffer.from(utf16).swap16()];
  const base64 = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), utf8]).toString("base64");
    const [from, to] = [Math.ceil((offset * 4) / 3), Math.floor(((offset + utf8.length) * 4) / 3)];
    return padded.slice(from, to);
  });
  const hex = utf8.toString("hex");
  const ascii = [
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
    hex,
    hex.toUpperCase(),
  ];
  return [...forms, ...ascii.map((form) => Buffer.from(form, "latin1"))];
}

/** Which of the texts stand in the bytes, in any encoding. */
export const findIn = (bytes: Buffer, texts: readonly string[]): string[] =>
  texts.filter((text) => encodingsOf(text).some((form) => bytes.includes(form)));
