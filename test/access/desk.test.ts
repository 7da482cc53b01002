/** Companies that a partner's desk founds, as the server takes and refuses them: links made by hand, honest and otherwise. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { operation } from "../../src/crypto/link.ts";
import { findMember, listEntries } from "../../src/crypto/roster-state.ts";
import { entryType, groupClass, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { readAtDesk } from "../../src/domain/desk/at-desk.ts";
import { type FoundCompanyInput, foundCompany } from "../../src/domain/desk/found.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { readTenant } from "../../src/domain/user/viewer.ts";
import type { TenantId } from "../../src/ids.ts";
import { linkInput } from "../support/bare-client.ts";
import { BareCompany, freshAddress } from "../support/bare-company.ts";
import {
  BareDesk,
  type BareStaff,
  foundByDesk,
  foundingOf,
  hireStaff,
  introducing,
  inviting,
  naming,
  ownerOf,
  type Step,
  saying,
} from "../support/bare-desk.ts";
import { prepareMove } from "../support/bare-move.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { besides } from "../support/overtaken.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let partner: BarePartner;
let other: BarePartner;
let owner: BareStaff;
let technician: BareStaff;
beforeAll(async () => {
  house = await openVerbsHouse();
  partner = await BarePartner.found(house);
  other = await BarePartner.found(house);
  owner = ownerOf(partner);
  technician = await hireStaff(partner, "TECHNICIAN");
  await house.asSuperuser("update partner set seats = 1000");
});
afterAll(() => house.close());

const failing = (code: string, reason?: string) => ({ code, ...(reason && { details: { reason } }) });
const at = (desk: BareDesk, staff: BareStaff) => readAtDesk({ ...staff.request(), company: desk.id as TenantId });
const sold = { plan: "ADVANCED", seats: 3, trialDays: null, labels: ["Dental", "north"], reference: "K-7" } as const;
const found = (
  { change, desk }: ReturnType<typeof foundingOf>,
  terms: Partial<FoundCompanyInput> = {},
  staff = owner,
) => foundCompany(staff.request(), { change, ...sold, ...terms }).then((answer) => ({ ...answer, desk }));
/** What came into the log of a tenant since it was asked last. */
async function kindsIn(tenant: string): Promise<unknown[]> {
  const rows = await house.asSuperuser(
    "delete from audit_waiting where tenant_id = $1 returning id::text, kind, actor_id",
    [tenant],
  );
  return rows.sort((a, b) => String(a.id).localeCompare(String(b.id))).map(({ kind }) => kind);
}
const invitingInto = (desk: BareDesk, count: number) => {
  const made = Array.from({ length: count }, () => inviting(desk, role.ADMINISTRATOR));
  return { steps: made.map(({ step }) => step), invited: made.map(({ invited }) => invited) };
};
/** A founding with invitations: their keys are made from the id of the company. */
function prepare(count = 1, more: readonly Step[] = []) {
  const genesis = foundingOf(partner, owner, []);
  const { steps, invited } = invitingInto(genesis.desk, count);
  const { links, more: beside, after } = genesis.desk.sign(owner, [naming("Analytical Engines"), ...steps, ...more]);
  const [first] = genesis.change.links;
  const its = introducing(owner, 0);
  const change = {
    ...genesis.change,
    ...beside,
    links: [first as (typeof genesis.change.links)[number], ...links.map(linkInput)],
    persons: [...(genesis.change.persons ?? its.persons), ...(beside.persons ?? [])],
  };
  return { founding: { change, desk: new BareDesk(partner, after) }, invited };
}

