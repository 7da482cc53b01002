import { ProtocolError } from "./errors.ts";
import type { Drafted, LinkDraft } from "./link.ts";
import { findMember, findStaff, isAdministrator, type StateEntries } from "./roster-state.ts";

export type TenantLink<O extends LinkDraft["operation"]> = Drafted<1, O>;

/** Of staff it is known that they may do this as administrators do. */
export function demandAdministrator(before: StateEntries, { author }: LinkDraft): void {
  if (findStaff(before, author.user)) return;
  if (!isAdministrator(findMember(before, author.user))) throw new ProtocolError("NOT_ALLOWED", "administrator");
}
