import { importBounds } from "./bounds.ts";
import { ImportRefused } from "./refusals.ts";

/**
 * The value of a JSON text. Throws NOT_JSON, MALFORMED_JSON, TRUNCATED, or TOO_MANY_ENTRIES where it would take many times
 * its own size as objects. The parser's own message quotes the file: it is not passed on.
 */
export function parseJson(text: string): unknown {
  let objects = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code === openBrace || code === openBracket) && ++objects > importBounds.objects)
      throw new ImportRefused("TOO_MANY_ENTRIES");
  }
  try {
    return JSON.parse(text);
  } catch {
    if (!/^\s*[{[]/.test(text)) throw new ImportRefused("NOT_JSON");
    throw new ImportRefused(/[}\]]\s*$/.test(text) ? "MALFORMED_JSON" : "TRUNCATED");
  }
}

const openBracket = 0x5b;
const openBrace = 0x7b;
