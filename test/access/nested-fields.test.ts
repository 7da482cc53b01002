/**
 * Every field of every type that a query reaches, made from the contract, asked by each kind of caller there is: who gets an
 * answer, who is refused with what, and that with another company's ids nobody gets anything of it.
 *
 * Source: our own reasoning; broken object property level authorisation is third in the OWASP list for APIs.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type GraphQLSchema, graphql } from "graphql";
import type { TenantAct } from "../../src/crypto/client/tenant-link.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, type PolicyValues, policiesHash, policyNames, settings } from "../../src/crypto/policies.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { groupClass, type PolicyPlace, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../src/crypto/uuid.ts";
import { makeAccountCode } from "../../src/domain/account-code/make.ts";
import { takeBackups } from "../../src/domain/backup/take-now.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { Request } from "../../src/domain/context.ts";
import { planJobs } from "../../src/domain/job/run-job.ts";
import { reportDrill } from "../../src/domain/recovery/drill.ts";
import type { DeviceId, RecordId, TenantId, UserId, VaultId } from "../../src/ids.ts";
import { deviceGid, profileGid, recordGid, tenantGid, userGid } from "../../src/resolvers/global-id.ts";
import { gateRootFields, makeContext, resolvers } from "../../src/resolvers/index.ts";
import { buildContractedSchema } from "../../src/schema/build.ts";
import { prepareCode } from "../support/account-code.ts";
import { entrust } from "../support/bare-backup.ts";
import { opened } from "../support/bare-case.ts";
import { type BareChange, draft, move, newRecord, sealAgain } from "../support/bare-client.ts";
import { BareCompany, type BareGroup, type BareMember, freshAddress } from "../support/bare-company.ts";
import { BareGuest, invite } from "../support/bare-guest.ts";
import { BareRecovery } from "../support/bare-recovery.ts";
import { BareShare } from "../support/bare-share.ts";
import { runJobs } from "../support/jobs.ts";
import { type NestedField, nestedFields, type Values, valuesAt, wholeDocuments } from "../support/nested-fields.ts";
import { addTotp } from "../support/second-factor.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

const members = ["ADMINISTRATOR APP", "ADMINISTRATOR PORTAL", "USER APP", "USER PORTAL", "FORMER"] as const;
/** Whom a policy lets do next to nothing: the password is too old, the second factor is missing, the network is another. */
const held = ["PASSWORD", "FACTOR", "OUTSIDE"] as const;
const callers = [...members, ...held] as const;
type Caller = (typeof callers)[number];

const ofAdministrators = {
  "ADMINISTRATOR APP": "WRONG_SURFACE",
  "USER APP": "WRONG_SURFACE",
  "USER PORTAL": "FORBIDDEN",
  FORMER: "WRONG_SURFACE",
};
/** Who is refused, by the first field on the way that refuses. Everything else is answered to everybody. */
const refused: Readonly<Record<string, Partial<Record<(typeof members)[number], string>>>> = {
  "Query.node": { FORMER: "WRONG_SURFACE" },
  "Query.shares": { FORMER: "WRONG_SURFACE" },
  "Query.share": { FORMER: "WRONG_SURFACE" },
  "Query.visits": { FORMER: "WRONG_SURFACE" },
  "Query.backups": ofAdministrators,
  "Query.backupContent": ofAdministrators,
  "Query.backupExport": ofAdministrators,
  "Query.recoveries": ofAdministrators,
  "Query.recovery": ofAdministrators,
  "Query.recoveryCanary": ofAdministrators,
  "Query.recoveryReadiness": ofAdministrators,
  "Query.companyShares": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
    FORMER: "WRONG_SURFACE",
  },
  "Tenant.invitations": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.formerMembers": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.cutOf": { "ADMINISTRATOR APP": "WRONG_SURFACE", "USER APP": "WRONG_SURFACE", "USER PORTAL": "FORBIDDEN" },
  "Tenant.health": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.auditLog": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.auditHead": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.seatDays": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.policyDocuments": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.policiesOf": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Tenant.tryPolicies": {
    "ADMINISTRATOR APP": "WRONG_SURFACE",
    "USER APP": "WRONG_SURFACE",
    "USER PORTAL": "FORBIDDEN",
  },
  "Group.codeWraps": { "ADMINISTRATOR APP": "WRONG_SURFACE", "USER APP": "WRONG_SURFACE", "USER PORTAL": "FORBIDDEN" },
  "User.policies": { FORMER: "WRONG_SURFACE" },
  "User.policyDocuments": { FORMER: "WRONG_SURFACE" },
  "User.secondFactors": { FORMER: "WRONG_SURFACE" },
  "User.tenant": { FORMER: "WRONG_SURFACE" },
  "User.devices": { FORMER: "WRONG_SURFACE" },
  "User.profiles": { FORMER: "WRONG_SURFACE" },
  "User.profile": { FORMER: "WRONG_SURFACE" },
  "User.accountCode": { FORMER: "WRONG_SURFACE" },
  "User.pendingWraps": { FORMER: "WRONG_SURFACE" },
  "User.pendingShareWraps": { FORMER: "WRONG_SURFACE" },
  "User.deviceRequests": { FORMER: "WRONG_SURFACE" },
};

