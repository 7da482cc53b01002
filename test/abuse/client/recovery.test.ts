/**
 * One rogue administrator of a company that has recovery, who has no key of it: by links, requests and drills that no client makes.
 * And the company, which would have what is nobody's but its people's.
 *
 * Source: our own reasoning, after organisations that open any vault they like of ePrint 2026/058.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type GraphQLField, getNamedType, isInputObjectType } from "graphql";
import { deriveRecoveryKeys, makeRecoveryCode } from "../../../src/crypto/client/recovery-code.ts";
import { signLink } from "../../../src/crypto/client/sign.ts";
import { publicKeyHash } from "../../../src/crypto/hash.ts";
import { asHash, type SigningPair } from "../../../src/crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { codeOf, findMember, switchAwaiting } from "../../../src/crypto/roster-state.ts";
import { readSignedLink } from "../../../src/crypto/signed-link.ts";
import { role } from "../../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../../src/crypto/uuid.ts";
import { wrapSet } from "../../../src/crypto/wrap-set.ts";
import { type BackupRow, readBackups } from "../../../src/domain/backup/list.ts";
import { takeBackups } from "../../../src/domain/backup/take-now.ts";
import { attempts } from "../../../src/domain/bounds.ts";
import { commit } from "../../../src/domain/commit/commit.ts";
import { administerTenant } from "../../../src/domain/company/change-rosters.ts";
import { readContract } from "../../../src/schema/contract.ts";
import { entrust, foundBackedUp, item, slipIn, write } from "../../support/bare-backup.ts";
import { open } from "../../support/bare-case.ts";
import { draft, linkInput } from "../../support/bare-client.ts";
import type { BareCompany, BareMember } from "../../support/bare-company.ts";
import { BareRecovery } from "../../support/bare-recovery.ts";
import { openVerbsHouse, type VerbsHouse } from "../../support/verbs.ts";

let house: VerbsHouse;
let company: BareCompany;
let recovery: BareRecovery;
/** Who administers as well, and is in no recovery group. */
let mallory: BareMember;
let bob: BareMember;
let backups: readonly BackupRow[];

beforeAll(async () => {
  house = await openVerbsHouse();
  ({ company, recovery } = await foundBackedUp(house, { code: true }));
  [mallory, bob] = [await company.hire(role.ADMINISTRATOR), await company.hire()];
  const { BUSINESS } = bob.account.vaults;
  await write(company, bob, BUSINESS, [item(BUSINESS)]);
  await entrust(recovery, bob);
  await takeBackups(company.ada.portal(), { user: formatUuid(bob.account.user) });
  backups = (await readBackups(mallory.portal(), { user: null, first: 10 })).edges.map(({ node }) => node);
});
afterAll(() => house.close());

const anyHash = () => asHash(randomBytes(32));
/** Refused for what it would do or for who signed it, and not for a slip of what made it up. */
const refused = async (sent: Promise<unknown>) => {
  const { code, details } = await sent.then(
    () => ({ code: "TAKEN", details: {} }),
    (error) => error,
  );
  const known = ["NOT_ALLOWED", "WRONG_AUTHOR", "BAD_SIGNATURE"];
  return code === "FORBIDDEN" || (code === "INVALID_PROOF" && known.includes(details.reason))
    ? "REFUSED"
    : [code, details];
};
const keysOfCode = () => deriveRecoveryKeys(makeRecoveryCode(), company.state.head.id, recovery.state.head.id);
const wrapped = { user: makeId(1), wrap: new Uint8Array(1_225) };

/** A link of the recovery group as Mallory would have it, that no code of ours makes for her. */
function madeUp(deed: object, author: object = {}, pairs: readonly SigningPair[] = [mallory.account.signing]) {
  const { head, epoch, tenantHead } = recovery.state;
  const { user, signing } = mallory.account;
  const stated = findMember(company.state, user);
  const link = {
    kind: rosterKind.GROUP,
    roster: head.id,
    seq: head.seq + 1,
    previous: head.hash,
    epoch: epoch?.epoch ?? 0,
    commitment: epoch?.commitment ?? null,
    wraps: null,
    state: anyHash(),
    cut: null,
    tenantHead: company.state.head ?? tenantHead,
    author: { user, key: signing.publicKey, seq: stated?.seq ?? 0, ...author },
    time: 1,
    ...deed,
  };
  return signLink(link as unknown as Link, ...pairs).signed;
}

/** Sends what no client of ours would let out. */
function send(signed: Uint8Array) {
  const { bytes: link, signatures } = readSignedLink(signed);
  return administerTenant(mallory.portal(), { clientMutationId: crypto.randomUUID(), links: [{ link, signatures }] });
}

