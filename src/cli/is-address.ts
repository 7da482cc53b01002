import type { Check } from "./ask.ts";

export const isAddress: Check = (text) => (/^[^\s@]+@[^\s@]+$/.test(text.trim()) ? null : "This is no e-mail address.");
