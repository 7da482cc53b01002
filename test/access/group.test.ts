/** Groups as the server takes and refuses them, by its verbs: links made by hand, honest and otherwise. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { openPreviousKey } from "../../src/crypto/client/epoch.ts";
import { checkGroupSecret } from "../../src/crypto/client/group.ts";
import { makeGroupGenesis } from "../../src/crypto/client/group-link.ts";
import { unwrapKey, wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, asSigningPublicKey } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { changeState } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { encodeState } from "../../src/crypto/state-encoding.ts";
import { entryType, groupClass, type StateEntry } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { spans } from "../../src/domain/bounds.ts";
import { changeRosters } from "../../src/domain/company/change-rosters.ts";
import {
  deliverWraps,
  type EpochsAsked,
  parseEpochs,
  readGroupEpochs,
  readGroups,
  readOwnWraps,
  readPending,
  refuseWrap,
} from "../../src/domain/company/groups.ts";
import { follow } from "../../src/domain/sync/follow.ts";
import { linkInput } from "../support/bare-client.ts";
import { BareCompany, type BareGroup, type BareMember } from "../support/bare-company.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bob: BareMember;
beforeAll(async () => {
  // What a stream hears was rung for: on a slow machine it would else look by itself meanwhile.
  Object.assign(spans, { poll: 2 ** 31 - 1 });
  house = await openVerbsHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.advance(3_600_001);
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
});

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
const on = (who: BareMember) => ({ user: who.account.user });
const keysOf = ({ account }: BareMember) => ({
  user: account.user,
  signingKey: account.signing.publicKey,
  xwingKeyHash: account.xwingKeyHash,
});
const secretOf = async (who: BareMember, group: BareGroup) => {
  const [[wrap] = []] = await readOwnWraps(who.app(), [group.id as never]);
  if (wrap === undefined) throw new Error("no wrap");
  const place = { roster: parseUuid(group.id), epoch: wrap.epoch, user: who.account.user };
  return unwrapKey(who.account.xwingSeed, place, wrap.wrap);
};
const stated = ({ state }: BareGroup) => state.epoch as Parameters<typeof checkGroupSecret>[2];
const groupEntry = () => {
  const genesis = asHash(randomBytes(32));
  return {
    type: entryType.GROUP,
    group: makeId(Date.now()),
    class: groupClass.NAMED,
    genesis,
    checkpoint: null,
    seq: 1,
  } as const;
};
/** The company's roster states these entries besides, however that came about. */
async function give(its: BareCompany, entries: readonly StateEntry[]) {
  its.state = { ...its.state, ...changeState(its.state, entries) };
  const values = [Buffer.from(encodeState(its.state)), formatUuid(its.state.head.id)];
  await house.asSuperuser("update roster set state = $1 where id = $2", values);
}
/** What founds a group of this id without members. */
const founding = (its: BareCompany, id = parseUuid(crypto.randomUUID()), epoch = 1) => {
  const sealed = Buffer.alloc(329, 1);
  const genesis = makeGroupGenesis(its.state, its.signer(its.ada), {
    group: id,
    class: groupClass.NAMED,
    name: sealedHash(sealed),
  });
  const subject = { group: id, class: groupClass.NAMED, genesis: genesis.hash };
  const named = its.link(its.ada, { operation: operation.NEW_GROUP, subject });
  const more = { names: [{ group: formatUuid(id), name: sealed, epoch }] };
  return { links: [genesis.signed, named.signed], named, more };
};
const own = (who: BareMember, links: readonly Uint8Array[], more: object = {}) =>
  changeRosters(who.app(), { clientMutationId: crypto.randomUUID(), links: links.map(linkInput), ...more });

