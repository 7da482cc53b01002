import { type Role, role } from "../../crypto/state-entries.ts";
import { Failure } from "../../errors.ts";
import type { ShareRole } from "../access.ts";

const roleNames: Readonly<Partial<Record<Role, ShareRole>>> = {
  [role.OWNER]: "OWNER",
  [role.EDITOR]: "EDITOR",
  [role.READER]: "READER",
  [role.READER_HIDDEN]: "READER_HIDDEN",
};

/** How a share's role is called. */
export function roleNameOf(its: Role): ShareRole {
  const name = roleNames[its];
  if (name === undefined) throw new Failure("INTERNAL");
  return name;
}
