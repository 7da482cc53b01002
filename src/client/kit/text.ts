import type { KitPage } from "./page.ts";

const width = 78;

/** As `pageHtml`, as plain text that every program opens: for a USB stick. It holds the secret of the page. */
export function pageText({ title, lead, fields, sections, foot }: KitPage): string {
  const labels = Math.max(...fields.map(({ label }) => label.length)) + 2;
  const shown = fields.flatMap(({ label, value, hint }) => [
    `  ${label.padEnd(labels)}${value ?? "_".repeat(width - labels - 2)}`,
    ...wrapped(hint, width - labels - 2).map((line) => `  ${" ".repeat(labels)}${line}`),
  ]);
  const told = sections.flatMap(({ heading, text }) => ["", heading, ...wrapped(text, width)]);
  return [title, "", ...wrapped(lead, width), "", ...shown, ...told, "", ...wrapped(foot, width), ""].join("\n");
}

/** Lines of at most so many characters, but for a word that is longer by itself. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text === "" ? [] : text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