describe("a group", () => {
  it("gives its secret to each member, by the commitment of its roster", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    for (const who of [ada, bob]) checkGroupSecret(await secretOf(who, group), parseUuid(group.id), stated(group));
    const listed = await readGroups(bob.app(), { first: 10, after: null });
    expect(listed.edges.map(({ node }) => [node.group, node.class])).toEqual([[group.id, "NAMED"]]);
  });

  it("is due when somebody is removed, and opens all before by its next secret", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const before = await secretOf(ada, group);
    const removed = group.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    expect(await company.send(ada, [removed.signed])).toMatchObject({ __typename: "RostersChanged" });
    group.state = removed.state;
    expect(await readOwnWraps(bob.app(), [group.id as never])).toEqual([[]]);
    group.secret = before;
    const next = group.epoch(ada, [ada]);
    expect(await own(ada, [next.link.signed], next.more)).toMatchObject({ __typename: "RostersChanged" });
    group.state = next.link.state;
    const secret = await secretOf(ada, group);
    checkGroupSecret(secret, parseUuid(group.id), stated(group));
    const [[newest] = []] = await readGroupEpochs(ada.app(), [group.id as never]);
    expect(
      openPreviousKey(secret, { vault: parseUuid(group.id), epoch: 2 }, newest?.previousSecret as Uint8Array),
    ).toEqual(before);
  });

  it("has no new epoch while none is due, none without its author or for strangers, none with other keys than its link states", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    expect(() => group.epoch(ada, [ada, bob])).toThrow("NOT_ALLOWED: an epoch that is not due");
    const eve = await company.hire();
    const added = group.act(ada, { operation: operation.ADD, subject: keysOf(eve) });
    await company.send(ada, [added.signed]);
    group.state = added.state;
    const left = group.act(bob, { operation: operation.LEAVE, subject: on(bob) });
    expect(await own(bob, [left.signed])).toMatchObject({ __typename: "RostersChanged" });
    group.state = left.state;
    expect(() => group.epoch(ada, [])).toThrow("NOT_ALLOWED: wraps");
    for (const others of [[eve], [ada, bob]]) {
      const { link, more } = group.epoch(ada, others);
      await expect(own(ada, [link.signed], more)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
    const next = group.epoch(ada, [ada, eve]);
    const [wrap, other] = next.more.wraps as [object, object];
    const send = (more: object) => own(ada, [next.link.signed], { ...next.more, ...more });
    await expect(send({ wraps: [wrap] })).rejects.toMatchObject(refusing("MISMATCH"));
    await expect(send({ wraps: [wrap, { ...other, user: formatUuid(bob.account.user) }] })).rejects.toMatchObject(
      refusing("MISMATCH"),
    );
    await expect(send({ epochs: [] })).rejects.toMatchObject(refusing("WRONG_KEYS"));
    await expect(send({ epochs: [{ ...next.more.epochs[0], publicKey: randomBytes(1_216) }] })).rejects.toMatchObject(
      refusing("WRONG_KEYS"),
    );
    expect(await send({})).toMatchObject({ __typename: "RostersChanged" });
  });

  it("may begin an epoch without the secret before, and for some: the others are pending", async () => {
    const eve = await company.hire();
    const group = await company.group(ada, groupClass.NAMED, ada, bob, eve);
    const left = group.act(bob, { operation: operation.LEAVE, subject: on(bob) });
    await own(bob, [left.signed]);
    group.state = left.state;
    const { link, more } = group.epoch(ada, [ada]);
    const epochs = [{ ...more.epochs[0], previousSecret: null }];
    expect(await own(ada, [link.signed], { ...more, epochs })).toMatchObject({ __typename: "RostersChanged" });
    expect(await readPending(ada.app())).toContainEqual({
      group: group.id,
      epoch: 2,
      user: formatUuid(eve.account.user),
    });
  });

  it("gives a wrap back to be delivered anew, one's own and no other", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    expect(await refuseWrap(bob.app(), { group: group.id, epoch: 2 })).toEqual({ refused: false });
    expect(await refuseWrap(bob.app(), { group: group.id, epoch: 1 })).toEqual({ refused: true });
    expect(await readOwnWraps(bob.app(), [group.id as never])).toEqual([[]]);
    checkGroupSecret(await secretOf(ada, group), parseUuid(group.id), stated(group));
    const pending = { group: group.id, epoch: 1, user: formatUuid(bob.account.user) };
    expect(await readPending(ada.app())).toContainEqual(pending);
    const other = await BareCompany.found(house);
    expect(await refuseWrap(other.ada.app(), { group: group.id, epoch: 1 })).toEqual({ refused: false });
  });

  it("is answered in pages of epochs, the newest first", async () => {
    const [one, other] = [
      await company.group(ada, groupClass.NAMED, ada),
      await company.group(ada, groupClass.NAMED, ada),
    ];
    await house.asSuperuser(
      `insert into group_epoch (tenant_id, group_id, epoch, public_key)
       select tenant_id, group_id, n, public_key from group_epoch, generate_series(2, 150) as n where group_id = $1`,
      [one.id],
    );
    await house.asSuperuser(
      `insert into member_wrap (tenant_id, group_id, epoch, user_id, author_id, wrap, created_at)
       select tenant_id, group_id, n, user_id, author_id, wrap, created_at from member_wrap, generate_series(2, 150) as n where group_id = $1`,
      [one.id],
    );
    const ids = [other.id, one.id] as never[];
    for (const read of [readGroupEpochs, readOwnWraps]) {
      const epochsOf = async (asked?: EpochsAsked) =>
        (await read(ada.app(), ids, asked)).map((rows) => rows.map(({ epoch }) => epoch));
      const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n);
      expect(await epochsOf()).toEqual([[1], down(150, 51)]);
      expect(await epochsOf({ first: 100, beforeEpoch: 51 })).toEqual([[1], down(50, 1)]);
      expect(await epochsOf({ first: 2, beforeEpoch: 1 })).toEqual([[], []]);
    }
    for (const first of [0, 101]) {
      expect(() => parseEpochs({ first, beforeEpoch: null })).toThrow(
        expect.objectContaining({ code: "BAD_USER_INPUT" }),
      );
    }
  });

  it("of a company that is suspended is read: no wrap is delivered or given back", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const eve = await company.hire();
    const tenant = [formatUuid(company.state.head.id)];
    const place = { roster: parseUuid(everyone.id), epoch: 1, user: eve.account.user };
    const wrap = wrapKeyFor(deriveXWingPublicKey(eve.account.xwingSeed), place, everyone.secret);
    const wraps = [{ group: everyone.id, epoch: 1, user: formatUuid(eve.account.user), wrap }];
    await house.asSuperuser("update tenant set suspended_at = now() where id = $1", tenant);
    await expect(deliverWraps(bob.app(), { wraps })).rejects.toMatchObject({ code: "READ_ONLY" });
    await expect(refuseWrap(bob.app(), { group: everyone.id, epoch: 1 })).rejects.toMatchObject({ code: "READ_ONLY" });
    checkGroupSecret(await secretOf(bob, everyone), parseUuid(everyone.id), stated(everyone));
    await house.asSuperuser("update tenant set suspended_at = null where id = $1", tenant);
    expect(await deliverWraps(bob.app(), { wraps })).toEqual({ delivered: 1 });
  });

  it("is told to nobody of another company", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const other = await BareCompany.found(house);
    expect(await readGroupEpochs(other.ada.app(), [group.id as never])).toEqual([[]]);
    expect(await readOwnWraps(other.ada.app(), [group.id as never])).toEqual([[]]);
    const link = group.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    await expect(other.send(other.ada, [link.signed])).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("is founded together with the link by which the company names it", async () => {
    const signer = company.signer(ada);
    const genesis = makeGroupGenesis(company.state, signer, {
      group: parseUuid(crypto.randomUUID()),
      class: groupClass.EVERYONE,
      name: null,
    });
    await expect(company.send(ada, [genesis.signed])).rejects.toMatchObject(refusing("MISMATCH"));
    const unnamed = company.link(ada, {
      operation: operation.NEW_GROUP,
      subject: { group: genesis.state.head.id, class: groupClass.EVERYONE, genesis: genesis.hash },
    });
    await expect(company.send(ada, [unnamed.signed])).rejects.toMatchObject(refusing("MISMATCH"));
  });

  it("is one of a thousand that stand, Everyone besides", async () => {
    const named = Array.from({ length: 999 }, () => groupEntry());
    await give(company, named);
    const first = founding(company);
    expect(await company.send(ada, first.links, first.more)).toMatchObject({ __typename: "RostersChanged" });
    company.state = first.named.state;
    const more = founding(company);
    const refused = { __typename: "TenantLimitReached", limit: "GROUPS" };
    expect(await company.send(ada, more.links, more.more)).toMatchObject(refused);
    await company.group(ada, groupClass.EVERYONE, ada, bob);
    const [{ group }] = named as [(typeof named)[0]];
    await company.act(ada, { operation: operation.END_GROUP, subject: { group } });
    const next = founding(company);
    expect(await company.send(ada, next.links, next.more)).toMatchObject({ __typename: "RostersChanged" });
  });

  it("bears an id that no roster of the company has, also none that ended or is a vault's", async () => {
    const ended = await company.group(ada, groupClass.NAMED, ada);
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: parseUuid(ended.id) } });
    const standing = await company.group(ada, groupClass.NAMED, ada);
    for (const id of [bob.account.vaults.BUSINESS.id, parseUuid(ended.id)]) {
      const { links, more } = founding(company, id);
      await expect(company.send(ada, links, more)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    }
    expect(() => founding(company, parseUuid(standing.id))).toThrow("NOT_ALLOWED: group");
  });

  it("has a name sealed under an epoch that Everyone has", async () => {
    const early = founding(company, undefined, 2);
    await expect(company.send(ada, early.links, early.more)).rejects.toMatchObject(refusing("WRONG_EPOCH"));
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const late = founding(company, undefined, 2);
    await expect(company.send(ada, late.links, late.more)).rejects.toMatchObject(refusing("WRONG_EPOCH"));
    const eve = await company.hire();
    await company.act(ada, { operation: operation.REMOVE, subject: on(eve) });
    const next = everyone.epoch(ada, [ada, bob]);
    const { links, more } = founding(company, undefined, 2);
    expect(await company.send(ada, [next.link.signed, ...links], { ...next.more, ...more })).toMatchObject({
      __typename: "RostersChanged",
    });
  });

  it("is listed behind a cursor of its own kind alone", async () => {
    const cursor = (text: string) => Buffer.from(text).toString("base64url");
    for (const place of ["99999999999", "2", "01", "-1"]) {
      const after = cursor(`${place} ${crypto.randomUUID()}`);
      await expect(readGroups(ada.app(), { first: 1, after })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    }
    expect((await readGroups(ada.app(), { first: 1, after: cursor(`1 ${crypto.randomUUID()}`) })).edges).toEqual([]);
  });

  it("takes no more links once it has ended", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const link = group.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    await company.act(ada, { operation: operation.END_GROUP, subject: { group: parseUuid(group.id) } });
    expect(() => group.act(ada, { operation: operation.REMOVE, subject: on(bob) })).toThrow("NOT_ALLOWED: group");
    await expect(company.send(ada, [link.signed])).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await readGroups(ada.app(), { first: 10, after: null })).edges).toEqual([]);
  });

  it("is no more where the roster has no room; what takes from it goes on", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const former = () => ({
      signingKey: asSigningPublicKey(randomBytes(32)),
      user: ada.account.user,
      cut: null,
      seq: 1,
    });
    const some = Array.from({ length: 50_000 - company.state.tree.count }, former);
    await give(
      company,
      some.map((its) => ({ type: entryType.FORMER, ...its })),
    );
    const { links, more } = founding(company);
    await expect(company.send(ada, links, more)).rejects.toMatchObject(refusing("TOO_LARGE"));
    const gone = { operation: operation.REMOVE, subject: on(bob) } as const;
    const left = group.act(ada, gone);
    expect(await company.send(ada, [left.signed, company.link(ada, gone).signed])).toMatchObject({
      __typename: "RostersChanged",
    });
  });

  it("loses whoever is removed from the company in the same deed, or nobody is removed", async () => {
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const gone = { operation: operation.REMOVE, subject: on(bob) } as const;
    expect(await company.act(ada, gone)).toMatchObject({ __typename: "StaleHead" });
    const eve = await company.hire();
    const added = group.act(ada, { operation: operation.ADD, subject: keysOf(eve) });
    const without = company.link(ada, { operation: operation.REMOVE, subject: on(eve) });
    expect(await company.send(ada, [added.signed, without.signed])).toMatchObject({ __typename: "StaleHead" });
    const left = group.act(ada, gone);
    const removed = company.link(ada, gone);
    expect(await company.send(ada, [left.signed, removed.signed])).toMatchObject({ __typename: "RostersChanged" });
  });
});

