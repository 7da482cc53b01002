/**
 * Organisation backups by what a custodian holds of the company: what holds opens, whatever is not what was signed is
 * refused, and a record that is damaged costs itself alone.
 *
 * Source: ePrint 2026/058 (vaults swapped, replayed and cut under key escrow); PROTOCOL §4.14, §8.3.
 */
import { describe, expect, it } from "@jest/globals";
import type { BackupContent } from "../../src/client/backup/content.ts";
import { openBackup } from "../../src/client/backup/open.ts";
import { type BackupGround, type KnownHead, verifyBackup } from "../../src/client/backup/verify.ts";
import { BackupRefused } from "../../src/client/errors.ts";
import { makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { makeTenantLink } from "../../src/crypto/client/tenant-link.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, profileClass, shareScope } from "../../src/crypto/link.ts";
import { manifestHash, parseManifest } from "../../src/crypto/manifest.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { groundOf, PaperProfile, PaperRecovery } from "../support/paper-backup.ts";
import { anyHash, PaperCompany, paperPerson, sequenced, statedKeys } from "../support/paper-company.ts";
import { PaperShare } from "../support/paper-share.ts";

/** Bob's profile in Ada's company, with a folder and two logins. */
function found() {
  const company = new PaperCompany();
  const [bob, eve] = [company.join(paperPerson()), company.join(paperPerson())];
  const recovery = new PaperRecovery();
  const profile = new PaperProfile(company, bob);
  const folder = profile.put({ name: "Bank" }, { its: recordClass.FOLDER });
  const [login, note] = [profile.put({ kind: "login", title: "Payroll" }, { folder }), profile.put({ title: "Note" })];
  const content = profile.backup(recovery);
  return { company, bob, eve, recovery, profile, folder, login, note, content };
}

const refusalOf = (content: BackupContent, ground: BackupGround): Promise<string> =>
  verifyBackup(content, ground).then(
    () => "TAKEN",
    (error) => (error instanceof BackupRefused ? error.check : Promise.reject(error)),
  );

const headOf = ({ head }: BackupContent) => ({ revision: head.revision, hash: manifestHash(head.manifest) });

describe("A backup that holds", () => {
  it("opens by the recovery group's secret, folders and items, each by its record", async () => {
    const { company, profile, recovery, content, folder, login } = found();
    const named = headOf(content);
    const verified = await verifyBackup(content, groundOf(company, profile.wanted({ named, least: named })));
    const opened = await openBackup(verified, content, recovery.secrets);
    expect([...opened.bodies.keys()]).toEqual(content.records.map(({ record }) => record));
    expect(opened.bodies.get(formatUuid(login))).toEqual({ kind: "login", title: "Payroll" });
    expect(verified.vault.records.get(formatUuid(login))?.folder).toBe(formatUuid(folder));
    expect([opened.damaged, opened.name, verified.last]).toEqual([[], null, null]);
  });

  it("opens by no other group's secret, nor by one of another epoch", async () => {
    const { company, profile, recovery, content } = found();
    const verified = await verifyBackup(content, groundOf(company, profile.wanted()));
    const stranger = new PaperRecovery();
    const others = [
      stranger.secrets,
      new Map([[recovery.group, new Map([[2, recovery.secret]])]]),
      new Map([[recovery.group, new Map([[1, stranger.secret]])]]),
      new Map(),
    ];
    for (const secrets of others) {
      await expect(openBackup(verified, content, secrets)).rejects.toMatchObject({ code: "BACKUP_SEALED" });
    }
    const anotherKey = { ...content, wraps: [recovery.wrap(profile.id, 1, stranger.secret)] };
    await expect(openBackup(verified, anotherKey, recovery.secrets)).rejects.toMatchObject({ code: "BACKUP_SEALED" });
  });

  it("reads everything but the records that are lost, changed, sealed under something else or of another form", async () => {
    const { company, profile, recovery } = found();
    const stranger = new PaperProfile(company, profile.owner);
    stranger.put({ title: "Not of this vault" });
    const later = profile.put({ title: "Of a later form" }, { schema: 9 });
    profile.records.push(...stranger.records);
    const content = profile.backup(recovery);
    const [bank, payroll, note, , foreign] = content.records;
    if (!bank?.content || !payroll?.content || !note || !foreign) throw new Error("records are missing");
    const flipped = Uint8Array.from(payroll.content.body, (byte, place) => (place === 90 ? byte ^ 1 : byte));
    const records = content.records.map((each) => {
      if (each === bank) return { ...bank, content: null };
      return each === payroll ? { ...payroll, content: { ...payroll.content, body: flipped } } : each;
    }) as BackupContent["records"];
    const damaged = { ...content, records };
    const opened = await openBackup(
      await verifyBackup(damaged, groundOf(company, profile.wanted())),
      damaged,
      recovery.secrets,
    );
    expect([...opened.bodies.keys()]).toEqual([note.record]);
    expect(opened.damaged).toEqual([
      { record: bank.record, reason: "DAMAGED" },
      { record: payroll.record, reason: "DAMAGED" },
      { record: formatUuid(later), reason: "UNKNOWN" },
      { record: foreign.record, reason: "SEALED" },
    ]);
  });

  it("says whether it is how the profile stood when its owner was removed", async () => {
    const { company, bob, profile, recovery, content } = found();
    const { revision, hash } = headOf(content);
    const before = profile.backup(recovery, { time: 2 });
    const removal = { operation: operation.REMOVE, subject: { user: bob.user } } as const;
    company.add(makeTenantLink(company.state, company.ada, removal, [{ vault: profile.id, revision, hash }]));
    const last = async (its: BackupContent) => (await verifyBackup(its, groundOf(company, profile.wanted()))).last;
    expect([await last(content), await last(before)]).toEqual([true, false]);
  });
});

describe("A backup is refused", () => {
  it("whose author had other keys by then, or whose key was taken before it was signed", async () => {
    const { company, bob, profile, recovery, content } = found();
    const { user, signing: old } = bob;
    const { signing: next, xwingKeyHash } = paperPerson();
    const keys = { user, old, new: next, xwingKeyHash, time: 2 };
    company.add(makeOwnKeys(company.state, { ...keys, vaultHead: null, tenantHead: null }));
    const ground = groundOf(company, profile.wanted());
    expect(await refusalOf(profile.backup(recovery), ground)).toBe("WRONG_KEYS");
    const [genesis] = profile.made;
    if (!genesis) throw new Error("there is no roster");
    const head = { vault: profile.id, ...headOf(content) };
    const followed = makeOwnKeys(genesis.state, { ...keys, vaultHead: head, tenantHead: company.state.head });
    const links = sequenced([genesis, followed]);
    expect(await refusalOf({ ...content, links }, ground)).toBe("TAKEN");
    const { tenantHead } = parseManifest(content.head.manifest);
    expect(await refusalOf({ ...profile.backup(recovery, { tenantHead, time: 5 }), links }, ground)).toBe("AFTER_CUT");
  });

  it("of a share under an epoch that was due, or with a record of an epoch that is none", async () => {
    const { company, bob, eve, profile, recovery } = found();
    const share = new PaperShare(company, bob);
    share.act(bob, { operation: operation.ADD, subject: { ...statedKeys(eve), role: role.READER } });
    const removal = { operation: operation.REMOVE, subject: { user: eve.user } } as const;
    company.add(makeTenantLink(company.state, company.ada, removal));
    const wanted = { vault: share.share, user: bob.user, named: null, least: null };
    expect(await refusalOf(shareBackup(share), groundOf(company, wanted))).toBe("DUE_EPOCH");
    for (const epoch of [0, 2]) {
      const its = new PaperProfile(company, bob);
      its.put({ title: "Of no epoch" }, { epoch });
      expect(await refusalOf(its.backup(recovery), groundOf(company, its.wanted()))).toBe("WRONG_EPOCH");
    }
    expect(await refusalOf(profile.backup(recovery), groundOf(company, profile.wanted()))).toBe("TAKEN");
  });

  it("of an account, of a personal profile, and of a personal share, whoever says that it is the company's", async () => {
    const { company, bob, recovery } = found();
    for (const its of [profileClass.ACCOUNT, profileClass.PERSONAL]) {
      const profile = new PaperProfile(company, bob, its);
      expect(await refusalOf(profile.backup(recovery), groundOf(company, profile.wanted()))).toBe("MISMATCH");
    }
    const taken = async (scope: 2 | 3) => {
      const share = new PaperShare(company, bob, new Map(), undefined, scope);
      return refusalOf(
        shareBackup(share),
        groundOf(company, { vault: share.share, user: bob.user, named: null, least: null }),
      );
    };
    expect([await taken(shareScope.PERSONAL), await taken(shareScope.BUSINESS)]).toEqual(["MISMATCH", "TAKEN"]);
  });

  it("under another's name, and of another vault than the one asked for", async () => {
    const { company, eve, profile, recovery, content } = found();
    const underEve = groundOf(company, profile.wanted({ user: eve.user }));
    expect(await refusalOf(content, underEve)).toBe("WRONG_AUTHOR");
    const eves = new PaperProfile(company, eve).backup(recovery);
    expect(await refusalOf(eves, groundOf(company, profile.wanted()))).toBe("MISMATCH");
    expect(await refusalOf({ ...eves, vault: profile.vault }, groundOf(company, profile.wanted()))).toBe(
      "WRONG_ROSTER",
    );
    const swapped = { ...content, head: eves.head };
    expect(await refusalOf(swapped, groundOf(company, profile.wanted()))).toBe("WRONG_ROSTER");
  });

  it("of a share, of whom it is shown as an owner's who only reads there", async () => {
    const { company, bob, eve } = found();
    const share = new PaperShare(company, bob);
    share.act(bob, { operation: operation.ADD, subject: { ...statedKeys(eve), role: role.READER } });
    const content = shareBackup(share);
    const wanted = { vault: share.share, named: null, least: null };
    expect(await refusalOf(content, groundOf(company, { ...wanted, user: eve.user }))).toBe("WRONG_AUTHOR");
    expect(await refusalOf(content, groundOf(company, { ...wanted, user: bob.user }))).toBe("TAKEN");
  });

  it("where it is not the one that was named, is older than one that is known, or stands beside it", async () => {
    const { company, profile, content } = found();
    const { revision, hash } = headOf(content);
    const wanted = (named: KnownHead | null, least: KnownHead | null) =>
      groundOf(company, profile.wanted({ named, least }));
    expect(await refusalOf(content, wanted({ revision, hash: anyHash() }, null))).toBe("MISMATCH");
    expect(await refusalOf(content, wanted({ revision: 2, hash }, null))).toBe("MISMATCH");
    expect(await refusalOf(content, wanted(null, { revision: 2, hash: anyHash() }))).toBe("WENT_BACK");
    expect(await refusalOf(content, wanted(null, { revision, hash: anyHash() }))).toBe("BROKEN_CHAIN");
  });

  it("cut short, stretched, with a record twice, or with one swapped for another's", async () => {
    const { company, profile, recovery, content } = found();
    const ground = groundOf(company, profile.wanted());
    const [first, ...rest] = content.records;
    if (!first) throw new Error("records are missing");
    expect(await refusalOf({ ...content, records: rest }, ground)).toBe("WRONG_COUNT");
    expect(await refusalOf({ ...content, records: [...rest, first, first] }, ground)).toBe("MALFORMED");
    const other = new PaperProfile(company, profile.owner);
    other.put({ title: "Another" });
    const [foreign] = other.backup(recovery).records;
    if (!foreign) throw new Error("records are missing");
    expect(await refusalOf({ ...content, records: [...rest, foreign] }, ground)).toBe("WRONG_ROOT");
    expect(await refusalOf({ ...content, records: [...content.records, foreign] }, ground)).toBe("WRONG_COUNT");
    const relabelled = { ...first, leaf: foreign.leaf };
    expect(await refusalOf({ ...content, records: [...rest, relabelled] }, ground)).toBe("WRONG_ROOT");
    expect(await refusalOf({ ...content, links: [] }, ground)).toBe("BROKEN_CHAIN");
  });

  it("of another company, and of one that this device does not know so far", async () => {
    const { profile, company, content } = found();
    const other = new PaperCompany();
    expect(await refusalOf(content, groundOf(other, profile.wanted()))).not.toBe("TAKEN");
    expect(await refusalOf(content, groundOf(company, profile.wanted(), 3))).not.toBe("TAKEN");
  });

  it("whose manifest is signed by somebody else, or by a signature that is none", async () => {
    const { company, eve, profile, recovery, content } = found();
    const ground = groundOf(company, profile.wanted());
    expect(await refusalOf(profile.backup(recovery, {}, eve), ground)).toBe("WRONG_AUTHOR");
    const author = { user: profile.owner.user, key: profile.owner.signing.publicKey };
    expect(await refusalOf(profile.backup(recovery, { author }, eve), ground)).toBe("BAD_SIGNATURE");
    const revision = { ...content, head: { ...content.head, revision: 2 } };
    expect(await refusalOf(revision, ground)).toBe("MISMATCH");
    expect(await refusalOf(profile.backup(recovery, { epoch: 2 }), ground)).toBe("WRONG_EPOCH");
    expect(await refusalOf(profile.backup(recovery, { rosterSeq: 1 }), ground)).toBe("WRONG_ROSTER_HEAD");
    const elsewhere = { ...company.state.head, hash: asHash(anyHash()) };
    expect(await refusalOf(profile.backup(recovery, { tenantHead: elsewhere }), ground)).toBe("WRONG_TENANT_HEAD");
  });
});

/** Of a share that has nothing in it. */
function shareBackup(share: PaperShare): BackupContent {
  share.commit(share.founder);
  const { manifest, bytes, signature } = share.heads.at(-1) as PaperShare["heads"][number];
  return {
    vault: share.share,
    kind: "SHARE",
    links: sequenced(share.made),
    head: { revision: manifest.revision, manifest: bytes, signature },
    epochKeys: [],
    wraps: [],
    name: null,
    records: [],
  };
}
