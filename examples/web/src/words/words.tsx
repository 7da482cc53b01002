import { type ReactNode, useEffect, useMemo, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { IntlProvider, useIntl } from "react-intl";
import { useValue } from "../shell/value.ts";
import { type Locale, spoken, type WordKey } from "./spoken.ts";
import { within } from "./within.ts";

export { speak } from "./spoken.ts";
export type { Locale, WordKey };

type Given = Readonly<Record<string, string | number | Date>>;

export const useSpoken = (): Locale => useValue(spoken).locale;

const safely = (given: Given): Given =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, typeof value === "string" ? within(value) : value]),
  );

/** Everything below speaks the person's language: our words, and those of the components. */
export function Words({ children }: { children: ReactNode }) {
  const { locale, messages } = useValue(spoken);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return (
    <IntlProvider locale={locale} messages={messages} defaultLocale="en">
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </IntlProvider>
  );
}

/** How components say something: `t(key)`, and dates and numbers as people write them. */
export function useWords() {
  const intl = useIntl();
  return useMemo(
    () => ({
      locale: intl.locale as Locale,
      t: (key: WordKey, given?: Given): string => intl.formatMessage({ id: key }, given && safely(given)),
      /** For keys that are made of data, a kind or a code: null where there is no such text. */
      maybe: (key: string): string | null =>
        Object.hasOwn(intl.messages, key) ? intl.formatMessage({ id: key }) : null,
      day: (date: Date) => intl.formatDate(date, { dateStyle: "medium" }),
      time: (date: Date) => intl.formatDate(date, { dateStyle: "medium", timeStyle: "short" }),
      ago: (date: Date) => ago(intl, date),
      number: (value: number) => intl.formatNumber(value),
      percent: (share: number) => intl.formatNumber(share, { style: "percent" }),
    }),
    [intl],
  );
}

export type Say = ReturnType<typeof useWords>;

const steps = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function ago(intl: ReturnType<typeof useIntl>, date: Date): string {
  const seconds = Math.round((date.getTime() - Date.now()) / 1_000);
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length)
      return intl.formatRelativeTime(Math.trunc(seconds / length), unit, { numeric: "auto" });
  }
  return intl.formatRelativeTime(0, "second", { numeric: "auto" });
}

/** Counts up while it is shown, for what says how long ago something was. */
export function useEvery(milliseconds: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setCount((before) => before + 1), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return count;
}