describe("a change of groups", () => {
  it("is heard at once by the company's people, whether they were in the group or not", async () => {
    const eve = await company.hire();
    const group = await company.group(ada, groupClass.NAMED, ada, bob);
    const ends = new AbortController();
    const streams = [ada, bob].map((who) => follow(() => who.app(), null, 100, ends.signal));
    const next = () => Promise.all(streams.map(async (stream) => (await stream.next()).value?.rosters));
    await next();
    const changed = { roster: group.id, kind: "GROUP" };
    const heard = next();
    const removed = group.act(ada, { operation: operation.REMOVE, subject: on(bob) });
    await company.send(ada, [removed.signed]);
    expect(await heard).toEqual([[expect.objectContaining(changed)], [expect.objectContaining(changed)]]);
    group.state = removed.state;
    const added = group.act(ada, { operation: operation.ADD, subject: keysOf(eve) });
    const heardAgain = next();
    await company.send(ada, [added.signed]);
    expect(await heardAgain).toEqual([[expect.objectContaining(changed)], [expect.objectContaining(changed)]]);
    ends.abort();
    await next();
  });

  it("rings in no other company, whatever id the group was given", async () => {
    const mallory = await BareCompany.found(house);
    const id = company.state.head.id;
    house.rung.length = 0;
    await mallory.group(mallory.ada, groupClass.NAMED, mallory.ada);
    const { links, named, more } = founding(mallory, id);
    expect(await mallory.send(mallory.ada, links, more)).toMatchObject({ __typename: "RostersChanged" });
    expect(named.state.head.seq).toBe(2);
    const tenant = formatUuid(mallory.state.head.id);
    expect(house.rung.filter((topic) => !topic.startsWith(`${tenant} `))).toEqual([]);
  });
});

