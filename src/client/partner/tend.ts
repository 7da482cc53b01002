/** Bringing the desks of companies to the partner's staff (PROTOCOL §4.15): who may act in a company by the partner's word is at its desk. */
import { equalBytes } from "../../crypto/bytes.ts";
import { deskRole, type Staff } from "../../crypto/desk-entries.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { keepersOf, staffOf } from "../../crypto/roster-state.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { draftInTenant } from "../company/drafting.ts";
import { listPeople, opens } from "../company/people.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import type { ListedCompany } from "../transport/partner-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type AtDesk, actAtDesk } from "./act.ts";
import type { CompanyOutcome, DeskChange, DeskPreview, OverCompanies, PartnerDesks } from "./desks.ts";
import { overCompanies } from "./over.ts";
import { type NamedStaff, namedStaff } from "./own-person.ts";
import { companiesFor } from "./reads.ts";
import { followCompany } from "./rosters.ts";
import type { StaffRole, StaffScope } from "./staff.ts";
import { fetchStaff } from "./staff-of.ts";
import { standingIn } from "./standing.ts";
import { staffTexts } from "./verified.ts";

/** Roles that act in companies; the others only look, or sell. */
const acting: readonly StaffRole[] = ["OWNER", "ADMINISTRATOR", "TECHNICIAN"];

export function partnerDesksOf(core: Core): PartnerDesks {
  return {
    preview: (over = {}) => preview(core, over),
    tend: (previews, over = {}) => tend(core, previews, over),
    setKeeper: (company, user, keeper) => setKeeper(core, company, user, keeper),
    leave: async (company) => {
      await actAtDesk(core, company, ({ drafting, standing: { desk } }) =>
        draftInTenant(drafting, { operation: operation.DESK, subject: { desk: desk.desk, setting: null } }),
      );
    },
  };
}

/** As `PartnerDesks.preview` says. */
async function preview(core: Core, over: OverCompanies): Promise<DeskPreview[]> {
  // Who is who is what the partner's own roster says now; who has which role and scope, the server.
  await inTurn(core, () => fetchAll(core));
  const staff = (await fetchStaff(core)).filter(({ role, counts }) => counts && acting.includes(role));
  const named = await namedStaff(
    core,
    staff.map(({ user }) => user),
  );
  const people = new Map((await listPeople(core)).map((person) => [person.user, person]));
  const previews: DeskPreview[] = [];
  await overCompanies(await companiesFor(core, over), over, async (company) => {
    const wanted = new Map(
      staff.flatMap((each): [string, NamedStaff][] => {
        const its = named.get(each.user);
        return its && isFor(each, company) ? [[each.user, its]] : [];
      }),
    );
    const its = await previewFor(core, company, wanted, people);
    previews.push(its);
    return its.changes.length > 0;
  });
  return previews;
}

async function previewFor(
  core: Core,
  { tenant, name }: ListedCompany,
  wanted: ReadonlyMap<string, NamedStaff>,
  people: ReadonlyMap<string, Pick<DeskChange, "name" | "address">>,
): Promise<DeskPreview> {
  try {
    const state = newestState(await inTurn(core, () => followCompany(core, tenant)));
    const { desk, staff: own } = standingIn(core, state);
    if (own.role !== deskRole.KEEPER) return { tenant, name, changes: [], keeper: false, refusal: null };
    const here = new Map(staffOf(state, desk.desk).map((each) => [formatUuid(each.user), each]));
    const gone = [...here.keys()].filter((user) => user !== formatUuid(own.user) && !wanted.has(user));
    const unnamed = gone.some((user) => (people.get(user)?.name ?? null) === null);
    const { staff: texts } = unnamed ? await staffTexts(core, tenant, state) : { staff: new Map() };
    const goes = gone.map((user): DeskChange => {
      const text = texts.get(user);
      const known = text && opens((here.get(user) as Staff).person, text) ? text : null;
      const its = people.get(user);
      const [named, address] = [its?.name ?? known?.name ?? null, its?.address ?? known?.address ?? null];
      return { user, name: named, address, change: "GOES" };
    });
    const comes = [...wanted].flatMap(([user, its]): DeskChange[] => {
      const entry = here.get(user);
      if (user === formatUuid(own.user) || (entry && isSame(entry, its))) return [];
      const { name: called, address } = its.text;
      return [{ user, name: called, address, change: entry ? "KEYS" : "COMES" }];
    });
    return { tenant, name, changes: [...goes, ...comes], keeper: true, refusal: null };
  } catch (error) {
    if (!(error instanceof SealgraphError) || !refusals.includes(error.code)) throw error;
    return { tenant, name, changes: [], keeper: false, refusal: error.code };
  }
}

/** What keeps one company from it, and no other. */
const refusals: readonly string[] = ["FORBIDDEN", "NOT_FOUND", "DESK_UNFIT"];

/** As `PartnerDesks.tend` says. The server is asked for no role and no scope here: who is signed was shown to whoever signs. */
async function tend(
  core: Core,
  previews: readonly DeskPreview[],
  over: Omit<OverCompanies, "companies">,
): Promise<CompanyOutcome[]> {
  const given: unknown = previews;
  if (!Array.isArray(given)) refuseInput("previews");
  await inTurn(core, () => fetchAll(core));
  const coming = previews.flatMap(({ changes }) => changes.filter(({ change }) => change !== "GOES"));
  const named = await namedStaff(
    core,
    coming.map(({ user }) => user),
  );
  return overCompanies(
    previews,
    over,
    async ({ tenant, changes }) =>
      (await actAtDesk(core, tenant, (at) => draftStaff(core, at, changes, named))).changed,
  );
}

/** Whether a company is in somebody's scope. Labels are the server's word: whom that brings to a desk the partner's own roster names. */
function isFor(staff: StaffScope, { tenant, labels }: ListedCompany): boolean {
  if (staff.scope === "ALL") return true;
  if (staff.scope === "LIST") return staff.companies.includes(tenant);
  return staff.labels.some((label) => labels.includes(label));
}

/** These changes and none besides, with the keys of now. The account itself stays: nobody is left who would go on otherwise. */
function draftStaff(
  core: Core,
  { drafting, standing: { desk, staff: own } }: AtDesk,
  changes: readonly DeskChange[],
  named: ReadonlyMap<string, NamedStaff>,
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
  for (const { user, change } of changes) {
    const entry = here.get(user);
    if (change === "GOES" && entry && user !== self) sign(entry.user, null);
  }
  for (const shown of changes) {
    const { user, change } = shown;
    const [entry, its] = [here.get(user), named.get(user)];
    // Whoever has another name by now was not shown, and whoever went meanwhile does not come back by their keys.
    if (change === "GOES" || user === self || !its || !isShown(its, shown) || (change === "KEYS" && !entry)) continue;
    if (entry && isSame(entry, its)) continue;
    const { signingKey, xwingKeyHash, person } = its;
    sign(parseUuid(user), { role: entry?.role ?? deskRole.STAFF, signingKey, xwingKeyHash, person }, its);
  }
}

const isShown = ({ text }: NamedStaff, { name, address }: DeskChange): boolean =>
  text.name === name && text.address === address;

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