/** What nobody here has anything of. It is asked for all the same. */
const empty: readonly string[] = [
  "AllowedPolicy.desk",
  "AuditHead.anchorHash",
  "AuditingPolicy.desk",
  "AwaitingPerson.address",
  "AwaitingPerson.name",
  "AwaitingPerson.salt",
  "AwaitingPerson.seq",
  "AwaitingRecoverySwitch.approvals",
  "AwaitingRecoverySwitch.author",
  "AwaitingRecoverySwitch.group",
  "AwaitingRecoverySwitch.groupHead",
  "AwaitingRecoverySwitch.groupSeq",
  "AwaitingRecoverySwitch.hours",
  "AwaitingRecoverySwitch.seq",
  "AwaitingRecoverySwitch.since",
  "Backup.keptUntil",
  "BackupContent.epochKeys",
  "BackupContent.name",
  "BackupName.epoch",
  "BackupName.name",
  "BackupPolicy.desk",
  "BackupRecord.folder",
  "BackupRecord.previousLeaf",
  "BackupRecord.trashedAt",
  "Desk.parent",
  "Desk.partnerName",
  "Device.revokedAt",
  "DeviceRequest.createdAt",
  "DeviceRequest.envelope",
  "DeviceRequest.expiresAt",
  "DeviceRequest.request",
  "EpochKey.epoch",
  "EpochKey.previousKey",
  "FlagPolicy.desk",
  "Folder.trashedAt",
  "GroupEpoch.previousSecret",
  "HealthSum.people",
  "HealthSum.sum",
  "HealthSums.breached",
  "HealthSums.items",
  "HealthSums.old",
  "HealthSums.reused",
  "HealthSums.weak",
  "Item.trashedAt",
  "LimitPolicy.desk",
  "NamesPolicy.desk",
  "NumberPolicy.desk",
  "ParentPartner.name",
  "ParentPartner.partner",
  "Partnership.parent",
  "PendingWrap.epoch",
  "PendingWrap.group",
  "PendingWrap.user",
  "Person.awaiting",
  "PolicyTrial.next",
  "PolicyTrial.refusal",
  "PolicyTrial.setting",
  "RecordVersion.previousLeaf",
  "RecordVersion.trashedAt",
  "Recovery.approvals",
  "Recovery.closedAt",
  "RecoveryApproval.approval",
  "RecoveryApproval.at",
  "RecoveryApproval.signature",
  "RecoveryApproval.user",
  "RecoveryApproval.verdict",
  "SecondFactor.lastUsedAt",
  "SecondFactors.provenUntil",
  "Share.epochKeys",
  "ShareWrap.groupEpoch",
  "StaffText.address",
  "StaffText.desk",
  "StaffText.goneSeq",
  "StaffText.name",
  "StaffText.salt",
  "StaffText.user",
  "SyncPage.lost",
  "Tenant.health",
  "Tenant.reasonsOf",
  "Tenant.recoveryAwaiting",
  "Tenant.staffOf",
  "Tenant.suspendedAt",
  "Tenant.trialEndsAt",
  "User.deviceRequests",
  "User.pendingWraps",
  "VaultChanges.epochKeys",
  "Visit.expiresAt",
  "Visit.joinedAt",
  "Visit.permission",
  "Visit.share",
  "Visit.status",
  "Visit.tenant",
];