describe("Everyone", () => {
  it("is there once, for all active users; who joins later is given the secret by any of them", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const eve = await company.hire();
    const pending = [{ group: everyone.id, epoch: 1, user: formatUuid(eve.account.user) }];
    expect(await readPending(bob.app())).toEqual(pending);
    expect(await readPending(eve.app())).toEqual([]);
    const secret = await secretOf(bob, everyone);
    const place = { roster: parseUuid(everyone.id), epoch: 1, user: eve.account.user };
    const wrap = wrapKeyFor(deriveXWingPublicKey(eve.account.xwingSeed), place, secret);
    const wraps = [{ ...(pending[0] as (typeof pending)[0]), wrap }];
    expect(await deliverWraps(eve.app(), { wraps })).toEqual({ delivered: 0 });
    const answers = await Promise.all([deliverWraps(bob.app(), { wraps }), deliverWraps(ada.app(), { wraps })]);
    expect(answers.map(({ delivered }) => delivered).sort()).toEqual([0, 1]);
    checkGroupSecret(await secretOf(eve, everyone), parseUuid(everyone.id), stated(everyone));
    expect(await readPending(bob.app())).toEqual([]);
  });

  it("is wrapped for nobody who is no recipient, and for no epoch that is not in force", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const stranger = (await BareCompany.found(house)).ada;
    const wrap = wrapKeyFor(
      deriveXWingPublicKey(stranger.account.xwingSeed),
      { roster: parseUuid(everyone.id), epoch: 1, user: stranger.account.user },
      await secretOf(ada, everyone),
    );
    const its = { group: everyone.id, epoch: 1, user: formatUuid(stranger.account.user), wrap };
    expect(await deliverWraps(ada.app(), { wraps: [its] })).toEqual({ delivered: 0 });
    expect(await deliverWraps(stranger.app(), { wraps: [its] })).toEqual({ delivered: 0 });
    expect(await deliverWraps(ada.app(), { wraps: [{ ...its, epoch: 2 }] })).toEqual({ delivered: 0 });
    await expect(deliverWraps(ada.app(), { wraps: [] })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(deliverWraps(ada.app(), { wraps: [{ ...its, wrap: randomBytes(1_225) }] })).rejects.toMatchObject({
      code: "INVALID_PROOF",
    });
  });

  it("is due when somebody leaves the company, and then any of them begins the next", async () => {
    const everyone = await company.group(ada, groupClass.EVERYONE, ada, bob);
    const eve = await company.hire();
    await company.act(ada, { operation: operation.REMOVE, subject: on(eve) });
    everyone.secret = await secretOf(bob, everyone);
    const next = everyone.epoch(bob, [ada, bob]);
    expect(await own(bob, [next.link.signed], next.more)).toMatchObject({ __typename: "RostersChanged" });
    everyone.state = next.link.state;
    checkGroupSecret(await secretOf(ada, everyone), parseUuid(everyone.id), stated(everyone));
  });
});
