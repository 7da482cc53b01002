import type { Locale } from "../../words/locale.ts";
import { type KitField, type KitPage, visible } from "./page.ts";
import { type PageWords, pageWords } from "./words/index.ts";

type SheetWords = PageWords["sheet"];

/** A recovery code, or one part of it, as it is printed. */
export interface RecoverySheet {
  /** Name of the company. */
  readonly company: string;
  /** Hash of the first link of its roster, in hexadecimal, where it is known. */
  readonly genesis?: string;
  /** Groups of six digits, as they were shown. */
  readonly code: string;
  /** Where the code was split: which of how many parts this is, and how many of them are the code. */
  readonly part: { readonly number: number; readonly of: number; readonly needed: number } | null;
  readonly madeAt: Date;
}

/** The sheet of a recovery code in plain words: for somebody who looks at it once, years later, on a bad day. */
export function recoverySheet({ company, genesis, code, part, madeAt }: RecoverySheet, locale: Locale = "en"): KitPage {
  const words = pageWords[locale].sheet;
  return {
    locale,
    title: part ? words.titleOfPart(part.number, part.of) : words.title,
    lead: part ? words.leadOfPart(part.needed, part.of) : words.lead,
    fields: [
      { label: words.company, value: visible(company), hint: "" },
      ...codeFields(code, words),
      ...(genesis === undefined ? [] : [genesisField(genesis, words)]),
    ],
    sections: [
      { heading: words.what, text: words.whatText },
      { heading: words.where, text: words.whereText(part !== null) },
      { heading: words.lost, text: part ? words.lostPart(part.needed) : words.lostText },
      { heading: words.found, text: part ? words.foundPart(part.needed) : words.foundText },
    ],
    foot: words.foot(madeAt.toISOString().slice(0, 10), part !== null),
  };
}

const genesisField = (genesis: string, words: SheetWords): KitField => ({
  label: words.roster,
  value: genesis.replace(/(.{8})(?=.)/g, "$1 "),
  hint: words.rosterHint,
});

/** In two lines, with the numbers by which a mistyped group is named. */
function codeFields(code: string, words: SheetWords): KitField[] {
  const groups = code.split(" ");
  const half = Math.ceil(groups.length / 2);
  return [
    { label: words.groups(1, half), value: groups.slice(0, half).join(" "), hint: "" },
    { label: words.groups(half + 1, groups.length), value: groups.slice(half).join(" "), hint: words.groupsHint },
  ];
}
