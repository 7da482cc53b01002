import { SaxesParser } from "saxes";
import { importBounds } from "./bounds.ts";
import { ImportRefused } from "./refusals.ts";

/** What happens in an XML text, in its order. */
export interface XmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** The text that stood directly in the element, with what a CDATA section held. */
  close(name: string, text: string): void;
}

/** What is fed at once. */
const portion = 65_536;

/**
 * Goes through an XML text, and keeps nothing of it. Document types are refused, so that no entity is ever declared, let
 * alone expanded or fetched; so is what lies too deep. Throws NOT_XML, MALFORMED_XML, TRUNCATED, XML_UNSAFE, XML_TOO_DEEP,
 * or what an event throws. The parser's own messages quote the file: they are not passed on.
 */
export function readXml(text: string, events: XmlEvents): void {
  if (!/^\s*</.test(text)) throw new ImportRefused("NOT_XML");
  const parser = new SaxesParser({ xmlns: false, position: false });
  const texts: string[] = [];
  const refuse = (reason: "MALFORMED_XML" | "XML_UNSAFE" | "XML_TOO_DEEP") => {
    throw new ImportRefused(reason);
  };
  const add = (more: string) => {
    const last = texts.length - 1;
    if (last >= 0) texts[last] += more;
  };
  parser.on("error", () => refuse("MALFORMED_XML"));
  parser.on("doctype", () => refuse("XML_UNSAFE"));
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("opentag", ({ name, attributes }) => {
    if (texts.length === importBounds.xmlDepth) refuse("XML_TOO_DEEP");
    texts.push("");
    events.open(name, attributes);
  });
  parser.on("closetag", ({ name }) => events.close(name, texts.pop() ?? ""));
  for (let at = 0; at < text.length; at += portion) parser.write(text.slice(at, at + portion));
  if (texts.length > 0) throw new ImportRefused("TRUNCATED");
  parser.close();
}
