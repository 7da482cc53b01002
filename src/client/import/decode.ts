import { ImportRefused } from "./refusals.ts";

export type ImportEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface DecodedFile {
  readonly text: string;
  readonly encoding: ImportEncoding;
}

const sampleLength = 4_096;

/**
 * The text of an export file, without its byte order mark. UTF-8 and UTF-16 are read strictly; Latin-1 (as
 * windows-1252) only where nothing else can be meant. Throws EMPTY_FILE, BINARY or MIXED_ENCODING.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  const wide = wideEncoding(bytes);
  const decoded = wide ? decodeAs(wide, bytes) : decodeNarrow(bytes);
  if (decoded.text.includes("\0")) throw new ImportRefused("BINARY");
  if (decoded.text.trim() === "") throw new ImportRefused("EMPTY_FILE");
  return decoded;
}

function decodeNarrow(bytes: Uint8Array): DecodedFile {
  if (bytes.includes(0)) throw new ImportRefused("BINARY");
  const lenient = new TextDecoder("utf-8").decode(bytes);
  if (!lenient.includes("\ufffd")) return { text: lenient, encoding: "utf-8" };
  const hasUtf8 = /[^\p{ASCII}\ufffd]/u.test(lenient);
  return hasUtf8 ? decodeAs("utf-8", bytes) : mendLatin1(decodeAs("windows-1252", bytes));
}

/** What windows-1252 has at 0x80 to 0x9f. Node decodes these as ISO 8859-1 has them: as control characters. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

const mendLatin1 = ({ text, encoding }: DecodedFile): DecodedFile => ({
  text: text.replace(/[\x80-\x9f]/g, (control) => windows1252.charAt(control.charCodeAt(0) - 0x80)),
  encoding,
});

function decodeAs(encoding: ImportEncoding, bytes: Uint8Array): DecodedFile {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    throw new ImportRefused("MIXED_ENCODING");
  }
}

/** UTF-16 by its byte order mark or, without one, by zeros that fill only every other byte. */
function wideEncoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const sample = bytes.subarray(0, sampleLength);
  const zeros = [0, 0] as [number, number];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[(at % 2) as 0 | 1]++;
  const most = sample.length / 4;
  if (zeros[0] === 0 && zeros[1] > most) return "utf-16le";
  return zeros[1] === 0 && zeros[0] > most ? "utf-16be" : null;
}
