/** Keys of vaults that are entrusted to a recovery group, as the server takes and refuses them in commits: links made by hand. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../src/crypto/client/group.ts";
import { unwrapKey } from "../../src/crypto/client/key-wrap.ts";
import { makeEntrust, makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { asSymmetricKey } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { type EntrustedTo, shareScope } from "../../src/crypto/link.ts";
import { changeState, entrustedOf } from "../../src/crypto/roster-state.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { CommitInput } from "../../src/domain/commit/input.ts";
import { moveAccount } from "../../src/domain/moving/move-account.ts";
import { readEntrusted } from "../../src/domain/recovery-group/read.ts";
import type { UploadInput } from "../../src/domain/restoring/parse.ts";
import { uploadVault } from "../../src/domain/restoring/upload-vault.ts";
import { deliverShareWraps } from "../../src/domain/share/wraps.ts";
import { draft, linkInput, newRecord } from "../support/bare-client.ts";
import { BareCompany, type BareMember } from "../support/bare-company.ts";
import { BareGuest, invite } from "../support/bare-guest.ts";
import { prepareMove } from "../support/bare-move.ts";
import { BareRecovery, type RecoveryDeed } from "../support/bare-recovery.ts";
import { BareShare } from "../support/bare-share.ts";
import { beginRestoredIn, endRestoredIn } from "../support/operator.ts";
import { traceStatements } from "../support/statements.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";
import { untilWaiting } from "../support/waiting.ts";

let house: VerbsHouse;
let company: BareCompany;
let ada: BareMember;
let bea: BareMember;
let bob: BareMember;
let dora: BareMember;
let group: BareRecovery;
beforeAll(async () => {
  house = await openVerbsHouse();
  company = await BareCompany.found(house);
  ada = company.ada;
  bob = await company.hire();
  await house.asSuperuser("update tenant set plan = 'ADVANCED'");
  group = await BareRecovery.found(company, ada, { code: true });
  await group.deed(ada).switchTo().demand(3).done();
  bea = await company.hire(role.ADMINISTRATOR);
  dora = await company.hire();
});
afterAll(() => house.close());

const refusing = (reason: string) => ({ code: "INVALID_PROOF", details: { reason } });
type VaultInput = CommitInput["vaults"][0];
type Profile = "PERSONAL" | "BUSINESS" | "ACCOUNT";
const item = new TextEncoder().encode("{}");
const accountOf = (who: BareMember) => ({ ...who.account, tenant: company.state.head });

interface Written {
  readonly links?: readonly Uint8Array[];
  readonly more?: Partial<VaultInput>;
  /** The head of the company's roster that it rests on, where it is another than the newest. */
  readonly tenant?: ChainHead;
}

/** Writes an item into a profile, with links before it. */
async function write(
  who: BareMember,
  its: Profile,
  { links = [], more = {}, tenant = company.state.head }: Written = {},
) {
  const vault = who.account.vaults[its];
  const kind = its === "ACCOUNT" ? recordClass.ENTRY : recordClass.ITEM;
  const drafted = draft({ ...who.account, tenant }, vault, [newRecord(vault, kind, item)]);
  const answer = await commit(who.app(), {
    clientMutationId: crypto.randomUUID(),
    links: links.map(linkInput),
    vaults: [{ ...drafted.input, ...more }],
  });
  if (answer.__typename === "Committed") drafted.apply();
  return answer;
}

const next = (who: BareMember) => ({
  user: who.account.user,
  signing: who.account.signing,
  tenantHead: company.state.head,
  time: 1,
});

/** The next key of the group: whoever was in it for a time is out. */
const turnOver = () =>
  group
    .deed(ada)
    .add(bea)
    .done()
    .then(() => group.deed(ada).remove(bea).checkpoint().epoch().done());

/** What is proposed by one administrator the other confirms. */
async function both(proposing: RecoveryDeed): Promise<void> {
  await proposing.done();
  await group.deed(bea).confirm().done();
}

