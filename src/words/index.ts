export { chooseLocale, isLocale, type Locale, locales } from "./locale.ts";
export { type Key, say, sayWith, type ValuesOf } from "./say.ts";