interface Person {
  readonly member: BareMember;
  readonly folder: string;
  readonly item: string;
}

interface Side {
  readonly ada: Person;
  readonly bob: Person;
  readonly former: Person;
  readonly dave: Person;
  readonly group: string;
  readonly recovery: string;
  readonly backup: string;
  readonly recoveryCase: string;
  readonly share: string;
  readonly tenant: string;
}

let house: VerbsHouse;
let schema: GraphQLSchema;
let [ours, theirs]: Side[] = [];
beforeAll(async () => {
  house = await openVerbsHouse();
  schema = gateRootFields(buildContractedSchema(resolvers));
  [ours, theirs] = [await foundSide(), await foundSide()];
});
afterAll(() => house.close());

/** A partner of its own, with a desk in the company. */
const lookedAfter = `
  with made as (insert into tenant (id, created_at, name) values ($2, now(), 'Partner') returning id)
  , named as (insert into partner (tenant_id, seats, plans, created_at) select id, 100, '{STANDARD}', now() from made)
  , related as (insert into partner_company (partner_id, tenant_id, since, founded) values ($2, $1, now(), false))
  , seated as (
    insert into desk (tenant_id, id, genesis, rights, hours, seq, created_at) values ($1, $2, sha256('genesis'), 7, 24, 1, now()))
  , staffed as (
    insert into desk_staff (tenant_id, user_id, desk_id, role, address, name, salt, encryption_key, seq, created_at)
    values ($1, gen_random_uuid(), $2, 'KEEPER', 'a@b', 'name', sha256('salt'), decode(repeat('00', 1216), 'hex'), 1, now()))
  insert into break_glass (tenant_id, desk_id, reason, from_at, until_at, author_id, seq, created_at)
  values ($1, $2, 'reason', now() + interval '1 day', now() + interval '2 days', gen_random_uuid(), 2, now())`;

/** A company in which there is something of nearly everything. */
async function foundSide(): Promise<Side> {
  const company = await BareCompany.found(house);
  const [bob, carol, dave] = [await company.hire(), await company.hire(), await company.hire()];
  const group = await company.group(company.ada, groupClass.NAMED, company.ada, bob);
  await company.invite(company.ada);
  await company.act(company.ada, { operation: operation.NAME, subject: { name: "Ada's" } });
  const { user } = (await company.hire()).account;
  await company.act(company.ada, { operation: operation.REMOVE, subject: { user } });
  const share = await furnishShare(company, bob, group);
  await makeAccountCode(bob.app(), (await prepareCode(house, bob.account)).input);
  await house.asSuperuser("update tenant set plan = 'ADVANCED'");
  const recovery = await BareRecovery.found(company, company.ada, { code: true });
  await recovery.switchOn(company.ada);
  await recovery.entrust(share, company.ada);
  await sayPolicies(company, { scope: policyScope.TENANT, id: null });
  const [ada, its, former] = [await furnish(company.ada), await furnish(bob), await furnish(carol)];
  const late = await furnish(dave);
  await sayPolicies(company, { scope: policyScope.GROUP, id: group.state.head.id });
  await addTotp(house, bob.app);
  const { backup, opened: recoveryCase } = await backUp(recovery, bob);
  await house.asSuperuser(lookedAfter, [formatUuid(company.state.head.id), randomUUID()]);
  await planJobs(house.house);
  await runJobs(house.house);
  await house.asSuperuser("update session set surface = 'FORMER' where user_id = $1", [formatUuid(carol.account.user)]);
  await house.asSuperuser(
    "update session set networks = '{203.0.113.0/24}' where user_id = $1 and surface = 'PORTAL'",
    [formatUuid(dave.account.user)],
  );
  return {
    ada,
    bob: its,
    former,
    dave: late,
    group: group.id,
    recovery: recovery.id,
    backup,
    recoveryCase,
    share: share.id,
    tenant: formatUuid(company.state.head.id),
  };
}

/** With somebody by name whose time is bounded, and a group that lacks the key. */
async function furnishShare(company: BareCompany, bob: BareMember, group: BareGroup): Promise<BareShare> {
  const { ada } = company;
  const share = await BareShare.found(company, ada);
  await share.add(ada, bob);
  await share.accept(bob);
  const time = house.house.clock().getTime() + 3_600_000;
  await share.act(ada, { operation: operation.EXPIRY, subject: { recipient: bob.account.user, time } });
  await share.addGroup(ada, group, role.READER, []);
  await hostGuest(share, ada);
  return share;
}

