/** Inviting people into a company by its desk, and by break-glass (PROTOCOL §4.15, §4.16). */

import { encodeBase64url } from "../../crypto/base64url.ts";
import { isFounding } from "../../crypto/roster-state.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import {
  draftInvitations,
  draftVoid,
  type Invite,
  type Invited,
  invitationsIn,
  invited,
  type OpenInvitation,
  prepareInvitations,
  refuseMembers,
} from "../company/invitations.ts";
import { peopleIn } from "../company/people.ts";
import { type Core, inTurn, opened } from "../core.ts";
import type { InvitationAnswer, PersonAnswer } from "../transport/company-operations.ts";
import { companyInvitationsOperation, companyPeopleOperation } from "../transport/company-roster-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type AtDesk, actAtDesk } from "./act.ts";
import { followCompany } from "./rosters.ts";

/** Invitations in one deed. */
const portion = 50;

/**
 * As `Partner.invite` says.
 *
 * @param check what has to be so in the company, besides.
 */
export async function inviteByDesk(
  core: Core,
  company: string,
  people: readonly Invite[],
  onMade: (made: readonly Invited[]) => void = () => {},
  check: (at: AtDesk) => void = () => {},
): Promise<Invited[]> {
  const prepared = prepareInvitations(core, parseUuid(company), people);
  const state = newestState(await inTurn(core, () => followCompany(core, company)));
  // Before its first administrator joins nobody is in it.
  if (!isFounding(state)) {
    const texts = await companyTexts(core, company);
    refuseMembers(peopleIn(state, opened(core).user, texts), prepared);
  }
  const all: Invited[] = [];
  for (let at = 0; at < prepared.length; at += portion) {
    const some = prepared.slice(at, at + portion);
    const after = await actAtDesk(core, company, (desk) => {
      check(desk);
      draftInvitations(desk.drafting, some);
    });
    const made = some.map((each) => invited(core, after.state, each));
    all.push(...made);
    onMade(made);
  }
  return all;
}

/** Invitations that stand in the company's roster, whoever made them. */
export async function listDeskInvitations(core: Core, company: string): Promise<OpenInvitation[]> {
  const state = newestState(await inTurn(core, () => followCompany(core, company)));
  return invitationsIn(core, state, await invitationTexts(core, company));
}

export async function invitationTexts(core: Core, company: string): Promise<ReadonlyMap<string, InvitationAnswer>> {
  const texts = new Map<string, InvitationAnswer>();
  for (let after: string | null = null; ; ) {
    const page: { invitations: readonly InvitationAnswer[]; next: string | null } = await call(
      core,
      companyInvitationsOperation,
      { company, after },
    );
    for (const each of page.invitations) texts.set(encodeBase64url(each.key), each);
    if (page.next === null) return texts;
    after = page.next;
  }
}

export async function voidDeskInvitations(core: Core, company: string, keys: readonly string[]): Promise<void> {
  await actAtDesk(core, company, ({ drafting }) => draftVoid(drafting, keys));
}

/** People of a company as the server says it: nothing of it is shown before it opens what was signed. */
export async function companyTexts(core: Core, company: string): Promise<ReadonlyMap<string, PersonAnswer>> {
  const texts = new Map<string, PersonAnswer>();
  for (let after: string | null = null; ; ) {
    const page: { people: readonly PersonAnswer[]; next: string | null } = await call(core, companyPeopleOperation, {
      company,
      after,
    });
    for (const person of page.people) texts.set(person.user, person);
    if (page.next === null) return texts;
    after = page.next;
  }
}
