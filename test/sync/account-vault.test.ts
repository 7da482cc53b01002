/**
 * What a device refuses of its own account vault, though a device of the account signed it: entries that contradict the rosters
 * or go back, keys that are none of the roster's, another tenant. Without a vault that holds nothing can begin; a device that
 * has begun keeps what it had, and the evidence.
 *
 * Source: our own reasoning (a compromised device, with the server on its side); PROTOCOL §3.6, §3.7, §4.7.
 */

import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Open } from "../../src/client/core.ts";
import { take, verify } from "../../src/client/sync/take.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import { makeKeyRing } from "../../src/client/vault/keys.ts";
import { emptyStaged, type Staged } from "../../src/client/vault/staged.ts";
import { deriveOwnKeys } from "../../src/crypto/client/account-keys.ts";
import { encodeEntry, entryType } from "../../src/crypto/client/entry.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeEntrust, makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { membersOf, type RosterState } from "../../src/crypto/roster-state.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { type BareVault, newRecord, sealAgain } from "../support/bare-client.ts";
import { linksOf, makeShownAccount, type ShownAccount, shownCommit } from "../support/shown-vault.ts";

let ada: ShownAccount;
let vault: BareVault;
let held: Held;
beforeEach(() => {
  ada = makeShownAccount();
  vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
  held = emptyHeld();
});

const openAs = ({ keys, account }: ShownAccount, other: Partial<Open> = {}): Open =>
  ({
    held,
    keys,
    own: deriveOwnKeys(keys),
    user: account.user,
    keyRing: makeKeyRing(),
    accountVault: vault.id,
    accountVaultEpoch: 1,
    ...other,
  }) as Open;

interface Says {
  readonly wrapGeneration?: number;
  readonly keyGeneration?: number;
  readonly tenant?: ReturnType<typeof makeId>;
  readonly tenantGenesis?: ReturnType<typeof asHash>;
}
const entry = (says: Says) => {
  const genesis = ada.tenant.states[0]?.genesis as never;
  const whole = {
    type: entryType.ACCOUNT,
    wrapGeneration: 2,
    keyGeneration: 2,
    tenant: ada.account.tenant.id,
    tenantGenesis: genesis,
    ...says,
  };
  return encodeEntry(whole as never);
};

/** The account vault with one entry that says so, new or in the place of the one before; and the tenant under an id. */
function shown(says: Says = {}, { its = vault, tenant = formatUuid(ada.account.tenant.id) } = {}): Staged {
  const [before] = its.leaves.values();
  const change = before
    ? sealAgain(its, before.fields.record, recordClass.ENTRY, entry(says))
    : newRecord(its, recordClass.ENTRY, entry(says));
  const { staged: each, apply } = shownCommit(ada, its, "ACCOUNT", [change]);
  apply();
  const staged = emptyStaged({ whole: false, fromKnown: true });
  const roster = formatUuid(vault.id);
  staged.vaults.set(roster, each);
  const isFirst = held.tenant === null;
  if (isFirst) staged.rosters.set(roster, { roster, kind: "PROFILE", seq: 0, links: linksOf(ada.signed.ACCOUNT) });
  if (isFirst)
    staged.rosters.set(tenant, { roster: tenant, kind: "TENANT", seq: 0, links: linksOf(ada.signed.TENANT) });
  return staged;
}

const begins = (staged: Staged, open = openAs(ada)) => {
  const verified = verify(open, staged, new Map(), 1);
  take(open, staged, verified, 1);
  return verified.caught.map(({ check }) => check);
};
const caught = (check: string) => expect.objectContaining({ code: "SERVER_CAUGHT", check });

