import type { DeskRight } from "sealgraph/client";
import type { Say } from "../../words/words.tsx";

/** What a desk may, and how long its break-glass waits where it may ask for one. */
export function termsInWords(rights: readonly DeskRight[], hours: number, t: Say["t"]): string {
  if (rights.length === 0) return t("company.desk.right.none");
  const words = rights.map((right) => t(`company.desk.right.${right}`)).join(", ");
  return rights.includes("BREAK_GLASS") ? `${words} (${t("company.desk.hours", { count: hours })})` : words;
}