async function kindsNow(): Promise<unknown[]> {
  return (await house.asSuperuser("delete from audit_waiting returning kind")).map(({ kind }) => kind);
}
const markOf = (vault: Uint8Array) =>
  house.asSuperuser("select due from vault where id = $1", [formatUuid(vault as never)]);

/** Entrusts a profile's key, with an item. */
async function entrust(who: BareMember, its: Profile = "BUSINESS", options: Entrusting = {}) {
  const { link, more, take } = entrusting(who, its, options);
  return take(write(who, its, { links: [link.signed], more }));
}

interface Entrusting {
  readonly to?: EntrustedTo;
  /** As if nothing were entrusted. */
  readonly fresh?: boolean;
}

/** The link, to go with an item: what is not taken leaves the profile as it was. */
function entrusting(who: BareMember, its: Profile = "BUSINESS", { to = group.to, fresh = false }: Entrusting = {}) {
  const vault = who.account.vaults[its];
  const before = vault.roster;
  const wrap = group.wrapOf(vault);
  const known = entrustedOf(before);
  const base = fresh && known ? { ...before, ...changeState(before, [], [known]) } : before;
  const link = makeEntrust(base, { ...next(who), to, wrap });
  vault.roster = link.state;
  const take = async <T extends { readonly __typename: string }>(answer: Promise<T>): Promise<T> => {
    const taken = await answer.catch(() => null);
    if (taken?.__typename !== "Committed") vault.roster = before;
    return answer;
  };
  return { link, wrap, more: { recoveryWrap: wrap }, take };
}

/** Begins a profile's next epoch, with an item; where that is said, it is entrusted at once. */
async function renew(who: BareMember, { entrusts = false } = {}) {
  const vault = who.account.vaults.BUSINESS;
  const key = asSymmetricKey(randomBytes(32));
  const epoch = (vault.roster.epoch?.epoch ?? 0) + 1;
  const begun = makeNewEpoch(vault.roster, { ...next(who), vaultKey: key });
  const previousKey = sealPreviousKey(key, { vault: vault.id, epoch }, vault.key);
  Object.assign(vault, { key, roster: begun.state });
  const its = entrusts ? entrusting(who) : null;
  const more = { epochKey: { epoch, previousKey }, ...its?.more };
  return write(who, "BUSINESS", { links: [begun.signed, ...(its ? [its.link.signed] : [])], more });
}

const rowsOf = (vault: Uint8Array) =>
  house.asSuperuser("select group_id, group_epoch, epoch, wrap from entrusted_wrap where vault_id = $1", [
    formatUuid(vault as never),
  ]);