describe("an account vault", () => {
  it("is taken where it is honest, and goes on", () => {
    expect(begins(shown())).toEqual([]);
    expect(begins(shown({ wrapGeneration: 3 }))).toEqual([]);
    expect(held.pins?.account.entry.wrapGeneration).toBe(3);
  });

  it("names the tenant that is shown, by id and genesis", () => {
    expect(() => begins(shown({ tenant: makeId(1) }))).toThrow(caught("MISMATCH"));
    vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
    expect(() => begins(shown({ tenantGenesis: asHash(new Uint8Array(32)) }))).toThrow(caught("MISMATCH"));
  });

  it.each(["wrapGeneration", "keyGeneration"])("never goes back in its %s", (name) => {
    begins(shown());
    expect(begins(shown({ [name]: 1 }))).toEqual(["WENT_BACK"]);
    expect(held.pins?.account.entry).toMatchObject({ wrapGeneration: 2, keyGeneration: 2 });
    expect(held.frozen.has(formatUuid(vault.id))).toBe(true);
  });

  it("is of rosters that state the very keys that the device has", () => {
    const { signingSeed, xwingSeed } = makeShownAccount().keys;
    for (const other of [{ signingSeed }, { xwingSeed }]) {
      const keys = { ...ada.keys, ...other };
      expect(() => begins(shown(), openAs(ada, { keys, own: deriveOwnKeys(keys) }))).toThrow(caught("WRONG_KEYS"));
      vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
    }
  });

  it("is sealed under the key that its roster states", () => {
    const key = makeVaultKey();
    const keys = { ...ada.keys, vaultKey: key };
    const its = { ...vault, key };
    expect(() => begins(shown({}, { its }), openAs(ada, { keys }))).toThrow(caught("WRONG_COMMITMENT"));
  });

  it("is not asked where the user's own keys were replaced by a link that holds: the device asks for the new secrets", () => {
    const [state] = ada.tenant.states;
    const { user, signing } = ada.account;
    const [member] = membersOf(state as RosterState);
    const next = deriveSigningPair(makeSigningSeed());
    const change = { user, time: 1, old: signing, new: next, xwingKeyHash: member?.xwingKeyHash as never };
    const link = makeOwnKeys(state as never, { ...change, tenantHead: null, vaultHead: null });
    const staged = shown();
    const tenant = formatUuid(ada.account.tenant.id);
    staged.rosters.set(tenant, {
      roster: tenant,
      kind: "TENANT",
      seq: 1,
      links: linksOf(ada.signed.TENANT, link.signed),
    });
    expect(() => begins(staged)).toThrow(expect.objectContaining({ code: "KEYS_CHANGED" }));
  });

  it("says what any device has seen of the tenant, and that has to be there", () => {
    const { id, hash } = ada.account.tenant;
    const noted = (position: number, its: typeof hash) => {
      vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
      const heads = encodeEntry({
        type: entryType.HEADS,
        device: ada.account.device,
        time: 1,
        heads: [{ stream: id, position, hash: its }],
      });
      const both = [
        newRecord(vault, recordClass.ENTRY, entry({})),
        sealAgain(vault, ada.account.device, recordClass.ENTRY, heads),
      ];
      const staged = shown({}, { its: { ...vault, leaves: new Map() } });
      staged.vaults.set(formatUuid(vault.id), shownCommit(ada, vault, "ACCOUNT", both).staged);
      staged.cursor = "the end";
      return staged;
    };
    const other = asHash(new Uint8Array(32));
    expect(() => begins(noted(1, hash))).toThrow(caught("WENT_BACK"));
    expect(() => begins(noted(0, other))).toThrow(caught("BROKEN_CHAIN"));
    expect(begins(noted(0, hash))).toEqual([]);
  });

  it("names profiles that have to be there", () => {
    const { PERSONAL } = ada.account.vaults;
    const pin = {
      type: entryType.OWN_VAULT,
      vault: PERSONAL.id,
      class: profileClass.PERSONAL,
      genesis: PERSONAL.roster.genesis,
      epoch: 1,
      key: PERSONAL.key,
    };
    const both = [
      newRecord(vault, recordClass.ENTRY, entry({})),
      newRecord(vault, recordClass.ENTRY, encodeEntry(pin)),
    ];
    const staged = shown({}, { its: { ...vault, leaves: new Map() } });
    staged.vaults.set(formatUuid(vault.id), shownCommit(ada, vault, "ACCOUNT", both).staged);
    staged.cursor = "the end";
    expect(() => begins(staged)).toThrow(caught("MISMATCH"));
  });

  it("comes with the tenant that an approving device handed", () => {
    const { id, seq, hash } = ada.account.tenant;
    const genesis = ada.tenant.states[0]?.genesis as typeof hash;
    const other = asHash(new Uint8Array(32));
    const tenants = [
      { tenant: { id, genesis: other, seq, hash }, check: "MISMATCH" },
      { tenant: { id: makeId(1), genesis, seq, hash }, check: "MISMATCH" },
      { tenant: { id, genesis, seq: 1, hash }, check: "WENT_BACK" },
      { tenant: { id, genesis, seq, hash: other }, check: "BROKEN_CHAIN" },
    ];
    for (const { tenant, check } of tenants) {
      held = { ...emptyHeld(), handed: { tenant, vaults: [] } };
      vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
      expect(() => begins(shown())).toThrow(caught(check));
    }
  });

  it("that nothing can begin with leaves its evidence once, however often it is shown", () => {
    const ids = [0, 0, 0].map(() => {
      vault = { ...ada.account.vaults.ACCOUNT, ladder: null, leaves: new Map() };
      try {
        begins(shown({ tenant: makeId(1) }));
      } catch (error) {
        return (error as { evidence?: string }).evidence;
      }
      return null;
    });
    expect(held.evidence.map(({ id }) => [id, id, id])).toEqual([ids]);
  });

  it("comes with the tenant under its own id", () => {
    expect(() => begins(shown({}, { tenant: formatUuid(makeId(1)) }))).toThrow(caught("WRONG_ROSTER"));
  });
});

describe("a business profile that an account vault names", () => {
  it("is not taken, and frozen, where a link entrusts its key while the company has switched nothing on", () => {
    begins(shown());
    const { BUSINESS: its } = ada.account.vaults;
    const name = formatUuid(its.id);
    const noted = {
      type: entryType.OWN_VAULT,
      vault: its.id,
      class: profileClass.BUSINESS,
      genesis: its.roster.genesis,
      epoch: 1,
      key: its.key,
    };
    const ownVaults = new Map([[name, { entry: noted, record: name }]]);
    held.pins = { ...held.pins, ownVaults } as never;
    const { user, signing, tenant } = ada.account;
    const to = { group: makeId(1), groupSeq: 0, groupEpoch: 1 };
    const by = { user, signing, time: 1, tenantHead: tenant };
    const link = makeEntrust(its.roster, { ...by, to, wrap: new Uint8Array(1) });
    const show = (roster: RosterState, ...links: Uint8Array[]) => {
      const vaultThen = { ...its, roster, ladder: null, leaves: new Map() };
      const item = newRecord(vaultThen, recordClass.ITEM, new Uint8Array(1));
      const staged = emptyStaged({ whole: false, fromKnown: true });
      staged.vaults.set(name, shownCommit(ada, vaultThen, "BUSINESS", [item]).staged);
      staged.rosters.set(name, { roster: name, kind: "PROFILE", seq: 0, links: linksOf(...links) });
      return staged;
    };
    expect(begins(show(link.state, ada.signed.BUSINESS, link.signed))).toEqual(["NOT_ALLOWED"]);
    expect([held.vaults.has(name), held.frozen.has(name)]).toEqual([false, true]);
    held.frozen.clear();
    expect(begins(show(its.roster, ada.signed.BUSINESS))).toEqual([]);
  });
});