/** A backup of somebody's business profile, a recovery that reads it, and what the next drill opens. */
async function backUp(recovery: BareRecovery, who: BareMember): Promise<{ backup: string; opened: string }> {
  const { ada } = recovery.company;
  await entrust(recovery, who);
  const { taken } = await takeBackups(ada.portal(), { user: formatUuid(who.account.user) });
  const { recovery: its } = await opened(recovery, ada, taken);
  const next = { canary: crypto.randomUUID(), epoch: 1, wrap: Buffer.alloc(1_225), hash: Buffer.alloc(32) };
  await reportDrill(ada.portal(), { group: recovery.id, byCode: false, next });
  return { backup: taken[0]?.id as string, opened: its };
}

/** Somebody of outside whose time is bounded, who is told of Ada; and somebody who was invited. */
async function hostGuest(share: BareShare, ada: BareMember): Promise<void> {
  const { account, request } = await house.signUp();
  const { user } = ada.account;
  const persons = [[user, findMember(share.company.state, user)?.person]] as never;
  const invited = await invite(share, ada, account.address);
  await share.act(ada, { operation: operation.INTRODUCE, subject: { persons } });
  await new BareGuest(account, request).join(share, invited);
  const time = house.house.clock().getTime() + 3_600_000;
  await share.act(ada, { operation: operation.EXPIRY, subject: { recipient: account.user, time } });
  await invite(share, ada, freshAddress("carl"));
}

/** Every setting that there is, as nobody is bound by it. */
async function sayPolicies(company: BareCompany, { scope, id }: PolicyPlace): Promise<void> {
  const values: Partial<PolicyValues> = {
    requireTwoFactor: 90,
    maximumPasswordAge: 3_650,
    businessItemDomains: ["example.com"],
    shareRecipientDomains: ["example.com"],
    organisationBackup: 3,
    passwordAuditing: 255,
    vaultTimeoutMinutes: 10_080,
    itemHistoryLimit: 1_000,
    sessionLifetimeHours: id === null ? 720 : 700,
    allowedIpRanges: ["0.0.0.0/0", "::/0"],
  };
  const said = policyNames.map((name) => [name, { value: values[name] ?? settings[name].default, locked: false }]);
  const document = encodePolicies(Object.fromEntries(said));
  const act = { operation: operation.POLICY, subject: { scope, id, hash: policiesHash(document) } } as TenantAct;
  const policies = [{ seq: company.state.head.seq + 1, document }];
  const { __typename } = await company.act(company.ada, act, { policies });
  if (__typename !== "RostersChanged") throw new Error(__typename);
}

/** A folder, an item in it that was sealed twice, and one in the trash; in the business profile as well. */
async function furnish(member: BareMember): Promise<Person> {
  const words = new TextEncoder().encode("words");
  const { PERSONAL, BUSINESS } = member.account.vaults;
  const act = async (vault: typeof PERSONAL, ...changes: BareChange[]) => {
    const drafted = draft(member.account, vault, changes);
    const { __typename } = await commit(member.app(), {
      clientMutationId: crypto.randomUUID(),
      vaults: [drafted.input],
    });
    if (__typename !== "Committed") throw new Error(__typename);
    drafted.apply();
  };
  const folder = newRecord(PERSONAL, recordClass.FOLDER, words);
  const within = parseUuid(folder.input.record);
  const item = newRecord(PERSONAL, recordClass.ITEM, words, within);
  const inner = newRecord(PERSONAL, recordClass.FOLDER, words, within);
  const top = newRecord(PERSONAL, recordClass.ITEM, words);
  const gone = newRecord(PERSONAL, recordClass.ITEM, words);
  await act(PERSONAL, folder, item, inner, top, gone);
  await act(PERSONAL, sealAgain(PERSONAL, parseUuid(item.input.record), recordClass.ITEM, words, within));
  await act(PERSONAL, move(PERSONAL, parseUuid(gone.input.record), { trashedSince: 1 }));
  await act(BUSINESS, newRecord(BUSINESS, recordClass.ITEM, words));
  return { member, folder: inner.input.record, item: item.input.record };
}