describe("a business profile", () => {
  const vault = () => bob.account.vaults.BUSINESS;

  it("is entrusted with a commit: the group opens its key, and it is written to on as ever", async () => {
    await kindsNow();
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
    expect(await kindsNow()).toContain("VAULT_ENTRUSTED");
    const [row] = await rowsOf(vault().id);
    expect(row).toMatchObject({ group_id: group.id, group_epoch: 1, epoch: 1 });
    const seed = deriveGroupSeed(group.secret, group.state.head.id, 1);
    const place = { roster: vault().id, epoch: 1, user: group.state.head.id };
    expect(unwrapKey(seed, place, row?.wrap as Uint8Array)).toEqual(vault().key);
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
    const shown = { group: group.id, groupEpoch: 1, epoch: 1 };
    expect(await readEntrusted(bob.app(), [vault().id].map(formatUuid) as never)).toMatchObject([shown]);
    expect(await readEntrusted(ada.app(), [vault().id].map(formatUuid) as never)).toEqual([null]);
  });

  it("is due once the group has another key, by the quick way as by the other, and entrusted in its next epoch", async () => {
    await write(bob, "BUSINESS");
    const tenant = company.state.head;
    const quickly = await traceStatements(() => write(bob, "BUSINESS", { tenant }));
    expect(quickly.names).toContain("commit_quick_add_logged");
    await turnOver();
    const due = { __typename: "StaleKeyEpoch", due: true, epoch: 1 };
    const refused = await traceStatements(() => write(bob, "BUSINESS", { tenant }));
    expect(refused.names).toContain("commit_quick_add_logged");
    expect(refused.result).toMatchObject(due);
    expect(await write(bob, "BUSINESS")).toMatchObject(due);
    expect(() => entrusting(bob)).toThrow("entrusted already");
    expect(await renew(bob)).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(vault().id)).toEqual([]);
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(vault().id)).toMatchObject([{ group_epoch: 2, epoch: 2 }]);
  });

  it("goes into its next epoch and is entrusted in one commit", async () => {
    await turnOver();
    expect(await renew(bob, { entrusts: true })).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(vault().id)).toMatchObject([{ group_epoch: 3, epoch: 3 }]);
  });

  it("is due once the switch is off, or names another group; and no more where it names the same again", async () => {
    await both(group.deed(ada).demand(0).off());
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    await both(group.deed(ada).switchTo().demand(3));
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
    expect(await markOf(vault().id)).toEqual([{ due: false }]);
    const other = await BareRecovery.found(company, ada, { code: true });
    await both(other.deed(ada).switchTo());
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    await both(group.deed(ada).switchTo());
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
  });

  it("takes the wrap that the link names, with that link, and no other", async () => {
    await renew(bob);
    const others = group.wrapOf(vault());
    const cases = [
      [{}, "MISMATCH"],
      [{ recoveryWrap: others }, "MISMATCH"],
      [{ recoveryWrap: others.subarray(1) }, "MALFORMED"],
    ] as const;
    for (const [more, reason] of cases) {
      const { link, take } = entrusting(bob);
      const sent = take(write(bob, "BUSINESS", { links: [link.signed], more }));
      await expect(sent).rejects.toMatchObject(refusing(reason));
    }
    await expect(write(bob, "BUSINESS", { more: { recoveryWrap: others } })).rejects.toMatchObject(
      refusing("MISMATCH"),
    );
    expect(await rowsOf(vault().id)).toEqual([]);
  });

  it("is entrusted to no group but the one that is switched on, nor to an epoch that it does not have", async () => {
    const foreign = await BareRecovery.found(company, ada);
    await expect(entrust(bob, "BUSINESS", { to: foreign.to })).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    const { groupEpoch } = group.to;
    await expect(entrust(bob, "BUSINESS", { to: { ...group.to, groupEpoch: groupEpoch - 1 } })).rejects.toMatchObject(
      refusing("WRONG_ROSTER_HEAD"),
    );
    await expect(
      entrust(bob, "BUSINESS", { to: { ...group.to, groupSeq: group.to.groupSeq + 1 } }),
    ).rejects.toMatchObject(refusing("WRONG_ROSTER_HEAD"));
  });

  it("waits while the group's own key is for too many", async () => {
    await group.deed(ada).add(bea).done();
    await group.deed(ada).remove(bea).checkpoint().done();
    await expect(entrust(bob)).rejects.toMatchObject(refusing("NOT_ALLOWED"));
    await group.deed(ada).epoch().done();
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
  });

  it("signs again where the company or the group has gone on since", async () => {
    await renew(bob);
    const late = entrusting(bob);
    await group.deed(ada).add(bea).done();
    expect(await late.take(write(bob, "BUSINESS", { links: [late.link.signed], more: late.more }))).toMatchObject({
      __typename: "StaleHead",
      complete: false,
    });
    await group.deed(ada).remove(bea).checkpoint().epoch().done();
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
  });

  it("is entrusted, or the switch goes off: whichever comes first, nothing is left that is neither", async () => {
    await renew(bob);
    await group.deed(ada).off().done();
    const off = group.deed(bea).demand(0).confirm();
    const racing = entrusting(bob);
    const [entrusted, switched] = await Promise.all([
      racing.take(write(bob, "BUSINESS", { links: [racing.link.signed], more: racing.more })),
      off.send(),
    ]);
    expect(switched).toMatchObject({ __typename: "RostersChanged" });
    expect(["Committed", "StaleHead"]).toContain(entrusted.__typename);
    const rows = await rowsOf(vault().id);
    expect(rows).toHaveLength(entrusted.__typename === "Committed" ? 1 : 0);
    expect(await markOf(vault().id)).toEqual([{ due: rows.length > 0 }]);
    await both(group.deed(ada).switchTo().demand(3));
  });

  it("is entrusted anew while the group takes its next key: one waits for the other, and neither in a ring", async () => {
    await renew(bob, { entrusts: true });
    await group.deed(ada).add(bea).done();
    const turning = group.deed(ada).remove(bea).checkpoint().epoch();
    const holding = await house.house.pool.connect();
    await holding.query("begin");
    await holding.query("select set_config('app.tenant', $1, true)", [formatUuid(company.state.head.id)]);
    await holding.query("select from roster where id = $1 for update", [group.id]);
    const turned = turning.send();
    await untilWaiting(house, 1);
    const before = { ...vault() };
    const renewed = renew(bob, { entrusts: true });
    await untilWaiting(house, 2);
    await holding.query("commit");
    holding.release();
    expect(await turned).toMatchObject({ __typename: "RostersChanged" });
    expect(await renewed).toMatchObject({ __typename: "StaleHead" });
    Object.assign(vault(), before);
    expect(await renew(bob, { entrusts: true })).toMatchObject({ __typename: "Committed" });
  });

  it("gives its key to nobody where the plan or the policies of its user have no backups", async () => {
    await renew(bob);
    await house.asSuperuser("update tenant set plan = 'STANDARD'");
    expect(await entrust(bob)).toMatchObject({ __typename: "PolicyDenied", policy: "ORGANISATION_BACKUP" });
    await house.asSuperuser("update tenant set plan = 'ADVANCED'");
    await group.deed(ada).demand(0).done();
    expect(await entrust(bob)).toMatchObject({ __typename: "PolicyDenied", policy: "ORGANISATION_BACKUP" });
    await group.deed(ada).demand(3).done();
    expect(await entrust(bob)).toMatchObject({ __typename: "Committed" });
  });
});

