import { isLocale, type Locale } from "../../words/locale.ts";
import type { Core } from "../core.ts";
import { refuseInput } from "../errors.ts";
import { setLocaleOperation } from "../transport/session-operations.ts";
import { call } from "./session.ts";

/** Throws INVALID_INPUT for a language that the server does not write. */
export const parseLocale = (text: string): Locale => (isLocale(text) ? text : refuseInput("locale"));

/** Has the server write to the person in this language from now on. */
export const setLocale = (core: Core, text: string): Promise<Locale> =>
  call(core, setLocaleOperation, { input: { locale: parseLocale(text) } });
