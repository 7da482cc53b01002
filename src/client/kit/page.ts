import type { Locale } from "../../words/locale.ts";
import type { PrintedKit } from "./kit.ts";
import { pageWords } from "./words/index.ts";

/** What stands on the page of an Emergency Kit, whatever it is printed by. */
export interface KitPage {
  /** The language that it is written in. */
  readonly locale: Locale;
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly KitField[];
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  readonly foot: string;
}

export interface KitField {
  readonly label: string;
  /** null: a line to write on by hand. */
  readonly value: string | null;
  readonly hint: string;
}

/** The page of a kit, in plain words of its reader's language. */
export function kitPage(kit: PrintedKit, locale: Locale = "en"): KitPage {
  const words = pageWords[locale].kit;
  const since = kit.createdAt.toISOString().slice(0, 10);
  const code = kit.accountCode
    ? [{ label: words.accountCode, value: visible(kit.accountCode), hint: words.accountCodeHint }]
    : [];
  return {
    locale,
    title: words.title,
    lead: words.lead,
    fields: [
      { label: words.address, value: visible(kit.address), hint: "" },
      { label: words.server, value: visible(kit.server), hint: words.serverHint },
      { label: words.secretKey, value: visible(kit.secretKey), hint: words.secretKeyHint },
      { label: words.password, value: null, hint: words.passwordHint },
      ...code,
    ],
    sections: [
      { heading: words.what, text: words.whatText },
      { heading: words.where, text: words.whereText },
      { heading: words.lost, text: words.lostText(Boolean(kit.accountCode)) },
      { heading: words.found, text: kit.accountCode ? words.foundWithCode : words.foundText },
    ],
    foot: words.foot(since),
  };
}

/** Text of others as it is shown: what could turn its direction, hide it or break the line becomes a visible mark. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\ufffd");
}
