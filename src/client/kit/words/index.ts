import type { Locale } from "../../../words/locale.ts";
import { en, type PageWords } from "./en.ts";
import { fr } from "./fr.ts";

export type { PageWords };

export const pageWords: Readonly<Record<Locale, PageWords>> = { en, fr };
