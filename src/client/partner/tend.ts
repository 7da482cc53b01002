/** Bringing the desks of companies to the partner's staff (PROTOCOL §4.15): who may act in a company by the partner's word is at its desk. */
import { equalBytes } from "../../crypto/bytes.ts";
import { deskRole, type Staff } from "../../crypto/desk-entries.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { keepersOf, staffOf } from "../../crypto/roster-state.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { draftInTenant } from "../company/drafting.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import type { ListedCompany } from "../transport/partner-operations.ts";
import { type AtDesk, actAtDesk } from "./act.ts";
import type { CompanyOutcome, OverCompanies, PartnerDesks } from "./desks.ts";
import { overCompanies } from "./over.ts";
import { type NamedStaff, namedStaff } from "./own-person.ts";
import { companiesFor } from "./reads.ts";
import type { StaffRole, StaffScope } from "./staff.ts";
import { fetchStaff } from "./staff-of.ts";

/** Roles that act in companies; the others only look, or sell. */
const acting: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR", "TECHNICIAN"];

export function partnerDesksOf(core: Core): PartnerDesks {
  return {
    tend: (over = {}) => tend(core, over),
    setKeeper: (company, user, keeper) => setKeeper(core, company, user, keeper),
    leave: async (company) => {
      await actAtDesk(core, company, ({ drafting, standing: { desk } }) =>
        draftInTenant(drafting, { operation: operation.DESK, subject: { desk: desk.desk, setting: null } }),
      );
    },
  };
}

/** As `PartnerDesks.tend` says. */
async function tend(core: Core, over: OverCompanies): Promise<CompanyOutcome[]> {
  // Who is who is what the partner's own roster says now.
  await inTurn(core, () => fetchAll(core));
  const staff = (await fetchStaff(core)).filter(({ role, counts }) => counts && acting.includes(role));
  const named = await namedStaff(
    core,
    staff.map(({ user }) => user),
  );
  const companies = await companiesFor(core, over);
  return overCompanies(companies, over, async (company) => {
    const wanted = new Map(
      staff.flatMap((each): [string, NamedStaff][] => {
        const its = named.get(each.user);
        return its && isFor(each, company) ? [[each.user, its]] : [];
      }),
    );
    return (await actAtDesk(core, company.tenant, (at) => draftStaff(core, at, wanted))).changed;
  });
}

/** Whether a company is in somebody's scope. Labels are the server's word: whom that brings to a desk the partner's own roster names. */
function isFor(staff: StaffScope, { tenant, labels }: ListedCompany): boolean {
  if (staff.scope === "ALL") return true;
  if (staff.scope === "LIST") return staff.companies.includes(tenant);
  return staff.labels.some((label) => labels.includes(label));
}

/** Whoever is wanted with the keys of now, and nobody else. The account itself stays: nobody is left who would go on otherwise. */
function draftStaff(
  core: Core,
  { drafting, standing: { desk, staff: own } }: AtDesk,
  wanted: ReadonlyMap<string, NamedStaff>,
) {
  if (own.role !== deskRole.KEEPER) return;
  const self = formatUuid(opened(core).user);
  const here = new Map(staffOf(drafting.tenant, desk.desk).map((each) => [formatUuid(each.user), each]));
  const sign = (
    user: Id,
    setting: Pick<Staff, "role" | "signingKey" | "xwingKeyHash" | "person"> | null,
    its?: NamedStaff,
  ) => {
    const subject = { desk: desk.desk, user, setting };
    const more = its ? { text: its.text, staffKey: its.publicKey } : {};
    draftInTenant(drafting, { operation: operation.STAFF, subject }, more);
  };
  // First whoever goes, so that there is room.
  for (const [user, entry] of here) if (user !== self && !wanted.has(user)) sign(entry.user, null);
  for (const [user, its] of wanted) {
    const entry = here.get(user);
    const { signingKey, xwingKeyHash, person } = its;
    if (user === self || (entry && isSame(entry, its))) continue;
    sign(parseUuid(user), { role: entry?.role ?? deskRole.STAFF, signingKey, xwingKeyHash, person }, its);
  }
}

const isSame = (entry: Staff, { signingKey, xwingKeyHash, person }: NamedStaff): boolean =>
  equalBytes(entry.signingKey, signingKey) &&
  equalBytes(entry.xwingKeyHash, xwingKeyHash) &&
  equalBytes(entry.person, person);

async function setKeeper(core: Core, company: string, user: string, keeper: boolean): Promise<void> {
  await inTurn(core, () => fetchAll(core));
  const its = (await namedStaff(core, [user])).get(user);
  await actAtDesk(core, company, ({ drafting, standing: { desk } }) => {
    const entry = staffOf(drafting.tenant, desk.desk).find((each) => formatUuid(each.user) === user);
    if (!entry || !its) throw new SealgraphError("NOT_FOUND", { part: "user" });
    const role = keeper ? deskRole.KEEPER : deskRole.STAFF;
    if (entry.role === role) throw new SealgraphError("ALREADY_SO");
    if (!keeper && keepersOf(drafting.tenant, desk.desk).length === 1) throw new SealgraphError("LAST_KEEPER");
    const { signingKey, xwingKeyHash, person, text, publicKey } = its;
    const subject = { desk: desk.desk, user: entry.user, setting: { role, signingKey, xwingKeyHash, person } };
    draftInTenant(drafting, { operation: operation.STAFF, subject }, { text, staffKey: publicKey });
  });
}
