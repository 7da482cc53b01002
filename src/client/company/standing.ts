/** Why a deed about somebody is none, said before anything is signed: the roster alone would only say that it is not allowed. */
import { equalBytes } from "../../crypto/bytes.ts";
import type { Id } from "../../crypto/keys.ts";
import { findMember, isActive, isAdministrator } from "../../crypto/roster-state.ts";
import { type Member, role } from "../../crypto/state-entries.ts";
import { SealgraphError } from "../errors.ts";
import type { UserRole } from "../transport/invitation-operation.ts";
import type { Drafting } from "./drafting.ts";

/** What an administrator does about somebody; a role is one that they are to have. */
export type Deed = UserRole | "SUSPEND" | "RESUME" | "REMOVE" | "PRIMARY";

const isSo: Readonly<Record<Deed, (member: Member) => boolean>> = {
  ADMINISTRATOR: (member) => member.role === role.ADMINISTRATOR,
  USER: (member) => member.role !== role.ADMINISTRATOR,
  SUSPEND: (member) => !isActive(member),
  RESUME: isActive,
  REMOVE: () => false,
  PRIMARY: ({ primary }) => primary,
};

/**
 * Throws ALREADY_SO where nothing would change, ONESELF, PERSON_SUSPENDED where they have to be let in again first, and
 * NOT_ADMINISTRATOR for a primary user who is none. Whoever is no administrator is told that by what they sign.
 */
export function checkStanding({ tenant, signer }: Drafting, { user }: { readonly user: Id }, deed: Deed): void {
  const member = findMember(tenant, user);
  if (member === undefined || !isAdministrator(findMember(tenant, signer.user))) return;
  if (isSo[deed](member)) throw new SealgraphError("ALREADY_SO");
  if ((deed === "SUSPEND" || deed === "REMOVE") && equalBytes(user, signer.user)) throw new SealgraphError("ONESELF");
  if (deed === "RESUME" || deed === "REMOVE") return;
  if (!isActive(member)) throw new SealgraphError("PERSON_SUSPENDED");
  if (deed === "PRIMARY" && !isAdministrator(member)) throw new SealgraphError("NOT_ADMINISTRATOR");
}
