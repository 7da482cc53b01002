/**
 * What a device refuses although it was signed by keys that may sign: by a device of the account itself that is compromised,
 * or by an accomplice. Each beside the honest one that is taken.
 *
 * Source: our own reasoning; PROTOCOL §3.6, §4.7, §5.4, §5.5.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { verifyNext } from "../../src/client/sync/verify-next.ts";
import { emptyHeld } from "../../src/client/vault/held.ts";
import { keyOfEpoch, makeKeyRing, pinnedKey } from "../../src/client/vault/keys.ts";
import { type Pins, readPins } from "../../src/client/vault/pins.ts";
import { holdRecord } from "../../src/client/vault/record.ts";
import { emptyStaged, stageRoster, stageVault } from "../../src/client/vault/staged.ts";
import { deriveAgreementId } from "../../src/crypto/client/agreement-id.ts";
import { deriveAnswerId } from "../../src/crypto/client/answer-id.ts";
import { deriveCopyId } from "../../src/crypto/client/copy-id.ts";
import { type Entry, encodeEntry, entryType, shareAnswer } from "../../src/crypto/client/entry.ts";
import { makeVaultKey, sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis } from "../../src/crypto/client/genesis.ts";
import { makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { sealRecord } from "../../src/crypto/client/record.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { deriveVisitId } from "../../src/crypto/client/visit-id.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, type Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { type BareChange, newRecord, sealAgain } from "../support/bare-client.ts";
import {
  chainOf,
  honestly,
  linksOf,
  makeShownAccount,
  type ShownAccount,
  shownCommit,
  taken,
  verifyVault,
} from "../support/shown-vault.ts";

const text = (words: string) => new TextEncoder().encode(words);

let ada: ShownAccount;
beforeEach(() => {
  ada = makeShownAccount();
});

const item = (words = "item") => newRecord(ada.account.vaults.PERSONAL, recordClass.ITEM, text(words));
const links = () => linksOf(ada.signed.PERSONAL);

/** The personal profile after one honest commit of one item, as a device holds it. */
function known() {
  const first = item();
  const { staged, apply } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [first]);
  const held = taken(verifyVault(undefined, staged, links(), ada.tenant, honestly));
  apply();
  return { held, first };
}

/** A change with other fields than its vault would have; its leaf is made of them. */
const twisted = ({ input, fields }: BareChange, other: Partial<NonNullable<BareChange["fields"]>>): BareChange => ({
  input,
  fields: fields && { ...fields, ...other },
});

