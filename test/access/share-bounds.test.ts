/** How much there may be of sharing: what one person makes fills nobody else's. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, asSigningPublicKey } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { encodeState } from "../../src/crypto/state-encoding.ts";
import { entryType, groupClass, memberStatus, role, type StateEntry } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { bounds } from "../../src/domain/bounds.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import { deliverShareWraps } from "../../src/domain/share/wraps.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { adding, BareShare, removing, sealedName } from "../support/bare-share.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
let eve: BareMember;
beforeAll(async () => {
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  [ada, bob, eve] = [company.ada, await company.hire(), await company.hire()];
});

const committed = { __typename: "Committed" };
const changed = { __typename: "ShareChanged" };
const idOf = ({ account }: BareMember) => formatUuid(account.user) as string;

describe("a change of a share is refused whose", () => {
  it("links, wraps or name are too many or too long, before anything else is looked at", async () => {
    const share = await BareShare.found(company, ada);
    const { signed } = share.link(ada, adding(bob, role.READER));
    const wrap = share.wrap(bob);
    const many = <T>(one: T): T[] => Array(10_000).fill(one);
    const refused = { code: "BAD_USER_INPUT" };
    await expect(share.send(ada, many(signed))).rejects.toMatchObject(refused);
    await expect(share.send(ada, [])).rejects.toMatchObject(refused);
    await expect(share.send(ada, [signed], { wraps: many(wrap) })).rejects.toMatchObject(refused);
    const name = new Uint8Array(1_048_576).fill(1);
    await expect(share.send(ada, [signed], { name })).rejects.toMatchObject(refused);
    const shares = [{ share: share.id, wraps: many(wrap) }];
    await expect(deliverShareWraps(ada.app(), { shares })).rejects.toMatchObject(refused);
    expect(await share.act(ada, adding(bob, role.READER), { more: { wraps: [wrap] } })).toMatchObject(changed);
  });
});

describe("there are", () => {
  /** Has the server's roster of a share, and ours, say that these are in it as well. */
  async function crowd(share: BareShare, entries: readonly StateEntry[]): Promise<void> {
    share.follow({ ...share.state, ...changeState(share.state, entries) });
    await house.asSuperuser("update roster set state = $2 where id = $1", [share.id, encodeState(share.state)]);
  }

  it("a thousand members of a share, and a hundred groups", async () => {
    const [share, other] = [await BareShare.found(company, ada), await BareShare.found(company, ada)];
    const key = () => asSigningPublicKey(randomBytes(32));
    const hash = asHash(Buffer.alloc(32, 1));
    const rest = { role: role.READER, status: memberStatus.ACTIVE, person: null, primary: false, seq: 0 } as const;
    const member = () =>
      ({ type: entryType.MEMBER, user: makeId(1), signingKey: key(), xwingKeyHash: hash, ...rest }) as const;
    await crowd(share, Array.from({ length: bounds.membersPerShare - 2 }, member));
    expect(await share.add(ada, bob)).toMatchObject(changed);
    const most = { __typename: "LimitExceeded", limit: "MEMBERS_PER_SHARE", maximum: 1_000 };
    expect(await share.add(ada, eve)).toMatchObject(most);

    const its = { genesis: hash, role: role.READER, groupSeq: 0, seq: 0 } as const;
    const group = () => ({ type: entryType.SHARE_GROUP, group: makeId(1), ...its }) as const;
    await crowd(other, Array.from({ length: bounds.groupsPerShare - 1 }, group));
    const [last, late] = [
      await company.group(ada, groupClass.NAMED, ada),
      await company.group(ada, groupClass.NAMED, ada),
    ];
    expect(await other.addGroup(ada, last)).toMatchObject(changed);
    const mostGroups = { __typename: "LimitExceeded", limit: "GROUPS_PER_SHARE", maximum: 100 };
    expect(await other.addGroup(ada, late)).toMatchObject(mostGroups);
  });

  /** As many shares of one founder as that, beside what there is; closed, where they are. Answers their ids. */
  async function manyOf(founder: BareMember, amount: number, closed = false): Promise<string[]> {
    const ids = Array.from({ length: amount }, () => formatUuid(makeId(1)) as string);
    const tenant = formatUuid(company.state.head.id);
    for (const statement of [
      `insert into roster (tenant_id, id, kind, seq, head, epoch, state)
       select $1, n.id, 'SHARE', 0, decode(repeat('00', 32), 'hex'), 1, '' from unnest($2::uuid[]) as n (id)`,
      "insert into vault (tenant_id, id, class, revision, count) select $1, n.id, 'SHARE', 0, 0 from unnest($2::uuid[]) as n (id)",
    ])
      await house.asSuperuser(statement, [tenant, ids]);
    await house.asSuperuser(
      `insert into share (tenant_id, id, scope, name, name_epoch, founder_id, created_at, closed_at)
       select $1, n.id, 'PERSONAL', decode(repeat('01', 329), 'hex'), 1, $3, now(), case when $4 then now() end from unnest($2::uuid[]) as n (id)`,
      [tenant, ids, idOf(founder), closed],
    );
    return ids;
  }
  /** Has all of these shares have somebody, or a group. */
  const putInto = (ids: readonly string[], column: "user_id" | "group_id", recipient: string) =>
    house.asSuperuser(
      `insert into share_recipient (tenant_id, share_id, recipient_id, ${column}, role)
       select $1, n.id, $3, $3, 'READER' from unnest($2::uuid[]) as n (id)`,
      [formatUuid(company.state.head.id), ids, recipient],
    );
  const foundBy = async (who: BareMember) => commit(who.app(), BareShare.founding(company, who).input());

  it("a thousand shares that somebody founded, without those that are closed", async () => {
    await manyOf(bob, 5, true);
    const [first] = await manyOf(bob, bounds.sharesPerFounder - 1);
    expect(await foundBy(bob)).toMatchObject(committed);
    const most = { __typename: "LimitExceeded", limit: "SHARES_PER_FOUNDER", maximum: 1_000 };
    expect(await foundBy(bob)).toMatchObject(most);
    expect(await foundBy(eve)).toMatchObject(committed);
    await house.asSuperuser("update share set closed_at = now() where id = $1", [first]);
    expect(await foundBy(bob)).toMatchObject(committed);
  });

  it("a thousand shares that a group is in, of whoever's", async () => {
    const [share, other] = [await BareShare.found(company, ada), await BareShare.found(company, ada)];
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob, eve);
    await putInto(await manyOf(bob, bounds.sharesPerGroup - 1), "group_id", everyone.id);
    expect(await share.addGroup(ada, everyone)).toMatchObject(changed);
    const most = { __typename: "LimitExceeded", limit: "SHARES_PER_GROUP", maximum: 1_000 };
    expect(await other.addGroup(ada, everyone)).toMatchObject(most);
    expect(await share.act(ada, removing(everyone.state.head.id), { cuts: true })).toMatchObject(changed);
    expect(await other.addGroup(ada, everyone)).toMatchObject(changed);
  });

  it("as many shares that somebody is offered as there are: none keeps them from others, and from their own", async () => {
    await putInto(await manyOf(eve, bounds.sharesPerFounder), "user_id", idOf(bob));
    const share = await BareShare.found(company, ada);
    expect(await share.add(ada, bob)).toMatchObject(changed);
    expect(await foundBy(bob)).toMatchObject(committed);
  });

  /** Has server and us say that the share's roster has that many links. */
  async function withLinks(share: BareShare, amount: number): Promise<void> {
    share.follow({ ...share.state, head: { ...share.state.head, seq: amount - 1 } });
    await house.asSuperuser("update roster set seq = $2, state = $3 where id = $1", [
      share.id,
      amount - 1,
      encodeState(share.state),
    ]);
  }

  it("ten thousand links of a share: beyond them it is taken from people, and closed", async () => {
    const share = await BareShare.found(company, ada);
    await withLinks(share, bounds.linksPerShare - 1);
    expect(await share.add(ada, bob)).toMatchObject(changed);
    const most = { __typename: "LimitExceeded", limit: "LINKS_PER_SHARE", maximum: 10_000 };
    const recipient = bob.account.user;
    const name = sealedName();
    const naming = { operation: operation.NAME, subject: { name: sealedHash(name) } } as const;
    expect(await share.add(ada, eve)).toMatchObject(most);
    expect(await share.act(ada, naming, { more: { name } })).toMatchObject(most);
    const time = house.house.clock().getTime() + 60_000;
    expect(await share.act(ada, { operation: operation.EXPIRY, subject: { recipient, time } })).toMatchObject(most);
    const lower = { operation: operation.ROLE, subject: { recipient, role: role.READER } } as const;
    expect(await share.act(ada, lower, { cuts: true })).toMatchObject(most);
    const named = share.link(ada, naming);
    const held = share.state;
    share.follow(named.state);
    expect(await share.write(ada, { links: [named.signed], more: { name } })).toMatchObject(most);
    share.follow(held);
    expect(await share.write(bob)).toMatchObject(committed);
    expect(await share.act(ada, removing(recipient), { cuts: true })).toMatchObject(changed);
    expect(await share.renew(ada, [ada])).toMatchObject(committed);
    expect(await share.act(ada, { operation: operation.CLOSE, subject: null }, { cuts: true })).toMatchObject(changed);
  });

  it("and an administrator makes an owner beyond them, where none can act", async () => {
    const [share, other] = [await BareShare.found(company, bob), await BareShare.found(company, bob)];
    const group = await company.group(ada, groupClass.NAMED, ada, eve);
    await share.add(bob, eve, role.READER);
    await other.addGroup(bob, group, role.READER);
    for (const its of [share, other]) await withLinks(its, bounds.linksPerShare);
    await company.act(ada, { operation: operation.SUSPEND, subject: { user: bob.account.user } });
    const rights = { asAdministrator: true, portal: true };
    const act = { operation: operation.ROLE, subject: { recipient: eve.account.user, role: role.OWNER } } as const;
    expect(await share.act(ada, act, rights)).toMatchObject(changed);
    const via = other.via(group);
    expect(await other.act(ada, adding(eve, role.OWNER), { ...rights, via })).toMatchObject(changed);
  });
});
