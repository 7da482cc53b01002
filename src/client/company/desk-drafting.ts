import type { Desk as DeskEntry } from "../../crypto/desk-entries.ts";
import { operation } from "../../crypto/link.ts";
import { type Drafting, draftInTenant } from "./drafting.ts";

export function draftDismissal(drafting: Drafting, { desk }: DeskEntry): void {
  draftInTenant(drafting, { operation: operation.DESK, subject: { desk, setting: null } });
}