describe("a vault that was signed by who may", () => {
  it("is taken where it is honest", () => {
    const { held, first } = known();
    expect([...held.records.keys()]).toEqual([first.input.record]);
  });

  it("keeps its class", () => {
    const { held } = known();
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "BUSINESS", [item()]);
    expect(() => verifyVault(held, staged, [], ada.tenant, honestly)).toThrow("MISMATCH: class of a vault");
  });

  it("has the roster that is its own, of a profile, of its class", () => {
    const { PERSONAL } = ada.account.vaults;
    const { staged } = shownCommit(ada, PERSONAL, "PERSONAL", [item()]);
    const show =
      (its: typeof staged, ...signed: Uint8Array[]) =>
      () =>
        verifyVault(undefined, its, linksOf(...signed), ada.tenant, honestly);
    expect(show({ ...staged, vault: formatUuid(makeId(Date.now())) }, ada.signed.PERSONAL)).toThrow(
      "WRONG_ROSTER: link",
    );
    expect(show({ ...staged, class: "BUSINESS" }, ada.signed.PERSONAL)).toThrow("MISMATCH: class of a vault");
    const tenant = formatUuid(ada.account.tenant.id);
    expect(show({ ...staged, vault: tenant }, ada.signed.TENANT)).toThrow("MISMATCH: class of a vault");
  });

  it("was founded by keys that the tenant knows", () => {
    const { PERSONAL } = ada.account.vaults;
    const member = findMember(PERSONAL.roster, ada.account.user);
    const signing = deriveSigningPair(makeSigningSeed());
    const founder = { user: ada.account.user, signing, xwingKeyHash: member?.xwingKeyHash as never };
    const vault = makeId(Date.now());
    const genesis = makeProfileGenesis({
      vault,
      class: profileClass.PERSONAL,
      founder,
      vaultKey: makeVaultKey(),
      tenantHead: ada.account.tenant,
      time: Date.now(),
    });
    const { staged } = shownCommit(ada, PERSONAL, "PERSONAL", []);
    const its = { ...staged, vault: formatUuid(vault), head: null, revision: 0, records: new Map() };
    expect(() => verifyVault(undefined, its, linksOf(genesis.signed), ada.tenant, honestly)).toThrow(/WRONG_KEYS/);
  });

  it("has no records without a head, and never loses its head", () => {
    const { held } = known();
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [item()]);
    const headless = { ...staged, head: null, revision: 0 };
    expect(() => verifyVault(undefined, headless, links(), ada.tenant, honestly)).toThrow(
      "WRONG_COUNT: records without a manifest",
    );
    const empty = { ...headless, records: new Map() };
    expect(() => verifyVault(held, empty, [], ada.tenant, honestly)).toThrow("WENT_BACK: revision");
  });

  it("is what is held, where an answer to what was asked before its first commit comes late; of what was asked since, it never loses its head", () => {
    const { held } = known();
    const own = { ...emptyHeld(), vaults: new Map([[held.vault, held]]) };
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [item()]);
    const empty = { ...staged, head: null, revision: 0, records: new Map() };
    for (const whole of [true, false]) {
      const all = emptyStaged({ whole, fromKnown: false });
      expect(verifyNext(own, empty, all, ada.tenant, new Map())).toBeNull();
      expect(() => verifyNext(own, empty, all, ada.tenant, new Map([[held.vault, 1]]))).toThrow("WENT_BACK: revision");
      expect(() => verifyNext(own, { ...empty, revision: 1 }, all, ada.tenant, new Map())).toThrow(
        "WENT_BACK: revision",
      );
    }
  });

  it("leaves out no link", () => {
    const [genesis] = links();
    expect(() => chainOf(...([] as Uint8Array[]))).toThrow("BROKEN_CHAIN: no genesis");
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", []);
    const gap = [genesis, { seq: 2, signed: ada.signed.PERSONAL }] as ReturnType<typeof links>;
    expect(() => verifyVault(undefined, staged, gap, ada.tenant, honestly)).toThrow("BROKEN_CHAIN: a link is left out");
  });

  it("is let go of for a reset only where something is held that it names", () => {
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [item()]);
    const afresh = { ...honestly, whole: true, afresh: new Set([staged.vault]) };
    expect(() => verifyVault(undefined, staged, links(), ada.tenant, afresh)).toThrow("WENT_BACK: reset");
  });
});

describe("a record under a right root", () => {
  const show = (change: BareChange, held?: ReturnType<typeof known>["held"]) => {
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [change]);
    return () => verifyVault(held, staged, held ? [] : links(), ada.tenant, honestly);
  };

  it("is sealed under an epoch that there is", () => {
    expect(show(twisted(item(), { epoch: 2 }))).toThrow("WRONG_EPOCH: record");
    expect(show(twisted(item(), { epoch: 0 }))).toThrow("WRONG_EPOCH: record");
  });

  it("never goes back in version or epoch", () => {
    const { held, first } = known();
    const { PERSONAL } = ada.account.vaults;
    const again = sealAgain(PERSONAL, first.fields?.record as never, recordClass.ITEM, text("again"));
    const { staged, apply } = shownCommit(ada, PERSONAL, "PERSONAL", [again]);
    const second = taken(verifyVault(held, staged, [], ada.tenant, honestly));
    apply();
    const back = {
      ...again,
      fields: { ...(again.fields as never as object), version: 1, previousLeaf: null },
    } as BareChange;
    expect(show(back, second)).toThrow("WENT_BACK: record");
  });

  it("never goes back to a former epoch, in whatever version", () => {
    const { PERSONAL } = ada.account.vaults;
    const epoch = makeNewEpoch(PERSONAL.roster, {
      user: ada.account.user,
      time: Date.now(),
      tenantHead: ada.account.tenant,
      signing: ada.account.signing,
      vaultKey: makeVaultKey(),
    });
    PERSONAL.roster = epoch.state;
    const both = linksOf(ada.signed.PERSONAL, epoch.signed);
    const first = item();
    const { staged, apply } = shownCommit(ada, PERSONAL, "PERSONAL", [first]);
    const held = taken(verifyVault(undefined, staged, both, ada.tenant, honestly));
    apply();
    const again = sealAgain(PERSONAL, first.fields?.record as never, recordClass.ITEM, text("again"));
    expect(show(twisted(again, { epoch: 1 }), held)).toThrow("WENT_BACK: record");
    expect(show(again, held)).not.toThrow();
  });

  it("is the same sealing as long as its version is", () => {
    const { held, first } = known();
    const { body, key } = sealRecord(
      ada.account.vaults.PERSONAL.key,
      { vault: ada.account.vaults.PERSONAL.id, record: first.fields?.record as never, version: 1, schema: 1, epoch: 1 },
      text("another"),
    );
    const { input, fields } = item();
    const change = {
      input: { ...input, record: first.input.record, body, key },
      fields: {
        ...(fields as object),
        record: first.fields?.record,
        bodyHash: sealedHash(body),
        keyHash: sealedHash(key),
      },
    } as BareChange;
    const { staged } = shownCommit(ada, ada.account.vaults.PERSONAL, "PERSONAL", [change]);
    expect(() => verifyVault(held, staged, [], ada.tenant, honestly)).toThrow("MISMATCH: record");
  });
});

