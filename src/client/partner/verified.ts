import { toHex } from "../../crypto/bytes.ts";
import { deskRole } from "../../crypto/desk-entries.ts";
import { findDesk, findName, findStaff, listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { type DeskTexts, rightsOf, viewDesks } from "../company/desk-view.ts";
import { glassesIn, noGlassTexts } from "../company/glass-view.ts";
import { peopleIn } from "../company/people.ts";
import { allReasons, allStaff, type KnownNames, namesIn } from "../company/roster-names.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { companyDeskOperation, companyReasonsOperation } from "../transport/company-roster-operations.ts";
import type { DeskTextAnswer, StaffTextAnswer } from "../transport/desk-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import type { VerifiedCompany } from "./desks.ts";
import { companyTexts, invitationTexts } from "./invite.ts";
import { followCompany } from "./rosters.ts";

/** Users in one question. */
const most = 100;

/** A company as its own roster says; of whom no text opens what was signed, nobody is told who that is. */
export async function verifyCompany(core: Core, company: string): Promise<VerifiedCompany> {
  const chain = await inTurn(core, () => followCompany(core, company));
  const state = newestState(chain);
  const now = core.around.now();
  const glasses = glassesIn(chain, now).length > 0 ? await companyNames(core, company, chain) : noGlassTexts;
  const staff = { ...(await staffTexts(core, company, state)), glasses };
  const people = peopleIn(state, opened(core).user, await companyTexts(core, company));
  const name = findName(state)?.name;
  const { seq, hash } = state.head;
  return {
    tenant: company,
    name: typeof name === "string" ? name : null,
    seq,
    head: toHex(hash),
    people: people.map(({ you: _, awaiting: __, ...person }) => person),
    desks: viewDesks(chain, staff, now),
    you: ownPlace(core, state),
  };
}

/** What people, invitations and staff of a company are called, as far as texts open what its links commit to. */
export async function companyNames(core: Core, company: string, chain: Chain): Promise<KnownNames> {
  const texts = await companyTexts(core, company);
  const people = peopleIn(newestState(chain), opened(core).user, texts);
  const invitations = await invitationTexts(core, company);
  const staff = await allStaff(chain, async (users) => {
    const answer = await call(core, companyDeskOperation, { company, users });
    return answer.staff;
  });
  const all = [...texts.values(), ...invitations.values(), ...staff];
  const reasons = await allReasons(chain, (seqs) => call(core, companyReasonsOperation, { company, seqs }));
  return namesIn(chain, { people, texts: all, groups: new Map(), reasons });
}

/** What the server says of whoever is at a desk there. */
export async function staffTexts(core: Core, company: string, state: RosterState): Promise<Omit<DeskTexts, "glasses">> {
  const users = listEntries(state, entryType.STAFF).map(({ user }) => formatUuid(user));
  const staff = new Map<string, StaffTextAnswer>();
  const desks: DeskTextAnswer[] = [];
  for (let at = 0; at === 0 || at < users.length; at += most) {
    const answer = await call(core, companyDeskOperation, { company, users: users.slice(at, at + most) });
    for (const each of answer.staff) staff.set(each.user, each);
    if (at === 0) desks.push(answer.desk);
  }
  return { desks, staff };
}

function ownPlace(core: Core, state: RosterState): VerifiedCompany["you"] {
  const [desk, staff] = [findDesk(state, tenantOf(core).head.id), findStaff(state, opened(core).user)];
  if (!desk || !staff) return null;
  return { desk: formatUuid(desk.desk), keeper: staff.role === deskRole.KEEPER, rights: rightsOf(desk) };
}
