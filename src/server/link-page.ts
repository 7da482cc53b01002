/** What a link of an invitation leads to where there is no web client to open it: words, and nothing that could be run. */
import { type Locale, locales, say } from "../words/index.ts";
import { answer, type Exchange } from "./http-answer.ts";

/** What links lead into (PROTOCOL §4.9, §4.12). The secret stands behind `#`, which no browser sends. */
export type LinkKind = "JOIN" | "SHARE";

const kinds: ReadonlyMap<string, LinkKind> = new Map([
  ["/join", "JOIN"],
  ["/share", "SHARE"],
]);

/** What a path is the link of; null for every other. Programs that handle mail like to add a slash. */
export const linkKindOf = (path: string): LinkKind | null => kinds.get(path.replace(/\/$/, "")) ?? null;

/** Nothing is loaded and nothing runs. */
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const said = {
  JOIN: {
    title: "page.link.JOIN",
    commands: "sealgraph signup --invited\nsealgraph company join",
    which: "page.link.JOIN.which",
  },
  SHARE: { title: "page.link.SHARE", commands: "sealgraph share join", which: "page.link.SHARE.which" },
} as const;

export function answerLinkInWords(kind: LinkKind, exchange: Exchange): void {
  const headers = ["content-security-policy", policy, "x-frame-options", "DENY", "x-robots-tag", "noindex"];
  answer(exchange, 200, "text/html; charset=utf-8", pages[kind], headers);
}

function partOf(kind: LinkKind, locale: Locale): string {
  const { title, commands, which } = said[kind];
  return [
    `<section lang="${locale}">`,
    `<h1>${say(locale, title)}</h1>`,
    `<p>${say(locale, "page.link.how")}</p>`,
    `<pre>${commands}</pre>`,
    `<p>${say(locale, which)}</p>`,
    `<p>${say(locale, "page.link.alone")}</p>`,
    "</section>",
  ].join("\n");
}

const pageOf = (kind: LinkKind): string =>
  [
    "<!doctype html>",
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Sealgraph</title></head>',
    "<body>",
    locales.map((locale) => partOf(kind, locale)).join("\n<hr>\n"),
    "</body>",
    "</html>",
    "",
  ].join("\n");

const pages: Readonly<Record<LinkKind, string>> = { JOIN: pageOf("JOIN"), SHARE: pageOf("SHARE") };