describe("a business profile that goes to another company", () => {
  it("leaves the group behind, and nothing is written to it before its next epoch", async () => {
    const there = [company, group] as const;
    company = await BareCompany.found(house);
    const solo = company.ada;
    const invited = await there[0].invite(ada, solo.account.address);
    const origin = formatUuid(company.state.head.id);
    await house.asSuperuser("update tenant set plan = 'ADVANCED'");
    group = await BareRecovery.found(company, solo, { code: true });
    await group.deed(solo).switchTo().demand(3).done();
    expect(await entrust(solo)).toMatchObject({ __typename: "Committed" });
    [company, group] = there;
    const moved = prepareMove(solo.account, null, { state: company.state, invited });
    expect(await moveAccount(solo.app(), moved.input)).toMatchObject({ __typename: "AccountMoved" });
    company.state = moved.tenant;
    const arrived = { ...solo, account: moved.after };
    const { id } = moved.after.vaults.BUSINESS;
    expect(await rowsOf(id)).toEqual([]);
    expect(await house.asSuperuser("select from recovery_switch where tenant_id = $1", [origin])).toEqual([]);
    expect(await write(arrived, "BUSINESS")).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    expect(await renew(arrived)).toMatchObject({ __typename: "Committed" });
    expect(await write(arrived, "BUSINESS")).toMatchObject({ __typename: "Committed" });
    expect(await entrust(arrived)).toMatchObject({ __typename: "Committed" });
  });
});

