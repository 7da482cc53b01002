/** What a desk says for a company, and how a company comes to a partner by its offer. Links made by hand. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { acceptDeskOffer, openDeskOffer, parseDeskOfferLink } from "../../src/crypto/client/desk-offer.ts";
import { makeGroupGenesis } from "../../src/crypto/client/group-link.ts";
import { makeTenantLink } from "../../src/crypto/client/tenant-link.ts";
import { deskOfferHash } from "../../src/crypto/desk-offer.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, type Policies, policiesHash } from "../../src/crypto/policies.ts";
import { groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import type { ChangeRostersInput } from "../../src/domain/company/input.ts";
import { acceptPartner } from "../../src/domain/desk/accept.ts";
import { readAtDesk } from "../../src/domain/desk/at-desk.ts";
import { makeOffer } from "../../src/domain/partner/offer.ts";
import { readOwnPolicies, readPoliciesOf } from "../../src/domain/policy/read.ts";
import { showBinding } from "../../src/domain/policy/show.ts";
import { tryPolicies, tryPoliciesAtDesk } from "../../src/domain/policy/try.ts";
import type { TenantId } from "../../src/ids.ts";
import { linkInput } from "../support/bare-client.ts";
import { BareCompany, type BareMember, trySignUp } from "../support/bare-company.ts";
import {
  type BareDesk,
  type BareStaff,
  deskOf,
  foundByDesk,
  foundingBy,
  introducing,
  inviting,
  offerOf,
  ownerOf,
  type Step,
  saying,
} from "../support/bare-desk.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { runJobs } from "../support/jobs.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let partner: BarePartner;
let keeper: BareStaff;
let desk: BareDesk;
let company: BareCompany;
let eve: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
  partner = await BarePartner.found(house);
  keeper = ownerOf(partner);
  desk = await foundByDesk(partner, keeper);
  const { step, invited } = inviting(desk, role.ADMINISTRATOR);
  await desk.act(keeper, step);
  company = desk.asCompany(partner.company.ada);
  eve = await company.join(invited);
  desk.state = company.state;
});
afterAll(() => house.close());

const done = { __typename: "RostersChanged" };
const failing = (code: string, reason?: string) => ({ code, ...(reason && { details: { reason } }) });
const locked = <V>(value: V) => ({ value, locked: true });
const open = <V>(value: V) => ({ value, locked: false });

describe("what a desk says", () => {
  /** By an administrator, of the company or of a group. */
  async function says(policies: Policies | null, id: string | null = null) {
    company.state = desk.state;
    const document = policies && encodePolicies(policies);
    const scope = id === null ? policyScope.TENANT : policyScope.GROUP;
    const subject = { scope, id: id === null ? null : parseUuid(id), hash: document && policiesHash(document) };
    const more = document ? { policies: [{ seq: company.state.head.seq + 1, document }] } : {};
    const answer = await company.act(eve, { operation: operation.POLICY, subject } as never, more);
    desk.state = company.state;
    return answer;
  }
  const bySetting = async () =>
    showBinding(await readOwnPolicies(eve.portal())) as Record<
      string,
      { value: unknown; origin: string; desk: string | null; locked: boolean }
    >;
  const kept = async () =>
    (
      await house.asSuperuser(
        "select session_lifetime_hours, disable_personal_profile from user_policy where tenant_id = $1",
        [desk.id],
      )
    )[0];

  it("is tried before it is said, and shows whom it would touch", async () => {
    const at = { ...keeper.request(), company: desk.id as TenantId };
    const document = encodePolicies({ trashRetentionDays: locked(3), vaultTimeoutMinutes: open(7) });
    expect(await tryPoliciesAtDesk(at, { document, after: null })).toMatchObject({
      refusal: null,
      next: null,
      touched: [
        {
          user: formatUuid(eve.account.user),
          settings: ["vaultTimeoutMinutes", "trashRetentionDays"],
          after: { trashRetentionDays: { value: 3, origin: { scope: "PARTNER" } } },
        },
      ],
    });
    expect(await tryPoliciesAtDesk(at, { document: null, after: null })).toMatchObject({ refusal: null, touched: [] });
    const backups = encodePolicies({ organisationBackup: locked(1) });
    expect(await tryPoliciesAtDesk(at, { document: backups, after: null })).toMatchObject({
      refusal: "WITHOUT_RECOVERY",
      setting: "organisationBackup",
    });
    const asked = { scope: "PARTNER", id: partner.id, document, after: null } as const;
    await expect(tryPolicies(eve.portal(), asked)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(tryPoliciesAtDesk(keeper.request(), { document, after: null })).rejects.toMatchObject(
      failing("NOT_FOUND"),
    );
  });

  it("binds everybody: locked above the company's word, open below it; and what contradicts a lock is refused to the company", async () => {
    expect(await says({ sessionLifetimeHours: locked(100), trashRetentionDays: open(9) })).toMatchObject(done);
    expect(
      await desk.act(
        keeper,
        saying(partner, {
          sessionLifetimeHours: locked(20),
          trashRetentionDays: open(5),
          vaultTimeoutMinutes: open(7),
        }),
      ),
    ).toMatchObject(done);
    const bound = await bySetting();
    expect(bound.sessionLifetimeHours).toMatchObject({ value: 20, origin: "PARTNER", desk: partner.id, locked: true });
    expect(bound.trashRetentionDays).toMatchObject({ value: 9, origin: "TENANT", desk: null });
    expect(bound.vaultTimeoutMinutes).toMatchObject({ value: 7, origin: "PARTNER", locked: false });
    expect(showBinding((await readPoliciesOf(eve.portal(), formatUuid(eve.account.user))) as never)).toEqual(bound);
    expect(await kept()).toMatchObject({ session_lifetime_hours: 20 });
    // Administrators are told what of their word binds no more: once, and not of what is open to them.
    const told = async () => {
      const from = house.letters.length;
      await runJobs(house.house);
      return house.letters.slice(from).filter(({ subject }) => subject.includes("overrule"));
    };
    const [letter, ...more] = await told();
    expect([letter?.to, more]).toEqual([eve.account.address, []]);
    expect(letter?.text).toContain("bind in the place of what your company says of: sessionLifetimeHours.");
    expect(letter?.text).toContain("sessionLifetimeHours: 20; your company says 100");
    const tighter = { sessionLifetimeHours: locked(20), trashRetentionDays: open(5), vaultTimeoutMinutes: open(7) };
    expect(await desk.act(keeper, saying(partner, { ...tighter, disableExport: locked(true) }))).toMatchObject(done);
    expect(await desk.act(keeper, saying(partner, tighter))).toMatchObject(done);
    expect(await told()).toEqual([]);
    // Another value is told as well, and what is so when it is: ten times a day.
    const next = (hours: number) =>
      desk.act(keeper, saying(partner, { ...tighter, sessionLifetimeHours: locked(hours) }));
    for (const hours of [30, 21, 30, 21, 30, 21, 30, 21, 20]) expect(await next(hours)).toMatchObject(done);
    expect(await next(30)).toMatchObject({
      __typename: "PolicyRefused",
      refusal: "OVERRULED_TOO_OFTEN",
      setting: "sessionLifetimeHours",
    });
    expect((await told()).map(({ to, text }) => [to, /Hours: \d+/.exec(text)?.[0]])).toEqual([
      [eve.account.address, "Hours: 20"],
    ]);
    // What stood before is overruled, and may go on to stand; what is said now of what the desk locks is refused.
    company.state = desk.state;
    const group = await company.group(eve, groupClass.NAMED, eve);
    desk.state = company.state;
    expect(await says({ trashRetentionDays: open(4) }, group.id)).toMatchObject(done);
    const refused = { __typename: "PolicyRefused", refusal: "CONTRADICTS_LOCK", setting: "sessionLifetimeHours" };
    expect(await says({ sessionLifetimeHours: open(10) }, group.id)).toMatchObject(refused);
    expect(await says({ sessionLifetimeHours: open(10) })).toMatchObject(refused);
    // What the company locks as well counts beside it: the stricter of both binds, and no desk weakens it.
    expect(await says({ sessionLifetimeHours: locked(10) })).toMatchObject(done);
    expect((await bySetting()).sessionLifetimeHours).toMatchObject({ value: 10, origin: "TENANT", locked: true });
    expect(await kept()).toMatchObject({ session_lifetime_hours: 10 });
    expect(await says({ trashRetentionDays: open(9) })).toMatchObject(done);
    expect(await kept()).toMatchObject({ session_lifetime_hours: 20 });
    const tried = {
      scope: "TENANT",
      id: null,
      document: encodePolicies({ sessionLifetimeHours: open(10) }),
      after: null,
    } as const;
    expect(await tryPolicies(eve.portal(), tried)).toMatchObject({
      refusal: "CONTRADICTS_LOCK",
      setting: "sessionLifetimeHours",
      touched: [],
    });
    expect(await says({ trashRetentionDays: open(8) })).toMatchObject(done);
    // Nobody says anything of the desk's scope but its staff; and those of no other desk's, and of no other scope.
    const of = (
      id: BareDesk["state"]["head"]["id"] | null,
      scope: (typeof policyScope)[keyof typeof policyScope],
    ): Step["act"] => ({
      operation: operation.POLICY,
      subject: { scope, id, hash: null } as never,
    });
    const notAllowed = failing("INVALID_PROOF", "NOT_ALLOWED");
    const hers = { ...keeper, account: eve.account };
    const forged = [linkInput(desk.forge(hers, of(deskOf(partner), policyScope.PARTNER)))];
    await expect(
      company.send(
        eve,
        forged.map(() => desk.forge(hers, of(deskOf(partner), policyScope.PARTNER))),
      ),
    ).rejects.toMatchObject(notAllowed);
    await expect(
      desk.send(keeper, [desk.forge(keeper, of(desk.state.head.id, policyScope.PARTNER))]),
    ).rejects.toMatchObject(notAllowed);
    await expect(desk.send(keeper, [desk.forge(keeper, of(null, policyScope.TENANT))])).rejects.toMatchObject(
      notAllowed,
    );
    // A document that says nothing of the kind is none.
    const { links } = desk.sign(keeper, [saying(partner, { vaultTimeoutMinutes: open(8) })]);
    await expect(
      desk.send(keeper, links, {
        policies: [{ seq: desk.state.head.seq + 1, document: encodePolicies({ vaultTimeoutMinutes: open(9) }) }],
      }),
    ).rejects.toMatchObject(failing("INVALID_PROOF", "MISMATCH"));
  });

  it("is kept under the desk's id, which nothing else in the company bears", async () => {
    const signer = company.signer(eve);
    const its = { group: deskOf(partner), class: groupClass.EVERYONE };
    const genesis = makeGroupGenesis(desk.state, signer, { ...its, name: null });
    const named = makeTenantLink(desk.state, signer, {
      operation: operation.NEW_GROUP,
      subject: { ...its, genesis: genesis.hash },
    });
    const notAllowed = failing("INVALID_PROOF", "NOT_ALLOWED");
    await expect(company.send(eve, [genesis.signed, named.signed])).rejects.toMatchObject(notAllowed);
    const other = await BareCompany.found(house);
    for (const id of [other.state.head.id, other.ada.account.user]) {
      const setting = { rights: 7, hours: 1, founding: foundingBy(partner, keeper) };
      const link = other.link(other.ada, { operation: operation.DESK, subject: { desk: id, setting } });
      await expect(other.send(other.ada, [link.signed], introducing(keeper, 1))).rejects.toMatchObject(notAllowed);
    }
  });

  it("is held to by the server from that deed on: at the door, for networks, for profiles; and goes with the desk's right", async () => {
    const { step, invited } = inviting(desk);
    const { step: more, invited: first } = inviting(desk);
    await desk.act(keeper, step, more);
    company.state = desk.state;
    const frank = await company.join(first);
    desk.state = company.state;
    expect(
      await desk.act(
        keeper,
        saying(partner, { disablePersonalProfile: locked(true), allowedIpRanges: locked(["203.0.113.0/24"]) }),
      ),
    ).toMatchObject(done);
    expect(await kept()).toMatchObject({ session_lifetime_hours: 720, disable_personal_profile: true });
    expect(
      await house.asSuperuser("select distinct disabled from vault where tenant_id = $1 and class = 'PERSONAL'", [
        desk.id,
      ]),
    ).toEqual([{ disabled: true }]);
    await expect(readOwnPolicies(frank.app())).rejects.toMatchObject(failing("NETWORK_REFUSED"));
    // Whoever can end the desk it keeps out of nothing, nor whoever becomes one who can.
    expect((await bySetting()).allowedIpRanges).toMatchObject({ value: null, origin: "DEFAULT" });
    const give = async (to: 2 | 3) => {
      company.state = desk.state;
      const subject = { user: frank.account.user, role: to };
      expect(await company.act(eve, { operation: operation.ROLE, subject } as never)).toMatchObject(done);
      desk.state = company.state;
    };
    await give(role.ADMINISTRATOR);
    expect(await readOwnPolicies(frank.app())).toMatchObject({ allowedIpRanges: { value: null } });
    company.state = desk.state;
    const { input } = company.joining(invited);
    expect(await trySignUp(house, invited.address, input)).toMatchObject({ refusal: "NETWORK_REFUSED" });
    const another = await company.join(await company.invite(eve, undefined, role.ADMINISTRATOR));
    expect(await readOwnPolicies(another.app())).toMatchObject({ allowedIpRanges: { value: null } });
    desk.state = company.state;
    // The desk takes it back as it gave it; with the right it would go by itself.
    expect(await desk.act(keeper, saying(partner, { disablePersonalProfile: locked(true) }))).toMatchObject(done);
    expect(await readOwnPolicies(eve.app())).toMatchObject({ disablePersonalProfile: { value: true } });
    company.state = desk.state;
    const without = {
      operation: operation.DESK,
      subject: { desk: deskOf(partner), setting: { rights: 1, hours: 1, founding: null } },
    };
    expect(await company.act(eve, without as never)).toMatchObject(done);
    desk.state = company.state;
    expect(await readOwnPolicies(eve.app())).toMatchObject({
      disablePersonalProfile: { value: false, origin: { scope: "DEFAULT" } },
    });
    expect(await kept()).toMatchObject({ disable_personal_profile: false });
    expect(await house.asSuperuser("select distinct disabled from vault where tenant_id = $1", [desk.id])).toEqual([
      { disabled: false },
    ]);
  });
});

