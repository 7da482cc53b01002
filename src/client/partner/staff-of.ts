import { call } from "../account/session.ts";
import { listPeople } from "../company/people.ts";
import { type Core, inTurn } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  listStaffOperation,
  removeStaffOperation,
  type StaffAnswer,
  type StaffRefusal,
  setStaffOperation,
} from "../transport/staff-operations.ts";
import { type PartnerStaff, type PartnerStaffMember, type StaffRole, type StaffScope, staffRoles } from "./staff.ts";

export function staffOf(core: Core): PartnerStaff {
  return {
    list: async () => {
      await inTurn(core, () => fetchAll(core));
      const people = new Map((await listPeople(core)).map((person) => [person.user, person]));
      return (await fetchStaff(core)).map((each): PartnerStaffMember => {
        const { name = null, address = null } = people.get(each.user) ?? {};
        return { ...each, name, address };
      });
    },
    set: async (user, role, scope = { scope: "ALL" }) => {
      if (!staffRoles.includes(role)) refuseInput("role");
      demandDone(await call(core, setStaffOperation, { input: { user, role, ...wireOf(role, scope) } }));
    },
    remove: async (user) => demandDone(await call(core, removeStaffOperation, { input: { user } })),
  };
}

/** Who is on the staff, by what the server says of it. */
export async function fetchStaff(core: Core): Promise<StaffAnswer[]> {
  const all: StaffAnswer[] = [];
  for (let after: string | null = null; ; ) {
    const page: { staff: readonly StaffAnswer[]; next: string | null } = await call(core, listStaffOperation, {
      after,
    });
    all.push(...page.staff);
    if (page.next === null) return all;
    after = page.next;
  }
}

function wireOf(role: StaffRole, scope: StaffScope) {
  if (scope.scope !== "ALL" && (role === "OWNER" || role === "ADMINISTRATOR")) refuseInput("scope");
  if (scope.scope === "LABELS") return { scope: scope.scope, labels: scope.labels };
  return scope.scope === "LIST" ? { scope: scope.scope, companies: scope.companies } : { scope: scope.scope };
}

function demandDone(refusal: StaffRefusal | null): void {
  if (refusal === "LAST_OWNER") throw new SealgraphError("LAST_OWNER_OF_PARTNER");
  if (refusal === "NOT_ADMINISTRATOR") throw new SealgraphError("NOT_ADMINISTRATOR");
  if (refusal === "TOO_MANY") throw new SealgraphError("LIMIT_EXCEEDED", { limit: "STAFF" });
}
