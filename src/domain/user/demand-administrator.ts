import { Failure } from "../../errors.ts";
import { type Actor, isPortal } from "../context.ts";
import type { UserRow } from "./rows.ts";

/** What the company keeps for its administrators is shown in the portal, and to nobody else. Throws `WRONG_SURFACE`, `FORBIDDEN`. */
export function demandAdministrator(actor: Actor, viewer: UserRow | undefined): void {
  if (!isPortal(actor.surface)) throw new Failure("WRONG_SURFACE");
  if (viewer?.role !== "ADMINISTRATOR" || viewer.status !== "ACTIVE") throw new Failure("FORBIDDEN");
}