/** Has the app's session of whom policies hold be one of this surface. */
const make = (surface: "PASSWORD" | "FACTOR", { dave }: Side) =>
  house.asSuperuser("update session set surface = $2 where user_id = $1 and surface <> 'PORTAL'", [
    formatUuid(dave.member.account.user),
    surface,
  ]);

const personOf = (side: Side, caller: Caller): Person =>
  isHeld(caller) ? side.dave : caller === "FORMER" ? side.former : caller.startsWith("USER") ? side.bob : side.ada;
const isHeld = (caller: Caller): caller is (typeof held)[number] => (held as readonly string[]).includes(caller);

const requestOf = (side: Side, caller: Caller): Request => {
  const { member } = personOf(side, caller);
  return caller.endsWith("PORTAL") || caller === "OUTSIDE" ? member.portal() : member.app();
};

/** Arguments that name what is this person's, or its company's. */
function valuesOf(side: Side, { member, item, folder }: Person): Values {
  const user = JSON.stringify(formatUuid(member.account.user));
  return {
    user: JSON.stringify(formatUuid(side.bob.member.account.user)),
    users: `[${user}]`,
    seqs: "[1]",
    groups: JSON.stringify([side.group, side.recovery]),
    kind: "PERSONAL",
    scope: "GROUP",
    "tryPolicies.id": JSON.stringify(side.group),
    "groupRoster.group": JSON.stringify(side.group),
    record: JSON.stringify(item),
    folder: JSON.stringify(folder),
    recovery: JSON.stringify(side.recoveryCase),
    backup: JSON.stringify(side.backup),
    "recoveryCanary.group": JSON.stringify(side.recovery),
  };
}

/** Everything with a global id. */
function nodesOf(side: Side, { member: { account }, item, folder }: Person): readonly (readonly [string, string])[] {
  const vault = formatUuid(account.vaults.PERSONAL.id) as VaultId;
  return [
    ["User", userGid(formatUuid(account.user) as UserId)],
    ["Tenant", tenantGid(side.tenant as TenantId)],
    ["Device", deviceGid(formatUuid(account.device) as DeviceId)],
    ["Profile", profileGid(vault)],
    ["Item", recordGid(vault, item as RecordId)],
    ["Folder", recordGid(vault, folder as RecordId)],
  ];
}

/** Every field from every root, with these arguments. */
function allFields(side: Side, caller: Caller): NestedField[] {
  const person = personOf(side, caller);
  const values = valuesOf(side, person);
  const folders = nestedFields(schema, "viewer", { ...values, record: JSON.stringify(person.folder) });
  return [
    ...nestedFields(schema, "viewer", values),
    ...folders.filter(({ name }) => name === "Profile.folder" || name.startsWith("Folder")),
    ...nestedFields(schema, "sync", values),
    ...nestedFields(schema, "shares", values),
    ...nestedFields(schema, "share", { ...values, "share.share": JSON.stringify(side.share) }),
    ...nestedFields(schema, "companyShares", values),
    ...nestedFields(schema, "visits", values),
    ...nestedFields(schema, "backups", values),
    // A backup's own fields are the same wherever it is reached.
    ...["backupContent", "recoveries", "recoveryCanary", "recoveryReadiness"].flatMap((root) =>
      nestedFields(schema, root, values).filter(({ name }) => !name.startsWith("Backup.")),
    ),
    ...["backupExport", "recovery"].flatMap((root) =>
      nestedFields(schema, root, values).filter(({ keys }) => keys.length === 2),
    ),
    ...nodesOf(side, person).flatMap(([type, id]) =>
      nestedFields(schema, "node", { ...values, "node.id": JSON.stringify(id) }, type).filter(
        ({ keys }) => keys.length === 2,
      ),
    ),
  ];
}

/**
 * What is asked, and the fields that it tells of. Administrators, who are answered most, ask for each field alone; others ask at
 * once for fields of one type and place that have the same answer to expect.
 */
