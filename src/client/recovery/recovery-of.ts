import type { Core } from "../core.ts";
import { casesOf } from "./case/cases-of.ts";
import type { Recovery } from "./recovery.ts";
import { setupOf } from "./setup-of.ts";

export function recoveryOf(core: Core): Recovery {
  const setup = setupOf(core);
  return { ...setup, ...casesOf(core, setup.removeMember) };
}
