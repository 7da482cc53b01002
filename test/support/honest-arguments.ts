import { makeDeskOffer } from "../../src/crypto/client/desk-offer.ts";
import { makeShareGenesis } from "../../src/crypto/client/share-link.ts";
import { makeTemplate } from "../../src/crypto/client/template.ts";
import { makeTenantLink } from "../../src/crypto/client/tenant-link.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asHash, asPersonSalt, type Id } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, shareScope } from "../../src/crypto/link.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { recordGid } from "../../src/resolvers/global-id.ts";
import { type BareAccount, draft, linkInput, makeBareAccount, newRecord } from "./bare-client.ts";
import { prepareMove } from "./bare-move.ts";

/** Of the right form. */
const honestWrap = () => {
  const wrap = Buffer.alloc(1_225);
  wrap[1_120] = 1;
  return wrap;
};

/**
 * For every query and mutation the arguments that a correct client of this account would send, or nearly: proofs are of the
 * right form and prove nothing. `other` is a device that one might want to revoke.
 */
export function honestArguments(account: BareAccount, other: Id): Record<string, Record<string, unknown>> {
  const { PERSONAL } = account.vaults;
  const { input: fresh } = makeBareAccount("new@example.com");
  const proof = {
    proof: Buffer.alloc(200, 0x40),
    loginSignature: Buffer.alloc(64),
    deviceSignature: Buffer.alloc(64),
  };
  const vault = draft(account, PERSONAL, [
    newRecord(PERSONAL, recordClass.ITEM, new TextEncoder().encode("item")),
  ]).input;
  const whole = { ...vault, epochKey: { epoch: 2, previousKey: Buffer.alloc(105, 1) } };
  const wrap = { group: crypto.randomUUID(), epoch: 1, user: formatUuid(account.user), wrap: honestWrap() };
  const rename = makeTenantLink(
    account.tenantState,
    { user: account.user, signing: account.signing, time: 1 },
    { operation: operation.NAME, subject: { name: "Ada's" } },
  );
  const rosters = {
    clientMutationId: "x",
    links: [linkInput(rename.signed)],
    persons: [{ seq: 1, address: account.address, name: "Ada", salt: Buffer.alloc(32) }],
    names: [{ group: wrap.group, name: Buffer.alloc(329, 1), epoch: 1 }],
    epochs: [{ group: wrap.group, epoch: 1, publicKey: Buffer.alloc(1_216), previousSecret: null }],
    wraps: [wrap],
    newAddress: { request: crypto.randomUUID(), code: "12345678" },
  };
  /** The same by somebody who is no member there. */
  const atDesk = { clientMutationId: "x", links: rosters.links, persons: rosters.persons };
  const share = makeShareGenesis(account.tenantState, {
    share: PERSONAL.id,
    scope: shareScope.PERSONAL,
    founder: { user: account.user, signing: account.signing, xwingKeyHash: account.xwingKeyHash },
    key: PERSONAL.key,
    wrap: honestWrap(),
    name: sealedHash(Buffer.alloc(329, 1)),
    time: 1,
  });
  const shareWrap = { recipient: formatUuid(account.user), epoch: 1, groupEpoch: null, wrap: honestWrap() };
  const nowhere = crypto.randomUUID();
  const verdict = { recovery: nowhere, approval: Buffer.alloc(200, 0x40), signature: Buffer.alloc(64) };
  return {
    backups: { user: formatUuid(account.user) },
    backupContent: { recovery: nowhere, backup: nowhere },
    backupExport: { backup: nowhere },
    recovery: { recovery: nowhere },
    recoveries: {},
    recoveryReadiness: {},
    recoveryCanary: { group: nowhere },
    takeBackups: { input: { user: formatUuid(account.user) } },
    openRecovery: { input: { request: Buffer.alloc(200, 0x40), signatures: [Buffer.alloc(64)], purpose: "a reason" } },
    approveRecovery: { input: verdict },
    vetoRecovery: { input: verdict },
    closeRecovery: { input: { recovery: nowhere } },
    reportDrill: {
      input: {
        group: nowhere,
        canary: null,
        bytes: null,
        byCode: false,
        next: { canary: nowhere, epoch: 1, wrap: honestWrap(), hash: Buffer.alloc(32) },
      },
    },
    node: { id: recordGid(formatUuid(PERSONAL.id) as never, formatUuid(PERSONAL.id) as never) },
    sync: { after: null, first: 10, known: [{ vault: formatUuid(PERSONAL.id), revision: 1 }] },
    requestSignUp: { input: { address: "new@example.com" } },
    completeSignUp: { input: { ...fresh, signUp: crypto.randomUUID(), code: "12345678" } },
    requestChallenge: { input: { address: "new@example.com" } },
    signIn: { input: { ...proof, deviceName: "x", refreshTokenHash: Buffer.alloc(32) } },
    refreshSession: {
      input: { proof: proof.proof, deviceSignature: Buffer.alloc(64), refreshToken: Buffer.alloc(32) },
    },
    changePassword: {
      input: {
        ...proof,
        wrapGeneration: 2,
        parameters: fresh.keys.parameters,
        loginKey: fresh.keys.loginKey,
        rootKey: fresh.keys.rootKey,
        accountVault: whole,
        clientMutationId: "x",
      },
    },
    rotateAccount: {
      input: {
        ...proof,
        wrapGeneration: 2,
        keyGeneration: 2,
        keys: fresh.keys,
        links: fresh.links.slice(0, 3),
        accountVault: whole,
        profiles: [{ vault: formatUuid(PERSONAL.id), revision: 0, hash: null }],
        clientMutationId: "x",
      },
    },
    requestAddressChange: { input: { address: "new@example.com" } },
    deletePerson: { input: { user: formatUuid(account.user) } },
    moveAccount: {
      input: {
        ...prepareMove(account, null, "OWN").input,
        departure: linkInput(rename.signed),
        business: fresh.links[3],
      },
    },
    makeAccountCode: {
      input: { ...proof, generation: 1, loginKey: fresh.keys.loginKey, rootKey: fresh.keys.rootKey },
    },
    removeAccountCode: { input: { ...proof, generation: 1 } },
    openByAccountCode: { input: proof },
    recoverAccount: {
      input: {
        ...proof,
        deviceName: "x",
        refreshTokenHash: Buffer.alloc(32),
        wrapGeneration: 2,
        parameters: fresh.keys.parameters,
        loginKey: fresh.keys.loginKey,
        rootKey: fresh.keys.rootKey,
        accountVault: whole,
        clientMutationId: "x",
      },
    },
    setLocale: { input: { locale: "en" } },
    renameDevice: { input: { device: formatUuid(account.device), name: "laptop" } },
    revokeDevice: { input: { device: formatUuid(other) } },
    openDeviceRequest: {
      input: {
        request: crypto.randomUUID(),
        address: account.address,
        envelope: Buffer.alloc(2_121, 1),
        tokenHash: Buffer.alloc(32),
      },
    },
    collectApproval: { input: { request: crypto.randomUUID(), token: Buffer.alloc(32) } },
    withdrawDeviceRequest: { input: { request: crypto.randomUUID(), token: Buffer.alloc(32) } },
    approveDeviceRequest: { input: { request: crypto.randomUUID(), approval: Buffer.alloc(1_500, 1) } },
    refuseDeviceRequest: { input: { request: crypto.randomUUID() } },
    createServiceAccount: {
      input: { name: "x", scopes: ["READ_EVENTS"], expiresAt: new Date(Date.now() + 90 * 86_400_000).toISOString() },
    },
    revokeServiceAccount: { input: { account: nowhere } },
    createWebhook: { input: { name: "x", url: "https://hooks.example.com/", groups: ["AUDIT"] } },
    updateWebhook: { input: { webhook: nowhere, url: "https://hooks.example.com/", active: false } },
    rotateWebhookSecret: { input: { webhook: nowhere } },
    testWebhook: { input: { webhook: nowhere } },
    replayWebhook: { input: { webhook: nowhere, letter: nowhere } },
    deleteWebhook: { input: { webhook: nowhere } },
    takeOverServiceAccount: { input: { account: nowhere } },
    partnerEvents: { after: "AAAAAAAAAAAAAAAAAAAAAA", groups: ["AUDIT"], companies: [nowhere] },
    breachedRanges: { prefixes: ["00000", "0A1B2"] },
    reportHealth: { input: { clientMutationId: "x", items: 3, weak: 1, reused: 0, old: 2, breached: null } },
    reportItemEvents: {
      input: { clientMutationId: "x", events: [{ kind: "VIEWED", records: [crypto.randomUUID()] }] },
    },
    offerHeads: { input: { heads: [{ vault: formatUuid(PERSONAL.id), revision: 1, hash: Buffer.alloc(32) }] } },
    uploadVault: {
      input: {
        vault: formatUuid(PERSONAL.id),
        base: 0,
        links: fresh.links,
        manifests: [{ manifest: vault.manifest, signature: vault.signature }],
        epochKeys: [whole.epochKey],
        records: vault.changes.map(({ expectedLeaf, ...record }) => record),
        gone: [crypto.randomUUID()],
      },
    },
    openInvitation: { input: { proof: Buffer.alloc(120, 0x40), signature: Buffer.alloc(64), after: null } },
    openShareInvitation: { input: { proof: Buffer.alloc(120, 0x40), signature: Buffer.alloc(64), after: null } },
    joinShare: { input: { tenant: formatUuid(account.tenant.id), link: linkInput(share.signed) } },
    administerTenant: { input: rosters },
    changeRosters: { input: rosters },
    deliverWraps: { input: { wraps: [wrap] } },
    refuseWrap: { input: { group: wrap.group, epoch: 1 } },
    administerCompany: { input: { company: nowhere, change: atDesk } },
    foundCompany: { input: { change: atDesk, plan: "STANDARD", seats: 3, labels: ["retail"], reference: "7" } },
    acceptPartner: { input: { partner: nowhere, offer: Buffer.alloc(32), change: atDesk } },
    companyAtDesk: { company: nowhere },
    openRecoveryAtDesk: {
      input: {
        company: nowhere,
        request: Buffer.alloc(200, 0x40),
        signatures: [Buffer.alloc(64)],
        purpose: "a reason",
      },
    },
    closeRecoveryAtDesk: { input: { company: nowhere, recovery: nowhere } },
    partnerOffer: { partner: nowhere, hash: Buffer.alloc(32) },
    redeemPartnerCode: { input: { code: "PARTNER-0000-0000-0000-0000-0000" } },
    setStaff: { input: { user: formatUuid(account.user), role: "AUDITOR", scope: "LABELS", labels: ["retail"] } },
    removeStaff: { input: { user: formatUuid(account.user) } },
    makeOffer: { input: offerOf(account) },
    voidOffer: { input: { hash: Buffer.alloc(32) } },
    putTemplate: { input: { signed: templateOf(account) } },
    setCompanyLabels: { input: { company: nowhere, labels: ["retail"] } },
    setCompanyReference: { input: { company: nowhere, reference: "7" } },
    changeCompanyPlan: { input: { company: nowhere, plan: "TRIAL", trialDays: 30 } },
    setCompanySeats: { input: { company: nowhere, seats: 3 } },
    suspendCompany: { input: { company: nowhere } },
    resumeCompany: { input: { company: nowhere } },
    bulkCompanies: {
      input: {
        clientMutationId: "x",
        companies: null,
        filter: { labels: { all: ["retail"] } },
        action: { changePlan: { plan: "TRIAL", trialDays: 30 } },
        dryRun: false,
        after: nowhere,
      },
    },
    releaseCompany: { input: { company: nowhere, dryRun: false } },
    redeemTenantCode: { input: { code: "TEAM-0000-0000-0000-0000" } },
    proveSecondFactor: {
      input: { token: Buffer.alloc(32), totp: "123456" },
    },
    beginTotp: { input: { name: "phone" } },
    confirmTotp: { input: { factor: crypto.randomUUID(), code: "123456" } },
    beginWebAuthn: { input: { name: "key" } },
    confirmWebAuthn: { input: { factor: crypto.randomUUID(), registration: "{}" } },
    removeSecondFactor: { input: { factor: crypto.randomUUID() } },
    resetSecondFactor: { input: { user: formatUuid(account.user) } },
    shares: { first: 10, after: null },
    share: { share: formatUuid(PERSONAL.id) },
    companyShares: { first: 10, after: null },
    changeShare: {
      input: {
        clientMutationId: "x",
        links: [linkInput(share.signed)],
        name: Buffer.alloc(329, 1),
        wraps: [shareWrap],
      },
    },
    answerShare: { input: { share: formatUuid(PERSONAL.id), answer: "ACCEPTED" } },
    deliverShareWraps: { input: { shares: [{ share: formatUuid(PERSONAL.id), wraps: [shareWrap] }] } },
    refuseShareWrap: { input: { share: formatUuid(PERSONAL.id), epoch: 1, recipient: formatUuid(account.user) } },
    commit: { input: { clientMutationId: "x", links: fresh.links, vaults: [whole] } },
  };
}

/** What a partner would hand over whose only keeper this is. */
function offerOf({ address, tenant, tenantState, user, signing, xwingKeyHash }: BareAccount) {
  const salt = asPersonSalt(Buffer.alloc(32, 1));
  const { bytes } = makeDeskOffer({
    desk: tenant.id,
    genesis: asHash(tenantState.genesis),
    rights: 1,
    hours: 24,
    user,
    signingKey: signing.publicKey,
    xwingKeyHash,
    person: personCommitment(salt, address, "Ada"),
  });
  return {
    offer: bytes,
    keeperAddress: address,
    keeperName: "Ada",
    keeperSalt: salt,
    labels: ["retail"],
    reference: "7",
  };
}

function templateOf({ tenantState, user, signing }: BareAccount): Uint8Array {
  const draft = { template: tenantState.head.id, name: "Basics", labels: ["retail"], document: null };
  return makeTemplate(tenantState, { user, signing, time: 1 }, draft, null).signed;
}
