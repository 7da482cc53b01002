import type { PrintedKit } from "../client/index.ts";
import { type KitPage, kitPage } from "../client/kit/page.ts";
import type { Locale } from "../words/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";

export const papers = ["a4", "letter"] as const;
export type Paper = (typeof papers)[number];

const margin = 54;
const labelWidth = 92;
const mono = "Courier-Bold";

/**
 * The Emergency Kit as one page of PDF, with fonts that every reader has. Throws BAD_KIT_FILE for text that these fonts
 * cannot write: better no page than one with a wrong address.
 */
export const kitPdf = (kit: PrintedKit, paper: Paper, locale: Locale = "en"): Promise<Uint8Array> =>
  pagePdf(kitPage(kit, locale), paper);

/** As `kitPdf`, of any page of this kind. */
export async function pagePdf(page: KitPage, paper: Paper): Promise<Uint8Array> {
  for (const { value } of page.fields) demandPdfWrites(value ?? "");
  // Loaded where it is needed: no other command waits for it.
  const { default: Document } = await import("pdfkit");
  const size = paper === "a4" ? "A4" : "LETTER";
  const document = new Document({ size, margin, compress: false, lang: page.locale, info: { Title: page.title } });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.once("end", resolve).once("error", reject);
  });
  draw(document, page);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Throws BAD_KIT_FILE for text that the PDF's fonts cannot write. */
export function demandPdfWrites(text: string): void {
  if (!/^[\x20-\x7e\xa0-\xff]*$/.test(text)) throw notWritable;
}

function draw(document: PDFKit.PDFDocument, page: KitPage): void {
  const width = document.page.width - 2 * margin;
  document.font("Times-Bold").fontSize(20).text(page.title);
  document.font("Times-Roman").fontSize(11).text(page.lead).moveDown(1);
  const top = document.y;
  for (const field of page.fields) drawField(document, field, width);
  document
    .lineWidth(1)
    .rect(margin, top, width, document.y - top)
    .stroke();
  document.x = margin;
  document.moveDown(1);
  for (const { heading, text } of page.sections) {
    document.font("Times-Bold").fontSize(11.5).text(heading);
    document.font("Times-Roman").fontSize(10.5).text(text).moveDown(0.6);
  }
  document.moveDown(0.6).fontSize(9).text(page.foot);
}

function drawField(
  document: PDFKit.PDFDocument,
  { label, value, hint }: KitPage["fields"][number],
  width: number,
): void {
  const [top, left] = [document.y, margin + 10];
  const inner = { width: width - labelWidth - 20 };
  document
    .font("Times-Bold")
    .fontSize(11)
    .text(label, left, top + 8, { width: labelWidth });
  document.font(mono).fontSize(11);
  if (value === null) {
    const line = top + 34;
    document
      .lineWidth(0.7)
      .moveTo(left + labelWidth, line)
      .lineTo(left + labelWidth + inner.width, line)
      .stroke();
    document.text("", left + labelWidth, line + 3, inner);
  } else {
    document.text(value, left + labelWidth, top + 8, inner);
  }
  if (hint) document.font("Times-Roman").fontSize(9).text(hint, inner);
  document.y += 7;
  document
    .lineWidth(0.4)
    .moveTo(margin, document.y)
    .lineTo(margin + width, document.y)
    .stroke();
}

const notWritable = new CommandFailure(
  exitCode.BAD_FILE,
  "BAD_KIT_FILE",
  "The address has characters that the PDF's fonts do not have.",
  "Print the kit from a page instead: sealgraph kit --html FILE.",
);
