import type { Locale } from "../../words/locale.ts";
import type { PrintedKit } from "./kit.ts";
import { type KitField, type KitPage, kitPage } from "./page.ts";

/**
 * The Emergency Kit as a page to print, A4 or Letter: one file that loads nothing, runs nothing, and holds every text of
 * others escaped. It holds the Secret Key: write it only where nobody else reads, and delete it once it is printed.
 */
export const emergencyKitHtml = (kit: PrintedKit, locale: Locale = "en"): string => pageHtml(kitPage(kit, locale));

/** As `emergencyKitHtml`, of any page of this kind. */
export function pageHtml({ locale, title, lead, fields, sections, foot }: KitPage): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, noarchive">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="lead">${escaped(lead)}</p>
<dl>
${fields.map(fieldOf).join("\n")}
</dl>
${sections.map(({ heading, text }) => `<h2>${escaped(heading)}</h2>\n<p>${escaped(text)}</p>`).join("\n")}
<footer>${escaped(foot)}</footer>
</main>
</body>
</html>
`;
}

const fieldOf = ({ label, value, hint }: KitField): string =>
  `<div><dt>${escaped(label)}</dt><dd>${value === null ? '<span class="line"></span>' : `<bdi>${escaped(value)}</bdi>`}${hint && `<small>${escaped(hint)}</small>`}</dd></div>`;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

const escaped = (text: string): string => text.replace(/[&<>"'`]/g, (character) => entities[character] ?? "");

const style = `
@page { margin: 18mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #000; background: #fff; font: 11pt/1.45 Georgia, "Times New Roman", serif; }
main { max-width: 174mm; margin: 0 auto; padding: 12mm 6mm; }
h1 { font-size: 20pt; margin: 0 0 2mm; }
h2 { font-size: 11.5pt; margin: 5mm 0 0; break-after: avoid; }
p { margin: 0.5mm 0 0; }
dl { margin: 6mm 0 0; border: 0.4mm solid #000; }
dl div { display: flex; padding: 3mm 4mm; border-top: 0.2mm solid #000; break-inside: avoid; }
dl div:first-child { border-top: 0; }
dt { flex: 0 0 32mm; font-weight: bold; }
dd { flex: 1; margin: 0; min-width: 0; }
bdi { font: bold 12pt/1.4 "Courier New", Courier, monospace; overflow-wrap: anywhere; }
.line { display: block; height: 9mm; border-bottom: 0.3mm solid #000; }
small { display: block; font-size: 9pt; }
footer { margin-top: 7mm; padding-top: 2mm; border-top: 0.2mm solid #000; font-size: 9pt; }
@media print { main { max-width: none; padding: 0; } }
`;