/** The pins that an account vault of these entries gives. */
function pinsOf(...entries: readonly (readonly [Entry, Uint8Array?])[]): Pins {
  const vault = ada.account.vaults.ACCOUNT;
  const records = entries.map(([entry, id]) => {
    const record = (id ?? makeId(Date.now())) as ReturnType<typeof makeId>;
    const { body, key } = sealRecord(
      vault.key,
      { vault: vault.id, record, version: 1, schema: 1, epoch: 1 },
      encodeEntry(entry),
    );
    return holdRecord(formatUuid(record), record, 1, {
      class: recordClass.ENTRY,
      version: 1,
      trashedSince: 0,
      folder: null,
      schema: 1,
      epoch: 1,
      body,
      key,
      previousLeaf: null,
    });
  });
  return readPins(vault, records, () => vault.key);
}
const accountEntry = (): Entry => ({
  type: entryType.ACCOUNT,
  wrapGeneration: 1,
  keyGeneration: 1,
  tenant: ada.account.tenant.id,
  tenantGenesis: asHash(new Uint8Array(32)),
});
const vaultEntry = (other: object = {}): Entry =>
  ({
    type: entryType.OWN_VAULT,
    vault: ada.account.vaults.PERSONAL.id,
    class: profileClass.PERSONAL,
    genesis: ada.account.vaults.PERSONAL.roster.genesis,
    epoch: 1,
    key: ada.account.vaults.PERSONAL.key,
    ...other,
  }) as Entry;

describe("what an account vault says", () => {
  it("is one account's, and of each device what stands under its id", () => {
    expect(pinsOf([accountEntry()], [vaultEntry()]).ownVaults.size).toBe(1);
    expect(() => pinsOf([accountEntry()], [accountEntry()])).toThrow("MISMATCH: account entry");
    const heads: Entry = { type: entryType.HEADS, device: ada.account.device, time: 1, heads: [] };
    expect(pinsOf([accountEntry()], [heads, ada.account.device]).heads.size).toBe(1);
    expect(() => pinsOf([accountEntry()], [heads])).toThrow("MISMATCH: heads of another device");
  });

  it("is of each share what stands under the id that follows from it", () => {
    const share = makeId(Date.now());
    const genesis = asHash(new Uint8Array(32));
    const answer: Entry = { type: entryType.SHARE_ANSWER, share, genesis, answer: shareAnswer.ACCEPTED };
    expect(pinsOf([accountEntry()], [answer, deriveAnswerId(share)]).shares.get(formatUuid(share))?.entry).toEqual(
      answer,
    );
    for (const other of [share, makeId(1)])
      expect(() => pinsOf([accountEntry()], [answer, other])).toThrow("MISMATCH: answer to another share");
  });

  it("is of each linked copy what stands under the id that follows from it", () => {
    const [share, copy, vault, source] = [1, 2, 3, 4].map((time) => makeId(time)) as [Id, Id, Id, Id];
    const versions = { copyVersion: 1, sourceVersion: 1 };
    const link: Entry = { type: entryType.LINKED_COPY, share, copy, vault, source, ...versions };
    const { copies } = pinsOf([accountEntry()], [link, deriveCopyId(share, copy)]);
    expect(copies.get(formatUuid(copy))?.entry).toEqual(link);
    for (const other of [copy, deriveCopyId(vault, source)])
      expect(() => pinsOf([accountEntry()], [link, other])).toThrow("MISMATCH: another linked copy");
  });

  it("is of each visit what stands under the id that follows from it", () => {
    const [share, tenant] = [makeId(1), makeId(2)];
    const pinned = { genesis: asHash(new Uint8Array(32)), seq: 3, hash: asHash(new Uint8Array(32)) };
    const visit: Entry = { type: entryType.VISIT, share, tenant, ...pinned, answer: shareAnswer.ACCEPTED };
    const { visits } = pinsOf([accountEntry()], [visit, deriveVisitId(share)]);
    expect(visits.get(formatUuid(share))?.entry).toEqual(visit);
    for (const other of [share, deriveAnswerId(share)])
      expect(() => pinsOf([accountEntry()], [visit, other])).toThrow("MISMATCH: visit of another share");
  });

  it("is of an agreement to a switch what stands under the id that follows from the company", () => {
    const [tenant, group] = [makeId(1), makeId(2)];
    const agreed: Entry = { type: entryType.SWITCH_AGREED, tenant, group, seq: 7 };
    const { agreements } = pinsOf([accountEntry()], [agreed, deriveAgreementId(tenant)]);
    expect(agreements.get(formatUuid(tenant))?.entry).toEqual(agreed);
    for (const other of [tenant, deriveAgreementId(group)])
      expect(() => pinsOf([accountEntry()], [agreed, other])).toThrow("MISMATCH: agreement in another company");
  });

  it("names a profile by its genesis, its class, its epoch and its key, all of them right", () => {
    const { held } = known();
    const key = (other: object) => () => pinnedKey(pinsOf([accountEntry()], [vaultEntry(other)]), held);
    expect(key({})()).toMatchObject({ epoch: 1 });
    expect(key({ genesis: asHash(new Uint8Array(32)) })).toThrow("MISMATCH: genesis");
    expect(key({ class: profileClass.BUSINESS })).toThrow("MISMATCH: class of a vault");
    expect(key({ epoch: 2 })).toThrow("WRONG_EPOCH: key of a vault");
    expect(key({ key: makeVaultKey() })).toThrow("WRONG_COMMITMENT: key of an epoch");
  });
});

