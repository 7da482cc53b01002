/** Whoever joins a company by an invitation comes from where its people may come from, as the server's verbs hold to it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { policyScope } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { attempts } from "../../src/domain/bounds.ts";
import type { Request } from "../../src/domain/context.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { findActor } from "../../src/domain/session/find-actor.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { BareCompany, type BareInvited } from "../support/bare-company.ts";
import { prepareMove } from "../support/bare-move.ts";
import { codeIn, openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const outside = ["198.51.101.1", "2001:db9::1", "::1", null];
const inside = ["198.51.100.9", "::ffff:198.51.100.9", "2001:db8:1::7"];
const refused = { __typename: "InvitationRefused", refusal: "NETWORK_REFUSED" };

let house: VerbsHouse;
let company: BareCompany;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  // The house's own address, where whoever says it is, and two more networks.
  await allow(["192.0.2.1/32", "198.51.100.0/24", "2001:db8::/32"]);
});

async function allow(networks: string[]): Promise<void> {
  const document = encodePolicies({ allowedIpRanges: { value: networks, locked: false } });
  const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
  const policies = [{ seq: company.state.head.seq + 1, document }];
  const answer = await company.act(company.ada, { operation: operation.POLICY, subject } as never, { policies });
  expect(answer).toMatchObject({ __typename: "RostersChanged" });
}
const from = (request: Request, ip: string | null): Request => ({ ...request, ip });

/** Everything that a company has, besides its log. */
const rowsOfCompany = () =>
  house.asSuperuser(
    `select (select json_agg(u order by u.id) from "user" u where u.tenant_id = $1) as users,
            (select json_agg(i order by i.key) from invitation i where i.tenant_id = $1) as invitations,
            (select json_agg(r order by r.id) from roster r where r.tenant_id = $1) as rosters,
            (select json_agg(v order by v.id) from vault v where v.tenant_id = $1) as vaults,
            (select json_agg(s order by s.id) from session s where s.tenant_id = $1) as sessions`,
    [formatUuid(company.state.head.id)],
  );
const said = (invited: BareInvited) =>
  house.asSuperuser("select kind, user_id from audit_waiting where invitation = $1 and kind like '%REFUSED'", [
    invited.pair.publicKey,
  ]);
const kind = "INVITATION_FROM_NETWORK_REFUSED";

describe("From outside the company's networks, with a new account,", () => {
  async function proven(invited: BareInvited) {
    const { signUp } = await requestSignUp(house.anonymous(), { address: invited.address });
    const proof = { signUp, code: codeIn(house.letters.at(-1)) };
    return (ip: string | null) => {
      const { account, input } = company.joining(invited);
      const answer = completeSignUp(from(house.anonymous(), ip), { ...input, ...proof });
      return answer.then((its) => ({ account, ...its }));
    };
  }

  it("nobody joins, nothing is written but the log, and nothing is spent", async () => {
    const invited = await company.invite(company.ada);
    const join = await proven(invited);
    const before = await rowsOfCompany();
    for (const ip of outside) expect(await join(ip)).toMatchObject(refused);
    expect(await rowsOfCompany()).toEqual(before);
    expect(await said(invited)).toEqual(outside.map(() => ({ kind, user_id: null })));
    const joined = await join("198.51.100.9");
    if (joined.__typename !== "SignedUp") throw new Error(joined.__typename);
    const session = house.by(joined.session.accessToken);
    await findActor(from(session, "198.51.100.9"));
    await expect(findActor(from(session, "198.51.101.1"))).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
  });

  it.each(inside)("but %s is inside", async (ip) => {
    const join = await proven(await company.invite(company.ada));
    expect(await join(ip)).toMatchObject({ __typename: "SignedUp" });
  });

  it("and whoever tries on is told to wait, as for any other sign-up", async () => {
    const join = await proven(await company.invite(company.ada));
    // The company was founded from the same peer.
    for (let round = 1; round < attempts.signUpCodePerPeer.maximum; round++)
      expect(await join("198.51.101.1")).toMatchObject(refused);
    await expect(join("198.51.100.9")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  it("whoever holds an invitation for another address is told that alone", async () => {
    const invited = await company.invite(company.ada);
    const join = await proven({ ...invited, address: "mallory@example.com" });
    expect(await join("198.51.101.1")).toMatchObject({ refusal: "OTHER_ADDRESS" });
  });
});

describe("From outside the company's networks, with an account that is there,", () => {
  async function coming() {
    const cyd = await house.signUp();
    const invited = await company.invite(company.ada, cyd.account.address);
    const move = () => prepareMove(cyd.account, null, { state: company.state, invited }).input;
    return { cyd, invited, move: (ip: string | null) => moveAccount(from(cyd.request(), ip), move()) };
  }

  it("nobody joins, the account stays whole where it is, and nothing is spent", async () => {
    const { cyd, invited, move } = await coming();
    const before = await rowsOfCompany();
    for (const ip of outside) expect(await move(ip)).toEqual(refused);
    expect(await rowsOfCompany()).toEqual(before);
    expect(await said(invited)).toEqual(outside.map(() => ({ kind, user_id: null })));
    expect(await findActor(cyd.request())).toMatchObject({ tenant: formatUuid(cyd.account.tenant.id) });
    expect(await move("2001:db8:1::7")).toMatchObject({ __typename: "AccountMoved" });
    await expect(findActor(from(cyd.request(), "2001:db9::1"))).rejects.toMatchObject({ code: "NETWORK_REFUSED" });
  });

  it("and whoever tries on is told to wait, as for any other move", async () => {
    const { move } = await coming();
    for (let round = 0; round < attempts.movesPerPeer.maximum; round++)
      expect(await move("198.51.101.1")).toEqual(refused);
    await expect(move("198.51.100.9")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});

it("What is said of a group or of somebody else keeps nobody from joining", async () => {
  const networks = { value: ["192.0.2.1/32"], locked: false };
  const document = encodePolicies({ allowedIpRanges: networks });
  const bob = await company.hire();
  const subject = { scope: policyScope.USER, id: bob.account.user, hash: policiesHash(document) };
  const policies = [{ seq: company.state.head.seq + 1, document }];
  await company.act(company.ada, { operation: operation.POLICY, subject } as never, { policies });
  await allow(["0.0.0.0/0"]);
  const invited = await company.invite(company.ada);
  const { signUp } = await requestSignUp(house.anonymous(), { address: invited.address });
  const { input } = company.joining(invited);
  const answer = await completeSignUp(from(house.anonymous(), "198.51.101.1"), {
    ...input,
    signUp,
    code: codeIn(house.letters.at(-1)),
  });
  expect(answer).toMatchObject({ __typename: "SignedUp" });
});