describe("a company that a desk founds", () => {
  it("has a name, terms, a desk and invitations, in one deed that has one answer, and nobody in it", async () => {
    const policies = { vaultTimeoutMinutes: { value: 10, locked: true } };
    const { founding, invited } = prepare(1, [saying(partner, policies)]);
    const answer = await found(founding);
    const { desk } = answer;
    expect(answer).toMatchObject({
      __typename: "CompanyFounded",
      tenant: desk.id,
      heads: [{ roster: desk.id, seq: 3 }],
    });
    expect(await at(desk, owner)).toMatchObject({
      desk: {
        desk: partner.id,
        rights: ["INVITE", "POLICY", "BREAK_GLASS"],
        hours: 24,
        breakGlass: null,
        staff: [{ user: formatUuid(owner.account.user), role: "KEEPER", name: "Ada Lovelace" }],
      },
    });
    expect(
      await house.asSuperuser(
        `select t.plan, t.seats, t.name, c.labels, c.reference, c.founded, (select count(*)::integer from "user" u where u.tenant_id = t.id) as people,
           (select scope from policy_document d where d.tenant_id = t.id) as scope
         from tenant t join partner_company c on c.tenant_id = t.id where t.id = $1`,
        [desk.id],
      ),
    ).toEqual([
      {
        plan: "ADVANCED",
        seats: 3,
        name: "Analytical Engines",
        labels: ["Dental", "north"],
        reference: "K-7",
        founded: true,
        people: 0,
        scope: "PARTNER",
      },
    ]);
    expect((await kindsIn(desk.id)).sort()).toEqual([
      "ADMINISTRATOR_INVITED",
      "COMPANY_FOUNDED_BY_PARTNER",
      "COMPANY_NAMED",
      "PARTNER_POLICIES_SET",
    ]);
    expect(await found(founding)).toEqual(answer);
    expect(await kindsIn(desk.id)).toEqual([]);
    const { founding: another } = prepare(0);
    const { clientMutationId } = founding.change;
    await expect(found({ ...another, change: { ...another.change, clientMutationId } })).rejects.toMatchObject(
      failing("MUTATION_ID_REUSED"),
    );
    expect(invited).toHaveLength(1);
  });

  it("is joined by its first administrator as the primary user, and by then founded for good", async () => {
    const { founding, invited } = prepare(2);
    const { desk } = await found(founding);
    const [first, second] = invited as [(typeof invited)[number], (typeof invited)[number]];
    const company = BareCompany.at(house, desk.state, partner.company.ada);
    const eve = await company.join(first);
    desk.state = company.state;
    expect(findMember(desk.state, eve.account.user)).toMatchObject({ primary: true, role: role.ADMINISTRATOR });
    expect(await readTenant(eve.app())).toMatchObject({ tenant: desk.id, seatsTaken: 1, name: "Analytical Engines" });
    // The others' invitations are gone with it, here and there.
    expect(listEntries(desk.state, entryType.INVITATION)).toEqual([]);
    expect(await house.asSuperuser("select key from invitation where tenant_id = $1", [desk.id])).toEqual([]);
    expect(second).toBeDefined();
    const late = inviting(desk, role.ADMINISTRATOR).step;
    const forged = desk.send(owner, [desk.forge(owner, late.act)], late.more?.(desk.state.head.seq + 1));
    await expect(forged).rejects.toMatchObject(failing("INVALID_PROOF", "NOT_ALLOWED"));
    const renamed = desk.send(owner, [desk.forge(owner, naming("Difference Engines").act)]);
    await expect(renamed).rejects.toMatchObject(failing("INVALID_PROOF", "NOT_ALLOWED"));
  });

  it("ends with its only member, and nothing of the desk is left of it", async () => {
    const { founding, invited } = prepare(1, [saying(partner, { vaultTimeoutMinutes: { value: 10, locked: true } })]);
    const { desk } = await found(founding);
    const company = BareCompany.at(house, desk.state, partner.company.ada);
    const eve = await company.join(invited[0] as (typeof invited)[number]);
    desk.state = company.state;
    expect(await desk.act(owner, inviting(desk).step)).toMatchObject({ __typename: "RostersChanged" });
    expect(await moveAccount(eve.app(), prepareMove(eve.account, null, "OWN").input)).toMatchObject({
      __typename: "AccountMoved",
    });
    const tables = [
      "desk",
      "desk_staff",
      "former_staff",
      "break_glass",
      "break_glass_asked",
      "desk_committed",
      "policy_document",
      "invitation",
      "partner_company",
    ];
    for (const table of tables)
      expect([table, await house.asSuperuser(`select 1 from ${table} where tenant_id = $1`, [desk.id])]).toEqual([
        table,
        [],
      ]);
    expect(await house.asSuperuser("select 1 from tenant where id = $1", [desk.id])).toEqual([]);
  });

  it("is joined by an account that there is, which becomes the primary user there", async () => {
    const { founding, invited } = prepare(0);
    expect(invited).toEqual([]);
    const { desk } = await found(founding);
    const grace = await house.signUp(freshAddress("grace"));
    const { step, invited: hers } = inviting(desk, role.ADMINISTRATOR, grace.account.address);
    expect(await desk.act(owner, step)).toMatchObject({ __typename: "RostersChanged" });
    const moved = prepareMove(grace.account, null, { state: desk.state, invited: hers });
    expect(await moveAccount(grace.request(), moved.input)).toMatchObject({
      __typename: "AccountMoved",
      tenant: desk.id,
    });
    expect(await house.asSuperuser('select role, is_primary from "user" where tenant_id = $1', [desk.id])).toEqual([
      { role: "ADMINISTRATOR", is_primary: true },
    ]);
  });

  it("is refused to whoever oversteps, and nothing of it is there", async () => {
    const before = await house.asSuperuser("select count(*)::integer as tenants from tenant");
    const { founding } = prepare();
    const { change, desk } = founding;
    // By roles of the moment.
    const { founding: his } = { founding: foundingOf(partner, technician, []) };
    await expect(found(his, {}, technician)).rejects.toMatchObject(failing("FORBIDDEN"));
    expect(await kindsIn(partner.id)).toContain("PARTNER_ACT_REFUSED");
    await expect(found(founding, {}, technician)).rejects.toMatchObject(failing("FORBIDDEN"));
    await expect(foundCompany(partner.company.ada.portal(), { change, ...sold })).rejects.toMatchObject(
      failing("WRONG_SURFACE"),
    );
    // By a place, or a partner, that is none any more once the partner's row is free.
    const keeper = formatUuid(owner.account.user);
    const placed = (as: string) => `update partner_staff set role = '${as}' where user_id = '${keeper}'`;
    const locked = `with locked as (select from partner where tenant_id = '${partner.id}' for no key update) `;
    expect(
      await besides(house, () => found(founding), `${locked}${placed("BILLING")} and exists (select from locked)`),
    ).toBe("FORBIDDEN");
    await house.asSuperuser(placed("OWNER"));
    const suspended = (since: string) => `update partner set suspended_at = ${since} where tenant_id = '${partner.id}'`;
    expect(await besides(house, () => found(founding), suspended("now()"))).toBe("READ_ONLY");
    await house.asSuperuser(suspended("null"));
    // By what the partner may sell.
    expect(await found(founding, { seats: 1_000 })).toMatchObject({ refusal: "SEATS" });
    expect(await found(prepare(2).founding, { seats: 1 })).toMatchObject({ limit: "SEATS" });
    await expect(found(founding, { seats: 0 })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(found(founding, { seats: 65_536 })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(found(founding, { plan: "TRIAL" })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(found(founding, { plan: "TRIAL", trialDays: 91 })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    await expect(found(founding, { trialDays: 5 })).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    const addressed = { ...founding, change: { ...change, newAddress: { signUp: "x", code: "1" } as never } };
    await expect(found(addressed)).rejects.toMatchObject(failing("BAD_USER_INPUT"));
    // By what was signed: no beginning, another's desk, another's genesis, somebody else's name, a tenant of one's own, another key beside it.
    const unproven = (reason: string) => failing("INVALID_PROOF", reason);
    const genesisOf = (its: { desk: string; genesis: (typeof other.company.state)["genesis"] } | null) => {
      const { user, signing, xwingKeyHash } = owner.account;
      const [text] = introducing(owner, 0).persons;
      const { person } = listEntries(desk.state, entryType.STAFF)[0] as {
        person: (typeof other.company.state)["genesis"];
      };
      const made = makeTenantGenesis({
        tenant: makeId(Date.now()),
        founder: { user, signing, xwingKeyHash },
        person,
        ...(its && { desk: { desk: parseUuid(its.desk), genesis: its.genesis, rights: 7, hours: 24 } }),
        time: Date.now(),
      });
      return { desk, change: { ...change, persons: [{ ...text, seq: 0 }], links: [linkInput(made.signed)] } as never };
    };
    const stateOf = ({ company }: BarePartner) => company.state;
    await expect(found(genesisOf({ desk: other.id, genesis: stateOf(other).genesis }))).rejects.toMatchObject(
      unproven("MISMATCH"),
    );
    await expect(found(genesisOf({ desk: partner.id, genesis: stateOf(other).genesis }))).rejects.toMatchObject(
      unproven("MISMATCH"),
    );
    const headless = { desk, change: { ...change, links: change.links.slice(1) } };
    await expect(found(headless)).rejects.toMatchObject(unproven("NOT_ALLOWED"));
    const torn = { desk, change: { ...change, links: change.links.filter((_, at) => at !== 1) } };
    await expect(found(torn)).rejects.toMatchObject(unproven("BROKEN_CHAIN"));
    await expect(found(genesisOf(null))).rejects.toMatchObject(unproven("NOT_ALLOWED"));
    const mallory = { ...owner, text: { ...owner.text, name: "Mallory" } };
    await expect(found(foundingOf(partner, mallory, []))).rejects.toMatchObject(unproven("MISMATCH"));
    const bare = { ...change, persons: [], staffKeys: [] };
    await expect(found({ desk, change: bare })).rejects.toMatchObject(unproven("MISMATCH"));
    const otherKey = { ...change, staffKeys: [{ seq: 0, publicKey: technician.publicKey }] };
    await expect(found({ desk, change: otherKey })).rejects.toMatchObject(unproven("WRONG_KEYS"));
    const beside = { ...change, reasons: [{ seq: 1, reason: "why" }] };
    await expect(found({ desk, change: beside })).rejects.toMatchObject(unproven("MISMATCH"));
    // By what a founding desk may do: administrators alone, no groups, no time but now.
    const plain = foundingOf(partner, owner, []);
    const behind = (...steps: Step[]) => {
      const [step] = steps as [Step];
      const link = plain.desk.forge(owner, step.act, step);
      const persons = [...(plain.change.persons ?? []), ...(step.more?.(1).persons ?? [])];
      return {
        desk: plain.desk,
        change: { ...plain.change, persons, links: [...plain.change.links, linkInput(link)] },
      };
    };
    await expect(found(behind(inviting(plain.desk, role.USER).step))).rejects.toMatchObject(unproven("NOT_ALLOWED"));
    const group = { group: makeId(Date.now()), class: groupClass.EVERYONE, genesis: plain.desk.state.genesis };
    await expect(found(behind({ act: { operation: operation.NEW_GROUP, subject: group } }))).rejects.toMatchObject(
      unproven("NOT_ALLOWED"),
    );
    const early = foundingOf(partner, owner, [{ ...naming("Early"), time: house.house.clock().getTime() - 301_000 }]);
    await expect(found(early)).rejects.toMatchObject(unproven("NOT_ALLOWED"));
    expect(await house.asSuperuser("select count(*)::integer as tenants from tenant")).toEqual(before);
    // And it is still the one that it would have been; its id is taken then.
    expect(await found(founding)).toMatchObject({ __typename: "CompanyFounded" });
    const again = { ...change, clientMutationId: crypto.randomUUID() };
    expect(await found({ desk, change: again })).toMatchObject({ refusal: "ID_TAKEN" });
  });

  it("takes invitations back before there is anybody, and says of one that lapsed nothing but that it is gone", async () => {
    const desk = await foundByDesk(partner, owner);
    const { step, invited } = inviting(desk, role.ADMINISTRATOR);
    await desk.act(owner, step);
    await desk.act(owner, { act: { operation: operation.VOID, subject: { key: invited.pair.publicKey } } });
    expect(await house.asSuperuser("select key from invitation where tenant_id = $1", [desk.id])).toEqual([]);
    expect(await kindsIn(desk.id)).toContain("INVITATION_VOIDED");
  });
});