describe("the keys of former epochs", () => {
  it("lead down to the first, each the one that the roster stated", () => {
    const { PERSONAL } = ada.account.vaults;
    const vaultKey = makeVaultKey();
    const epoch = makeNewEpoch(PERSONAL.roster, {
      user: ada.account.user,
      time: Date.now(),
      tenantHead: ada.account.tenant,
      signing: ada.account.signing,
      vaultKey,
    });
    const { held } = known();
    const later = { ...held, chain: chainOf(ada.signed.PERSONAL, epoch.signed) };
    const newest = { epoch: 2, key: vaultKey };
    const keys = (previous: Uint8Array) => ({ ...later, epochKeys: new Map([[2, previous]]) });
    const sealed = (of: ReturnType<typeof makeVaultKey>) =>
      sealPreviousKey(vaultKey, { vault: PERSONAL.id, epoch: 2 }, of);
    expect(keyOfEpoch(makeKeyRing(), keys(sealed(PERSONAL.key)), newest, 1)).toEqual(PERSONAL.key);
    // Sealed by who knows the new key, and not the one that there was.
    expect(() => keyOfEpoch(makeKeyRing(), keys(sealed(makeVaultKey())), newest, 1)).toThrow(
      "WRONG_COMMITMENT: key of an epoch",
    );
    for (const none of [0, 3]) {
      expect(() => keyOfEpoch(makeKeyRing(), keys(sealed(PERSONAL.key)), newest, none)).toThrow(
        "WRONG_EPOCH: key of a vault",
      );
    }
    const unstated = { ...keys(sealed(PERSONAL.key)), chain: { ...later.chain, states: later.chain.states.slice(1) } };
    expect(() => keyOfEpoch(makeKeyRing(), unstated, newest, 1)).toThrow("WRONG_EPOCH: key of a vault");
  });
});

describe("pages that contradict each other", () => {
  it("are no answer: a vault has one class, a roster one kind", () => {
    const staged = emptyStaged({ whole: true, fromKnown: true });
    const vault = {
      vault: formatUuid(makeId(1)),
      class: "PERSONAL" as const,
      restoring: false,
      revision: 0,
      head: null,
      path: [],
      epochKeys: [],
      records: [],
    };
    stageVault(staged, vault, () => 0);
    expect(() => stageVault(staged, { ...vault, class: "BUSINESS" }, () => 0)).toThrow(
      expect.objectContaining({ code: "MALFORMED_ANSWER" }),
    );
    const roster = { roster: formatUuid(makeId(1)), kind: "TENANT" as const, seq: 0, links: [] };
    stageRoster(staged, roster);
    expect(() => stageRoster(staged, { ...roster, kind: "PROFILE" })).toThrow(
      expect.objectContaining({ code: "MALFORMED_ANSWER" }),
    );
  });
});
