import { equalBytes } from "../../crypto/bytes.ts";
import type { TenantAct } from "../../crypto/client/tenant-link.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { findAwaiting, findMember, findName, isAdministrator, listEntries } from "../../crypto/roster-state.ts";
import { entryType, groupClass, role } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { parseAddress, parseName } from "../account/begin.ts";
import { moveAccount } from "../account/move-account.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { settleAsNewcomer } from "../recovery/entrust/newcomer.ts";
import { type CompanyShares, companySharesOf } from "../shares/company-shares.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  cutOperation,
  deletePersonOperation,
  redeemTenantCodeOperation,
  type TenantAnswer,
  tenantOperation,
} from "../transport/company-operations.ts";
import type { UserRole } from "../transport/invitation-operation.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { type AuditLog, auditLogOf } from "./audit.ts";
import type { CompanyDesks } from "./desks.ts";
import { desksOf } from "./desks-of.ts";
import { draftCheckpoints } from "./draft-checkpoints.ts";
import { draftInGroup } from "./draft-group.ts";
import { draftInTenant } from "./drafting.ts";
import { type FormerPerson, listFormer } from "./former.ts";
import { type Groups, groupsOf } from "./groups.ts";
import { type InvitationView, verifyInvitation } from "./invitation.ts";
import {
  type Invite,
  type Invited,
  invite,
  listInvitations,
  type OpenInvitation,
  voidInvitations,
  voidInvitationsOf,
} from "./invitations.ts";
import { changePerson, requestAddressChange } from "./own-person.ts";
import { listPeople, memberNamed, type Person, roleOf } from "./people.ts";
import { type CompanyPolicies, policiesOf } from "./policies/policies.ts";
import { type RosterOptions, type RosterView, rosterOf } from "./roster.ts";
import { checkStanding, type Deed } from "./standing.ts";

export interface CompanyView {
  readonly tenant: string;
  /** As its administrators signed it; null while they have not. */
  readonly name: string | null;
  readonly plan: TenantAnswer["plan"];
  readonly trialEndsAt: Date | null;
  readonly seats: number;
  /** Open invitations included. */
  readonly seatsTaken: number;
  /** Those that ran out and were not taken back are open still, and take a seat. */
  readonly openInvitations: number;
  /** Since when the operator has it suspended: it is read, and not written to. Null where they have not. */
  readonly suspendedAt: Date | null;
  readonly you: { readonly role: UserRole; readonly primary: boolean };
}

/**
 * The company of this account: who is in it stands in a roster that every member verifies. What administrators do needs a
 * session of the portal: WRONG_SURFACE without one, FORBIDDEN where the roster gives no right, BUSY, READ_ONLY. What is done about
 * somebody throws ALREADY_SO where nothing would change, ONESELF, PERSON_SUSPENDED.
 */