describe("no other vault of a user", () => {
  it.each(["PERSONAL", "ACCOUNT"] as const)("is ever entrusted: %s", async (its) => {
    await write(bob, its).catch(() => {});
    expect(() => entrusting(bob, its)).toThrow("not the company's");
    // As somebody signs it whose client does not ask.
    const honest = entrusting(bob, "BUSINESS", { fresh: true });
    const foreign = { links: [honest.link.signed], more: honest.more };
    await expect(honest.take(write(bob, its, foreign))).rejects.toMatchObject(refusing("WRONG_ROSTER"));
  });
});

describe("a share of the company", () => {
  let share: BareShare;
  beforeAll(async () => {
    share = await BareShare.found(company, bob);
    await share.add(bob, dora, role.READER);
  });

  it("is entrusted by a writer, whatever policies say of profiles, and shown to who is in it", async () => {
    await group.deed(ada).demand(0).done();
    expect(await group.entrust(share, bob)).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(share.vault.id)).toMatchObject([{ group_id: group.id, epoch: 1 }]);
    expect(await share.write(bob)).toMatchObject({ __typename: "Committed" });
    expect(await readEntrusted(dora.app(), [share.id as never])).toMatchObject([{ group: group.id }]);
    expect(await readEntrusted(ada.app(), [share.id as never])).toEqual([null]);
    await group.deed(ada).demand(3).done();
  });

  it("is due once the group has another key, and its next epoch says where the group is", async () => {
    await turnOver();
    expect(await share.write(bob)).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
    share.recovery = group;
    expect(await share.renew(bob, [bob, dora])).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(share.vault.id)).toEqual([]);
    expect(await group.entrust(share, bob)).toMatchObject({ __typename: "Committed" });
  });

  it("is due for a guest too, who is told nothing of the group", async () => {
    const { account, request } = await house.signUp();
    const guest = new BareGuest(account, request);
    await guest.join(share, await invite(share, bob, account.address, role.EDITOR));
    await deliverShareWraps(bob.app(), { shares: [{ share: share.id, wraps: [guest.wrap(share)] }] });
    expect(await guest.write(share)).toMatchObject({ __typename: "Committed" });
    await turnOver();
    expect(await guest.write(share)).toMatchObject({ __typename: "StaleKeyEpoch", due: true });
  });

  it("is entrusted by no reader, and no personal share by anybody", async () => {
    const personal = await BareShare.found(company, bob, shareScope.PERSONAL);
    await expect(group.entrust(personal, bob)).rejects.toThrow("not the company's");
    const fresh = await BareShare.found(company, bob);
    await fresh.add(bob, dora, role.READER);
    await expect(group.entrust(fresh, dora)).rejects.toThrow("writer");
  });
});

describe("a profile on a restored server", () => {
  it("is brought with the link that entrusted its key, without the wrap, and entrusted anew in the next epoch", async () => {
    const vault = bob.account.vaults.BUSINESS;
    await renew(bob);
    const base = vault.ladder?.[0]?.revision ?? 0;
    const { link } = entrusting(bob);
    const added = newRecord(vault, recordClass.ITEM, item);
    const lost = draft(accountOf(bob), vault, [added]);
    lost.apply();
    await beginRestoredIn(house);
    const { manifest, signature } = lost.input;
    const { record, version, epoch, body, key } = added.input;
    const input = {
      vault: formatUuid(vault.id),
      base,
      links: [linkInput(link.signed)],
      manifests: [{ manifest, signature }],
      epochKeys: [],
      records: [{ record, class: recordClass.ITEM, version, schema: 1, epoch, body, key, previousLeaf: null }],
      gone: [],
    };
    expect(await uploadVault(bob.app(), input as UploadInput)).toMatchObject({ taken: true });
    await endRestoredIn(house);
    expect(await rowsOf(vault.id)).toEqual([]);
    expect(await write(bob, "BUSINESS")).toMatchObject({ __typename: "Committed" });
    expect(await renew(bob, { entrusts: true })).toMatchObject({ __typename: "Committed" });
    expect(await rowsOf(vault.id)).toHaveLength(1);
  });
});
