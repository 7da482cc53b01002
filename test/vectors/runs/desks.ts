import type { Runs } from "../given.ts";
import { runChain } from "./rosters.ts";

export const deskRuns: Runs = {
  "link-desk": runChain,
  "link-break-glass": runChain,
};
