export { chooseLocale, isLocale, type Locale, locales } from "./locale.ts";
export { isKey, type Key, say, sayIfThere, sayWith, type ValuesOf } from "./say.ts";