export interface Company {
  view(): Promise<CompanyView>;
  people(): Promise<Person[]>;
  /** Who was removed, or left, and was not deleted since: for administrators, in the portal. */
  formerPeople(): Promise<FormerPerson[]>;
  /**
   * Every link of the company's roster, or of a group's, fetched and verified. With `names`, what is known of whom and what they
   * speak of. NOT_FOUND for a group that is not here, SERVER_CAUGHT for one that is frozen.
   */
  roster(options?: RosterOptions): Promise<RosterView>;
  /** Gives the company plan and seats by an operator's code. CODE_REFUSED. */
  redeem(code: string): Promise<CompanyView>;
  rename(name: string): Promise<void>;
  /**
   * Makes invitations, in portions of one deed each. ALREADY_MEMBER, with the place `at` in the list, where one is for somebody
   * who is in the company: then none is made. LIMIT_EXCEEDED where seats do not suffice: then of that portion none was made.
   */
  invite(people: readonly Invite[], onMade?: (made: readonly Invited[]) => void): Promise<Invited[]>;
  invitations(): Promise<OpenInvitation[]>;
  /** NOT_FOUND where there is none of these keys. */
  voidInvitations(keys: readonly string[]): Promise<void>;
  setRole(user: string, role: UserRole): Promise<void>;
  /** Signs the person out everywhere at once; nothing of theirs is lost. */
  suspend(user: string): Promise<void>;
  resume(user: string): Promise<void>;
  /**
   * Takes the person out of the company, out of all its groups, and out of every session. Nothing of theirs is deleted or
   * sealed anew. They sign in to read what is their own, and write again when they have gone elsewhere: by `leave` or `join`.
   */
  remove(user: string): Promise<void>;
  /**
   * Removes the person, if they are a member, and has the server erase all that it has of them: account, devices, personal and
   * business profile, name and address. Nobody brings that back. What has gone elsewhere with them stays theirs: then no account
   * was erased. NOT_FOUND where there is no such person.
   */
  delete(user: string): Promise<{ readonly accountErased: boolean }>;
  /** Hands the primary user's place to another administrator: at once, or when another confirms. NOT_ADMINISTRATOR. */
  setPrimary(user: string): Promise<void>;
  /**
   * What somebody signed and has to be confirmed, by the seq that `people` shows. NOT_FOUND where nothing waits there,
   * SERVER_CAUGHT for a new name that cannot be shown: nobody signs unseen.
   */
  confirm(seq: number): Promise<void>;
  readonly groups: Groups;
  /** Partners that look after the company, as far as its roster lets them. */
  readonly desks: CompanyDesks;
  /** What was done in the company. For administrators. */
  /** The company's shares: that they are there and who is in them, for administrators. */
  readonly shares: CompanyShares;
  readonly audit: AuditLog;
  readonly policies: CompanyPolicies;
  /** What an invitation that somebody got is for. Spends nothing. INVITATION_REFUSED, INVITATION_UNFIT, SERVER_CAUGHT. */
  invitation(link: string): Promise<InvitationView>;
  /**
   * Joins the company of an invitation with this account, which leaves the one that it is in. What `leave` says goes for it;
   * from a company of one the business profile goes along. INVITATION_REFUSED.
   */
  join(invitation: string): Promise<CompanyView>;
  /**
   * Leaves a company of others for one of one's own: the account, its devices and the personal profile go along. All groups
   * are left; the business profile stays with the company, and a new one begins here. Nobody opens the one that stayed, but the
   * company's recovery group where it is backed up: else what is needed of it is moved or exported first. MOVE_REFUSED with the reason, GROUP_BINDS where an administrator
   * has to take the user out of a group first, NOTHING_TO_LEAVE, CHANGES_WAITING.
   */
  leave(): Promise<CompanyView>;
  /**
   * The caller's own name: at once where nobody else is an administrator, or when one confirms. CONFIRMATION_WAITS while a new
   * address waits, which this would take the place of.
   */
  renameMe(name: string): Promise<void>;
  /** Has a code mailed to an address that the caller wants to have; the answer is the same for one that has an account. */
  requestAddressChange(address: string): Promise<{ readonly request: string; readonly expiresAt: Date }>;
  /**
   * Gives the account the address that the code proves: at once where nobody else is an administrator, or when one confirms.
   * From then on it signs in by it, and devices follow as they sync. A new name that waits goes along. CODE_REFUSED, ADDRESS_TAKEN.
   */
  changeMyAddress(change: { readonly address: string; readonly request: string; readonly code: string }): Promise<void>;
}