function documentsOf(fields: readonly NestedField[], caller: Caller): Map<string, NestedField[]> {
  const isAlone = caller.startsWith("ADMINISTRATOR");
  const together = new Map<string, NestedField[]>();
  for (const field of fields) {
    const document = field.ofItsType ?? field.document;
    together.set(document, [...(together.get(document) ?? []), field]);
  }
  const asked = new Map<string, NestedField[]>();
  for (const [whole, siblings] of together) {
    const isAlike = new Set(siblings.map((field) => expected(field, caller))).size === 1;
    if (!isAlone && isAlike) asked.set(whole, siblings);
    else for (const field of siblings) asked.set(field.document, [field]);
  }
  return asked;
}

async function ask(source: string, request: Request): Promise<{ code: string; data: unknown }> {
  const answer = await graphql({ schema, source, contextValue: makeContext(request) });
  const [error] = answer.errors ?? [];
  const cause = error?.originalError as { code?: string } | undefined;
  if (error && !cause?.code) throw error;
  return { code: cause?.code ?? "answered", data: answer.data };
}

const expected = (field: NestedField, caller: Caller): string =>
  isHeld(caller) ? expectedOfHeld(field, caller) : expectedOfMember(field, caller);

/** Of themself, and what the next password has to be like. */
const beforeChange = new Set(
  ["id", "user", "address", "name", "role", "primary", "createdAt", "locale", "policyDocuments"].map(
    (name) => `User.${name}`,
  ),
);

/** Nothing at all, but for what a change of password needs. */
function expectedOfHeld({ way: [root, inner] }: NestedField, caller: (typeof held)[number]): string {
  if (caller === "OUTSIDE") return "NETWORK_REFUSED";
  if (caller === "FACTOR") return "SECOND_FACTOR_REQUIRED";
  const needed = root === "Query.sync" || (root === "Query.viewer" && beforeChange.has(inner ?? ""));
  return needed ? "answered" : "PASSWORD_TOO_OLD";
}

const expectedOfMember = ({ way }: NestedField, caller: Exclude<Caller, (typeof held)[number]>): string =>
  way.map((step) => refused[step]?.[caller]).find((code) => code !== undefined) ?? "answered";

describe("every nested field", () => {
  const all = new Set<string>();
  const shown = new Set<string>();

  it.each(callers)("is answered, or refused as it is stated, to %s", async (caller) => {
    if (caller === "PASSWORD" || caller === "FACTOR") await make(caller, ours as Side);
    for (const [document, fields] of documentsOf(allFields(ours as Side, caller), caller)) {
      const { code, data } = await ask(document, requestOf(ours as Side, caller));
      for (const field of fields) {
        expect([field.name, document, code]).toEqual([field.name, document, expected(field, caller)]);
        all.add(field.name);
        if (valuesAt(data, field.keys).length > 0) shown.add(field.name);
      }
    }
  });

  it("had something to show here, but for what nobody has anything of", () => {
    expect([...all].filter((name) => !shown.has(name)).sort()).toEqual(empty);
  });

  it.each(callers)("shows %s nothing of another company, by whatever ids it is asked", async (caller) => {
    if (caller === "PASSWORD" || caller === "FACTOR") await make(caller, ours as Side);
    const marks = marksOf(theirs as Side);
    for (const document of wholeDocuments(allFields(theirs as Side, caller))) {
      const { data } = await ask(document, requestOf(ours as Side, caller));
      const told = JSON.stringify(data);
      expect([document, marks.filter((mark) => told.includes(mark))]).toEqual([document, []]);
    }
  });

  it("is seen where it is another's: the same documents show their own company's", async () => {
    const { data } = await ask(
      "{ viewer { id tenant { people { edges { node { address } } } } } }",
      (ours as Side).ada.member.app(),
    );
    expect(marksOf(ours as Side).some((mark) => JSON.stringify(data).includes(mark))).toBe(true);
  });
});

/** Whatever would give away that something is the other company's. */
function marksOf(side: Side): string[] {
  return [side.ada, side.bob, side.former, side.dave].flatMap(({ member: { account }, item, folder }) => [
    side.tenant,
    side.group,
    side.recovery,
    item,
    folder,
    account.address,
    ...[account.user, account.device, ...Object.values(account.vaults).map(({ id }) => id)].map(formatUuid),
    ...nodesOf(side, { member: { account } as BareMember, item, folder }).map(([, id]) => id),
    Buffer.from(account.signing.publicKey).toString("base64url"),
  ]);
}