describe("an offer", () => {
  it("makes the company the partner's, and lets the desk in, both or none, and once", async () => {
    const own = await BareCompany.found(house);
    const id = formatUuid(own.state.head.id);
    const { bytes, link } = offerOf(partner, keeper, { rights: 3, hours: 4 });
    const terms = {
      offer: bytes,
      keeperAddress: keeper.text.address,
      keeperName: keeper.text.name,
      keeperSalt: keeper.text.salt,
    };
    expect(await makeOffer(keeper.request(), { ...terms, labels: ["north"] })).toMatchObject({
      __typename: "OfferMade",
    });
    const offer = openDeskOffer(parseDeskOfferLink(link), bytes);
    const let_in = own.link(own.ada, acceptDeskOffer(offer));
    const more: Partial<ChangeRostersInput> = introducing(keeper, 1);
    const accept = (
      its: {
        partner?: string;
        offer?: Uint8Array;
        signed?: Uint8Array;
        with?: typeof more;
        behind?: readonly Uint8Array[];
        request?: BareMember["portal"];
      } = {},
    ) =>
      acceptPartner((its.request ?? own.ada.portal)(), {
        partner: its.partner ?? partner.id,
        offer: its.offer ?? deskOfferHash(bytes),
        change: {
          clientMutationId: "accept",
          links: [its.signed ?? let_in.signed, ...(its.behind ?? [])].map(linkInput),
          ...(its.signed ? its.with : more),
        },
      });
    const relation = () =>
      house.asSuperuser("select partner_id, labels from partner_company where tenant_id = $1", [id]);
    const mismatch = failing("INVALID_PROOF", "MISMATCH");
    await expect(accept({ offer: Buffer.alloc(32) })).rejects.toMatchObject(mismatch);
    // What lets in anything else than what was offered accepts nothing: another's genesis, more rights, other hours, also said behind it.
    const other = { genesis: own.state.genesis, rights: 7, hours: 5 };
    for (const its of [{ genesis: other.genesis }, { rights: other.rights }, { hours: other.hours }]) {
      const { signed } = own.link(own.ada, acceptDeskOffer({ ...offer, ...its }));
      await expect(accept({ signed, with: more })).rejects.toMatchObject(mismatch);
    }
    const subject = { desk: offer.desk, setting: { rights: 7, hours: 4, founding: null } };
    const behind = own.link(own.ada, { operation: operation.DESK, subject }, [], let_in.state);
    await expect(accept({ behind: [behind.signed] })).rejects.toMatchObject(mismatch);
    await expect(accept({ partner: id })).rejects.toMatchObject(failing("INVALID_PROOF", "MISMATCH"));
    const renamed = own.link(own.ada, { operation: operation.NAME, subject: { name: "Other" } });
    await expect(accept({ signed: renamed.signed })).rejects.toMatchObject(failing("INVALID_PROOF", "NOT_ALLOWED"));
    await house.asSuperuser("update partner set seats = 5 where tenant_id = $1", [partner.id]);
    expect(await accept()).toEqual({ __typename: "PartnerNotAccepted", refusal: "SEATS" });
    await house.asSuperuser("update partner set seats = 1000 where tenant_id = $1", [partner.id]);
    expect([await relation(), await house.asSuperuser("select id from desk where tenant_id = $1", [id])]).toEqual([
      [],
      [],
    ]);
    const answer = await accept();
    expect(answer).toMatchObject({ ...done, heads: [{ roster: id, seq: 1 }] });
    expect(await accept()).toEqual(answer);
    expect(await relation()).toEqual([{ partner_id: partner.id, labels: ["north"] }]);
    const there = await readAtDesk({ ...keeper.request(), company: id as TenantId });
    expect(there).toMatchObject({ desk: { rights: ["INVITE", "POLICY"], hours: 4, staff: [{ role: "KEEPER" }] } });
    const kinds = await house.asSuperuser(
      "select kind from audit_waiting where tenant_id = $1 and kind like any ('{%PARTNER%,DESK%}') order by kind",
      [id],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(["DESK_SET", "PARTNER_ACCEPTED"]);
    // While its desk stands, another offer of the same partner does not end what it has.
    own.state = let_in.state;
    const next = offerOf(partner, keeper, { rights: 1, hours: 2 });
    await makeOffer(keeper.request(), { ...terms, offer: next.bytes });
    const off = own.link(own.ada, { operation: operation.DESK, subject: { desk: deskOf(partner), setting: null } });
    own.state = off.state;
    const anew = own.link(own.ada, acceptDeskOffer(openDeskOffer(parseDeskOfferLink(next.link), next.bytes)));
    const replaced = acceptPartner(own.ada.portal(), {
      partner: partner.id,
      offer: deskOfferHash(next.bytes),
      change: {
        clientMutationId: "anew",
        links: [off, anew].map(({ signed }) => linkInput(signed)),
        ...introducing(keeper, 3),
      },
    });
    expect(await replaced).toEqual({ __typename: "PartnerNotAccepted", refusal: "DESK_STANDS" });
    expect(await house.asSuperuser("select rights from desk where tenant_id = $1", [id])).toEqual([{ rights: 3 }]);
    // It served; another company cannot have it, nor somebody who administers none.
    const second = await BareCompany.found(house);
    const there_too = second.link(second.ada, acceptDeskOffer(offer));
    const again = acceptPartner(second.ada.portal(), {
      partner: partner.id,
      offer: deskOfferHash(bytes),
      change: { clientMutationId: "x", links: [linkInput(there_too.signed)], ...more },
    });
    expect(await again).toEqual({ __typename: "PartnerNotAccepted", refusal: "OFFER_GONE" });
  });
});