export function companyOf(core: Core): Company {
  const one = (act: TenantAct) => actInCompany(core, (drafting) => draftInTenant(drafting, act));
  const about = (user: string): { readonly user: Id } => {
    const member = memberNamed(core, user);
    if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
    return { user: member.user };
  };
  /** Anybody but the primary user. */
  const aboutOther = (user: string): { readonly user: Id } => {
    if (findMember(tenantOf(core), about(user).user)?.primary) throw new SealgraphError("PRIMARY_USER");
    return about(user);
  };
  const on = (user: string, deed: Deed, act: (its: { readonly user: Id }) => TenantAct) =>
    actInCompany(core, (drafting) => {
      checkStanding(drafting, about(user), deed);
      draftInTenant(drafting, act(about(user)));
    });
  /** Fetches first what the link has to name as its cut. Who is removed leaves all groups in the same deed. */
  const taking = (user: string, its: 7 | 9) =>
    actInCompany(core, async (drafting) => {
      const subject = aboutOther(user);
      checkStanding(drafting, subject, its === operation.REMOVE ? "REMOVE" : "SUSPEND");
      const wasAdministrator = isAdministrator(findMember(drafting.tenant, subject.user));
      const heads = await call(core, cutOperation, { user });
      const named = heads.map(({ vault, ...head }) => ({ vault: parseUuid(vault), ...head }));
      if (its === operation.REMOVE) await voidInvitationsOf(core, drafting, user);
      draftInTenant(drafting, { operation: its, subject }, { heads: named });
      // After it, so that these links rest on a company that the person is not in any more.
      for (const [group, state] of its === operation.REMOVE ? [...drafting.groups] : []) {
        // Of a recovery group a custodian takes them out, who makes its next key.
        if (state.class === groupClass.RECOVERY) continue;
        if (findMember(state, subject.user)) draftInGroup(drafting, group, { operation: operation.REMOVE, subject });
      }
      if (wasAdministrator) draftCheckpoints(drafting);
    });
  return {
    view: () => view(core),
    people: async () => {
      await inTurn(core, () => fetchAll(core));
      return listPeople(core);
    },
    formerPeople: async () => {
      await inTurn(core, () => fetchAll(core));
      return listFormer(core);
    },
    roster: async (options = {}) => {
      await inTurn(core, () => fetchAll(core));
      return rosterOf(core, options);
    },
    redeem: async (code) => {
      const answer = await call(core, redeemTenantCodeOperation, { input: { code } });
      if ("refusal" in answer) throw new SealgraphError("CODE_REFUSED");
      return viewOf(core, answer);
    },
    rename: async (name) => one({ operation: operation.NAME, subject: { name: parseName(name, "name") } }),
    invite: (people, onMade) => invite(core, people, onMade),
    invitations: async () => {
      await inTurn(core, () => fetchAll(core));
      return listInvitations(core);
    },
    voidInvitations: (keys) => voidInvitations(core, keys),
    setRole: (user, its) =>
      actInCompany(core, (drafting) => {
        const subject = its === "ADMINISTRATOR" ? about(user) : aboutOther(user);
        checkStanding(drafting, subject, its);
        draftInTenant(drafting, { operation: operation.ROLE, subject: { ...subject, role: role[its] } });
        if (its !== "ADMINISTRATOR") draftCheckpoints(drafting);
      }),
    suspend: (user) => taking(user, operation.SUSPEND),
    resume: (user) => on(user, "RESUME", (subject) => ({ operation: operation.RESUME, subject })),
    remove: (user) => taking(user, operation.REMOVE),
    delete: async (user) => {
      // Whoever came since the last sync is a member as well.
      await inTurn(core, () => fetchAll(core));
      if (memberNamed(core, user)) await taking(user, operation.REMOVE);
      return patiently(core.around, () => call(core, deletePersonOperation, { input: { user } }));
    },
    setPrimary: (user) => on(user, "PRIMARY", (subject) => ({ operation: operation.PRIMARY, subject })),
    confirm: (seq) => confirm(core, seq),
    groups: groupsOf(core),
    desks: desksOf(core),
    shares: companySharesOf(core),
    audit: auditLogOf(core),
    policies: policiesOf(core),
    invitation: async (link) => (await verifyInvitation(core.around, link)).view,
    join: async (invitation) => {
      await moveAccount(core, invitation);
      await settleAsNewcomer(core);
      return view(core);
    },
    leave: async () => {
      await moveAccount(core, null);
      return view(core);
    },
    renameMe: async (name) => changePerson(core, { name: parseName(name, "name") }),
    requestAddressChange: (address) => requestAddressChange(core, address),
    changeMyAddress: async ({ address, request, code }) =>
      changePerson(core, { address: parseAddress(address) }, { request, code }),
  };
}

async function view(core: Core): Promise<CompanyView> {
  await inTurn(core, () => fetchAll(core));
  return viewOf(core, await call(core, tenantOperation, {}));
}

function viewOf(core: Core, { trialEndsAt, suspendedAt, ...terms }: TenantAnswer): CompanyView {
  const state = tenantOf(core);
  const name = findName(state)?.name;
  const own = findMember(state, opened(core).user);
  return {
    tenant: formatUuid(state.head.id),
    name: typeof name === "string" ? name : null,
    ...terms,
    trialEndsAt: trialEndsAt === null ? null : new Date(trialEndsAt),
    openInvitations: listEntries(state, entryType.INVITATION).length,
    suspendedAt: suspendedAt === null ? null : new Date(suspendedAt),
    you: { role: own ? roleOf(own) : "USER", primary: own?.primary ?? false },
  };
}

async function confirm(core: Core, seq: number): Promise<void> {
  await actInCompany(core, async (drafting) => {
    const waits = (await listPeople(core)).map(({ awaiting }) => awaiting).find((each) => each?.seq === seq);
    if (!waits) throw new SealgraphError("NOT_FOUND", { part: "awaiting" });
    if (waits.what !== "PRIMARY" && waits.name === null) throw new ServerCaught("MISMATCH", null);
    const author = findAwaiting(drafting.tenant, seq)?.author;
    const administers = isAdministrator(findMember(drafting.tenant, drafting.signer.user));
    if (administers && author && equalBytes(author, drafting.signer.user)) throw new SealgraphError("ONESELF");
    draftInTenant(drafting, { operation: operation.CONFIRM, subject: { seq } });
  });
}