describe("An administrator who is not in the recovery group", () => {
  it("puts themself in, makes themself custodian, sets a code or begins an epoch by no link", async () => {
    const { user, signing, xwingKeyHash } = mallory.account;
    const code = keysOfCode();
    const keys = { signingKey: code.signing.publicKey, xwingKeyHash: publicKeyHash(code.xwingPublicKey) };
    const deeds = [
      { operation: operation.ADD, subject: { user, signingKey: signing.publicKey, xwingKeyHash } },
      { operation: operation.ROLE, subject: { user, role: role.CUSTODIAN } },
      { operation: operation.CODE, subject: { keys } },
      { operation: operation.CODE, subject: { keys: null } },
      { operation: operation.REMOVE, subject: { user: company.ada.account.user } },
      { operation: operation.NEW_EPOCH, subject: { xwingKeyHash: anyHash() }, epoch: 2, wraps: wrapSet([wrapped]) },
    ];
    const stated = codeOf(recovery.state);
    const ways: [object, SigningPair[]][] = [
      [{}, [signing]],
      // In the name of the custodian, and of the code, whose keys everybody sees.
      [{ user: company.ada.account.user, seq: 0 }, [signing]],
      [{ seq: stated?.seq, code: stated?.signingKey }, [signing, signing]],
      [{ seq: stated?.seq, code: code.signing.publicKey }, [signing, code.signing]],
    ];
    for (const deed of deeds) {
      for (const [author, pairs] of ways) {
        expect(await refused(send(madeUp(deed, author, pairs)))).toBe("REFUSED");
      }
    }
    await recovery.deed(company.ada).setCode(keysOfCode()).epoch().checkpoint().done();
  });

  it("has a group of their own awaited at most: they confirm it by no link, and read nothing by it", async () => {
    const theirs = await BareRecovery.found(company, mallory);
    expect(await theirs.switchOn(mallory)).toMatchObject({ __typename: "RostersChanged" });
    const seq = switchAwaiting(company.state)?.seq;
    const confirmed = madeUp({
      kind: rosterKind.TENANT,
      roster: company.state.head.id,
      seq: company.state.head.seq + 1,
      previous: company.state.head.hash,
      epoch: 0,
      commitment: null,
      tenantHead: null,
      operation: operation.CONFIRM,
      subject: { seq },
    });
    expect(await refused(send(confirmed))).toBe("REFUSED");
    expect(await open(theirs, mallory, backups)).toMatchObject({ refusal: "NO_BACKUP" });
    await recovery.deed(company.ada).switchTo({ head: recovery.state.head }).send();
  });

  it("opens no recovery by a code that they guess, and is soon asked to wait", async () => {
    const guess = () => {
      const { signing } = keysOfCode();
      return open(Object.assign(Object.create(recovery), { code: { signing } }), mallory, backups, { byCode: true });
    };
    expect(await guess()).toMatchObject({ refusal: "CODE_NOT_PROVEN" });
    const guesses = async () => {
      for (let i = 0; i < attempts.recoveriesPerUser.maximum; i++) await guess();
    };
    await expect(guesses()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});

describe("A personal profile", () => {
  it.each(["PERSONAL", "ACCOUNT"] as const)("is entrusted by no link: %s", async (kind) => {
    const vault = bob.account.vaults[kind];
    const wrap = recovery.wrapOf(vault);
    const { head, epoch } = vault.roster;
    const link = madeUp(
      {
        kind: rosterKind.PROFILE,
        roster: vault.id,
        seq: head.seq + 1,
        previous: head.hash,
        epoch: epoch?.epoch,
        commitment: epoch?.commitment,
        wraps: wrapSet([{ user: recovery.state.head.id, wrap }]),
        operation: operation.ENTRUST,
        subject: recovery.to,
      },
      { user: bob.account.user, key: bob.account.signing.publicKey, seq: 0 },
      [bob.account.signing],
    );
    const made = draft(bob.account, vault, []);
    const sent = commit(bob.app(), {
      clientMutationId: crypto.randomUUID(),
      links: [linkInput(link)],
      vaults: [{ ...made.input, recoveryWrap: wrap }],
    });
    expect(await refused(sent)).toBe("REFUSED");
  });

  it("is backed up by nobody, though its key were wrapped, and named by no request", async () => {
    const { PERSONAL } = bob.account.vaults;
    await write(company, bob, PERSONAL, [item(PERSONAL)]);
    await expect(slipIn(house, recovery, PERSONAL, bob)).rejects.toMatchObject({ code: "23514" });
    const answer = await takeBackups(company.ada.portal(), { user: formatUuid(bob.account.user) });
    const named = [...answer.taken, ...answer.skipped].map(({ vault }) => vault);
    expect(named).not.toContain(formatUuid(PERSONAL.id));
    const [backup] = backups;
    if (!backup) throw new Error("there is no backup");
    const slipped = { ...backup, vault: formatUuid(PERSONAL.id) as BackupRow["vault"] };
    expect(await open(recovery, company.ada, [slipped])).toMatchObject({ refusal: "NO_BACKUP" });
  });

  it("has no word in the contract of backups and recoveries by which it could be asked for", () => {
    const schema = readContract();
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {})) as GraphQLField<unknown, unknown>[];
    const asked = fields.filter(({ name }) => /backup|recovery|recoveries|drill/i.test(name));
    expect(asked.length).toBeGreaterThan(10);
    for (const { args } of asked) {
      const types = args.map(({ type }) => getNamedType(type));
      const inside = types.filter(isInputObjectType).flatMap((type) => Object.values(type.getFields()));
      const names = [...types, ...inside.map(({ type }) => getNamedType(type))].map(({ name }) => name);
      expect(names).not.toContain("ProfileKind");
      expect(names).not.toContain("ID");
    }
    expect(schema.getType("BackupKind")?.astNode).toMatchObject({
      values: [{ name: { value: "PROFILE" } }, { name: { value: "SHARE" } }],
    });
  });
});
