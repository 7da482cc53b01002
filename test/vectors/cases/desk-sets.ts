import { breakGlassCases } from "./break-glass-links.ts";
import { deskCases } from "./desk-links.ts";
import type { Cases } from "./fixed.ts";

export const deskCaseSets: Readonly<Record<string, Cases>> = {
  "link-desk": deskCases,
  "link-break-glass": breakGlassCases,
};
