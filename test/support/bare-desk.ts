import { randomBytes } from "node:crypto";
import { breakGlassReasonHash } from "../../src/crypto/break-glass.ts";
import { makeDeskOffer } from "../../src/crypto/client/desk-offer.ts";
import { makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { nextOf } from "../../src/crypto/client/next-link.ts";
import { signLink } from "../../src/crypto/client/sign.ts";
import { makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import { deskRole } from "../../src/crypto/desk-entries.ts";
import { asPersonSalt, type Hash, type Id, type PersonSalt, type XWingPublicKey } from "../../src/crypto/keys.ts";
import { type DeskFounding, type Link, operation, rosterKind, type StaffSetting } from "../../src/crypto/link.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { encodePolicies, type Policies, policiesHash } from "../../src/crypto/policies.ts";
import { type RosterState, stateRoot } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import type { ChangeRostersInput } from "../../src/domain/company/input.ts";
import type { Request } from "../../src/domain/context.ts";
import { administerCompany } from "../../src/domain/desk/administer.ts";
import { type FoundCompanyInput, foundCompany } from "../../src/domain/desk/found.ts";
import { type BareAccount, linkInput } from "./bare-client.ts";
import { BareCompany, type BareMember, freshAddress } from "./bare-company.ts";
import { type BarePartner, type Role, type Scope, staffOf } from "./bare-partner.ts";

/** Somebody on a partner's staff, with a session for it and the text that a company's roster commits to. */
export interface BareStaff {
  readonly account: BareAccount;
  readonly request: () => Request;
  readonly text: { readonly address: string; readonly name: string; readonly salt: PersonSalt };
  readonly publicKey: XWingPublicKey;
}

export const staffFrom = (
  { account }: Pick<BareMember, "account">,
  request: () => Request,
  name = "Bob Martin",
): BareStaff => ({
  account,
  request,
  text: { address: account.address, name, salt: asPersonSalt(randomBytes(32)) },
  publicKey: deriveXWingPublicKey(account.xwingSeed),
});

/** Whoever founded the partner. */
export const ownerOf = ({ company, owner }: BarePartner): BareStaff => staffFrom(company.ada, owner, "Ada Lovelace");

/** Somebody new on the staff. */
export async function hireStaff(partner: BarePartner, its: Role, scope: Scope = { scope: "ALL" }): Promise<BareStaff> {
  const member = await partner.company.hire(its === "OWNER" || its === "ADMINISTRATOR" ? 2 : 3);
  return staffFrom(member, await staffOf(partner.house, partner.id, member, its, scope));
}

const commitmentOf = ({ text }: BareStaff) => personCommitment(text.salt, text.address, text.name);

/** What a link states of somebody at a desk. */
export const settingOf = (staff: BareStaff, its: 2 | 3 = deskRole.STAFF): StaffSetting => ({
  role: its,
  signingKey: staff.account.signing.publicKey,
  xwingKeyHash: staff.account.xwingKeyHash,
  person: commitmentOf(staff),
});

export const foundingBy = (partner: BarePartner, staff: BareStaff): DeskFounding => ({
  genesis: partner.company.state.genesis,
  user: staff.account.user,
  signingKey: staff.account.signing.publicKey,
  xwingKeyHash: staff.account.xwingKeyHash,
  person: commitmentOf(staff),
});

/** An offer of a partner's desk, as its keeper makes it. */
export const offerOf = (partner: BarePartner, keeper: BareStaff, terms = { rights: 7, hours: 1 }) =>
  makeDeskOffer({ desk: deskOf(partner), ...foundingBy(partner, keeper), ...terms });

/** What goes with a link that takes somebody to a desk. */
export const introducing = (staff: BareStaff, seq: number) => ({
  persons: [{ ...staff.text, seq }],
  staffKeys: [{ seq, publicKey: staff.publicKey }],
});

export const deskOf = ({ id }: BarePartner): Id => parseUuid(id);

type More = Partial<ChangeRostersInput>;
/** What is signed, and what comes along with it. */
export interface Step {
  readonly act: TenantAct;
  readonly more?: (seq: number) => More;
  readonly heads?: readonly VaultHead[];
  readonly time?: number;
}

/** A company of a partner over the server's verbs, as its desk sees it: also with what no client sends. */
export class BareDesk {
  constructor(
    readonly partner: BarePartner,
    /** As the links led to that the server took. */
    public state: RosterState,
  ) {}

  get id(): string {
    return formatUuid(this.state.head.id);
  }

  get house() {
    return this.partner.house;
  }

  /** Links by staff on top of what the server has, and what comes along. */
  sign({ account }: BareStaff, steps: readonly Step[], state = this.state) {
    let after = state;
    const links: Uint8Array[] = [];
    let more: More = {};
    for (const { act, more: its, heads, time } of steps) {
      const at = time ?? this.house.house.clock().getTime();
      const link = makeTenantLink(after, { user: account.user, signing: account.signing, time: at }, act, heads);
      links.push(link.signed);
      more = merged(more, its?.(after.head.seq + 1) ?? {});
      after = link.state;
    }
    return { links, more, after };
  }

  /** Signs and sends; the state goes on where the server took it. */
  async act(staff: BareStaff, ...steps: readonly Step[]) {
    const { links, more, after } = this.sign(staff, steps);
    const answer = await this.send(staff, links, more);
    if (answer.__typename === "RostersChanged") this.state = after;
    return answer;
  }

  /** A link that its author has no right to: it leads nowhere, and is sent. */
  forge(
    { account }: Pick<BareStaff, "account">,
    act: TenantAct,
    { time, cut = null }: { time?: number; cut?: Hash | null } = {},
  ): Uint8Array {
    const at = time ?? this.house.house.clock().getTime();
    const draft = {
      ...nextOf(this.state, { user: account.user, tenantHead: null, time: at }, account.signing),
      kind: rosterKind.TENANT,
      ...act,
      ...{ epoch: 0, commitment: null, cut, state: stateRoot(this.state) },
    };
    return signLink(draft as Link, account.signing).signed;
  }

  send(staff: BareStaff, links: readonly Uint8Array[], more: More = {}, company = this.id) {
    const change = { clientMutationId: crypto.randomUUID(), links: links.map(linkInput), ...more };
    return administerCompany(staff.request(), { company, change });
  }

  /** As somebody of the company goes on with it. */
  asCompany(ada: BareMember): BareCompany {
    return BareCompany.at(this.house, this.state, ada);
  }
}

export interface FoundingTerms extends Partial<Omit<FoundCompanyInput, "change">> {
  readonly rights?: number;
  readonly hours?: number;
}

/** Links by which a partner founds a company, and what comes along with them. */
export function foundingOf(
  partner: BarePartner,
  keeper: BareStaff,
  steps: readonly Step[],
  { rights = 7, hours = 24 }: FoundingTerms = {},
) {
  const { account } = keeper;
  const genesis = makeTenantGenesis({
    tenant: makeId(partner.house.house.clock().getTime()),
    founder: { user: account.user, signing: account.signing, xwingKeyHash: account.xwingKeyHash },
    person: commitmentOf(keeper),
    desk: { desk: deskOf(partner), genesis: partner.company.state.genesis, rights, hours },
    time: partner.house.house.clock().getTime(),
  });
  const desk = new BareDesk(partner, genesis.state);
  const { links, more, after } = desk.sign(keeper, steps);
  desk.state = after;
  const change = {
    clientMutationId: crypto.randomUUID(),
    links: [genesis.signed, ...links].map(linkInput),
    ...merged(introducing(keeper, 0), more),
  };
  return { desk, change };
}

export async function foundByDesk(
  partner: BarePartner,
  keeper: BareStaff,
  steps: readonly Step[] = [],
  terms: FoundingTerms = {},
) {
  const { desk, change } = foundingOf(partner, keeper, steps, terms);
  const { plan = "ADVANCED", seats = 10, trialDays = null, labels = [], reference = null } = terms;
  const answer = await foundCompany(keeper.request(), { change, plan, seats, trialDays, labels, reference });
  if (answer.__typename !== "CompanyFounded") throw new Error(JSON.stringify(answer));
  return desk;
}

export const inviting = (
  desk: Pick<BareDesk, "state" | "house">,
  its: 2 | 3 = role.USER,
  address = freshAddress("bob"),
) => {
  const { act, text, invited } = BareCompany.inviting(desk, address, its);
  const step: Step = { act, more: (seq) => ({ persons: [{ ...text, seq }] }) };
  return { step, invited };
};

/** The desk's document of policies, or its removal. */
export const saying = (partner: BarePartner, policies: Policies | null): Step => {
  const document = policies && encodePolicies(policies);
  const subject = { scope: policyScope.PARTNER, id: deskOf(partner), hash: document && policiesHash(document) };
  return {
    act: { operation: operation.POLICY, subject },
    more: (seq) => (document ? { policies: [{ seq, document }] } : {}),
  };
};

/** What a link asks for break-glass by, from so many hours on, for so many. */
export const asking = (
  partner: BarePartner,
  from: number,
  hours = 24,
  reason = "Nobody answers the telephone.",
): Step => ({
  act: {
    operation: operation.BREAK_GLASS,
    subject: {
      desk: deskOf(partner),
      asked: { reason: breakGlassReasonHash(reason), from, until: from + hours * 3_600_000 },
    },
  },
  more: (seq) => ({ reasons: [{ seq, reason }] }),
});

export const naming = (name: string): Step => ({ act: { operation: operation.NAME, subject: { name } } });

const merged = (one: More, other: More): More => {
  const both: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = both[name];
    both[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  return both as More;
};
