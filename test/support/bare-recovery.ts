import { randomBytes } from "node:crypto";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../src/crypto/client/group.ts";
import { type GroupAct, makeGroupEpoch, makeGroupGenesis, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { deriveRecoveryKeys, makeRecoveryCode, type RecoveryKeys } from "../../src/crypto/client/recovery-code.ts";
import { makeEntrustInShare } from "../../src/crypto/client/share-link.ts";
import { makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import { publicKeyHash } from "../../src/crypto/hash.ts";
import { asSymmetricKey, type SymmetricKey, type XWingPublicKey } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import { recoveryRecipientsOf } from "../../src/crypto/recovery.ts";
import { type RosterState, switchAwaiting } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { administerTenant, changeRosters } from "../../src/domain/company/change-rosters.ts";
import type { ChangeRostersInput } from "../../src/domain/company/input.ts";
import { linkInput } from "./bare-client.ts";
import type { BareCompany, BareMember } from "./bare-company.ts";
import type { BareShare } from "./bare-share.ts";

type Listed = Pick<ChangeRostersInput, "codes" | "wraps" | "epochs" | "policies">;
type List<K extends keyof Listed> = NonNullable<Listed[K]>[number][];

/** The keys of a code that nobody had before. */
export const newCode = ({ company, state }: BareRecovery): RecoveryKeys =>
  deriveRecoveryKeys(makeRecoveryCode(), company.state.head.id, state.head.id);

/** A recovery group over the server's verbs, whose links are made by hand, as the links led to that the server took. */
export class BareRecovery {
  readonly people: BareMember[] = [];
  /** By seq, as far as it was taken. */
  readonly states = new Map<number, RosterState>();

  private constructor(
    readonly company: BareCompany,
    public state: RosterState,
    public secret: SymmetricKey,
    public code: RecoveryKeys | null,
  ) {}

  /** A group with its first epoch: custodians first, then members for a time. */
  static async found(
    company: BareCompany,
    by: BareMember,
    { custodians = [by], members = [], code = false }: Founding = {},
  ): Promise<BareRecovery> {
    const { recovery, deed } = BareRecovery.founding(company, by);
    for (const each of custodians) deed.add(each).role(each, role.CUSTODIAN);
    for (const each of members) deed.add(each);
    if (code) deed.setCode(newCode(recovery));
    await deed.epoch().done();
    return recovery;
  }

  /** What founds one, to go on with. */
  static founding(company: BareCompany, by: BareMember): { recovery: BareRecovery; deed: RecoveryDeed } {
    const group = makeId(Date.now());
    const signer = company.signer(by);
    const its = { group, class: groupClass.RECOVERY, name: null };
    const genesis = makeGroupGenesis(company.state, signer, its);
    const recovery = new BareRecovery(company, genesis.state, asSymmetricKey(randomBytes(32)), null);
    const deed = new RecoveryDeed(recovery, by);
    deed.links.push(genesis.signed);
    const subject = { group, class: groupClass.RECOVERY, genesis: genesis.hash };
    return { recovery, deed: deed.inTenant({ operation: operation.NEW_GROUP, subject }) };
  }

  get id(): string {
    return formatUuid(this.state.head.id);
  }

  get publicKey(): XWingPublicKey {
    const { head, epoch } = this.state;
    return deriveXWingPublicKey(deriveGroupSeed(this.secret, head.id, epoch?.epoch ?? 0));
  }

  /** Something to be done to it, by links on top of what the server has. */
  deed(by: BareMember, { byCode = false }: { byCode?: boolean } = {}): RecoveryDeed {
    return new RecoveryDeed(this, by, byCode);
  }

  /** The switch, put in force or proposed. */
  switchOn(by: BareMember, its: { approvals?: number; hours?: number } = {}) {
    return this.deed(by).switchTo(its).send();
  }

  /** Where it stands, as an ENTRUST names it. */
  get to() {
    const { head, epoch } = this.state;
    return { group: head.id, groupSeq: head.seq, groupEpoch: epoch?.epoch ?? 0 };
  }

  /** The key of a vault's epoch, for it. */
  wrapOf(vault: { id: RosterState["head"]["id"]; roster: RosterState; key: SymmetricKey }): Uint8Array {
    const place = { roster: vault.id, epoch: vault.roster.epoch?.epoch ?? 0, user: this.state.head.id };
    return wrapKeyFor(this.publicKey, place, vault.key);
  }

  /** Entrusts a share's key to it, with an item. */
  async entrust(share: BareShare, by: BareMember) {
    const wrap = this.wrapOf(share.vault);
    const groupAt = (_: unknown, seq: number) => this.states.get(seq) ?? null;
    const basis = { tenant: this.company.state, groupAt };
    const link = makeEntrustInShare(share.state, basis, this.company.signer(by), { to: this.to, wrap });
    const before = share.state;
    share.follow(link.state);
    const answer = await share.write(by, { links: [link.signed], more: { recoveryWrap: wrap } });
    if (answer.__typename === "Committed") share.recovery = this;
    else share.follow(before);
    return answer;
  }
}

interface Founding {
  readonly custodians?: readonly BareMember[];
  readonly members?: readonly BareMember[];
  readonly code?: boolean;
}

/** Links of the tenant and of one recovery group, as one deed; each rests on those before it. */
export class RecoveryDeed {
  readonly links: Uint8Array[] = [];
  readonly codes: List<"codes"> = [];
  readonly wraps: List<"wraps"> = [];
  readonly epochs: List<"epochs"> = [];
  readonly policies: List<"policies"> = [];
  tenant: RosterState;
  group: RosterState;
  secret: SymmetricKey;
  code: RecoveryKeys | null;

  constructor(
    readonly recovery: BareRecovery,
    readonly by: BareMember,
    readonly byCode = false,
  ) {
    ({ state: this.group, secret: this.secret, code: this.code } = recovery);
    this.tenant = recovery.company.state;
  }

  private get signer() {
    const { code } = this.recovery;
    return { ...this.recovery.company.signer(this.by), ...(this.byCode && code && { code: code.signing }) };
  }

  inTenant(act: TenantAct, heads: readonly VaultHead[] = []): this {
    const link = makeTenantLink(this.tenant, this.signer, act, heads);
    this.tenant = link.state;
    this.links.push(link.signed);
    return this;
  }

  inGroup(act: GroupAct): this {
    const link = makeGroupLink(this.group, this.tenant, this.signer, act);
    this.group = link.state;
    this.links.push(link.signed);
    return this;
  }

  /** With the secret of the epoch in force, where there is one. */
  add(who: BareMember, { wrapped = this.group.epoch !== null }: { wrapped?: boolean } = {}): this {
    const { user, signing, xwingKeyHash, xwingSeed } = who.account;
    this.inGroup({ operation: operation.ADD, subject: { user, signingKey: signing.publicKey, xwingKeyHash } });
    if (!this.recovery.people.includes(who)) this.recovery.people.push(who);
    return wrapped ? this.wrap(user, deriveXWingPublicKey(xwingSeed)) : this;
  }

  role(who: BareMember, its: 4 | 8): this {
    return this.inGroup({ operation: operation.ROLE, subject: { user: who.account.user, role: its } });
  }

  remove(who: BareMember): this {
    return this.inGroup({ operation: operation.REMOVE, subject: { user: who.account.user } });
  }

  setCode(keys: RecoveryKeys | null, { wrapped = false, publicKey = keys?.xwingPublicKey } = {}): this {
    const subject = keys && { xwingKeyHash: publicKeyHash(keys.xwingPublicKey), signingKey: keys.signing.publicKey };
    this.inGroup({ operation: operation.CODE, subject: { keys: subject } });
    this.code = keys;
    if (publicKey) this.codes.push({ group: this.recovery.id, publicKey });
    return wrapped && keys ? this.wrap(this.group.head.id, keys.xwingPublicKey) : this;
  }

  /** A wrap of the secret in force beside a set. */
  wrap(user: RosterState["head"]["id"], publicKey: XWingPublicKey): this {
    const [group, epoch] = [this.recovery.id, this.group.epoch?.epoch ?? 0];
    const wrap = wrapKeyFor(publicKey, { roster: this.group.head.id, epoch, user }, this.secret);
    this.wraps.push({ group, epoch, user: formatUuid(user), wrap });
    return this;
  }

  /** The next epoch, for all its recipients but these, and for others in their place. */
  epoch(without: readonly BareMember[] = [], instead: readonly BareMember[] = []): this {
    const { id } = this.group.head;
    const epoch = (this.group.epoch?.epoch ?? 0) + 1;
    const secret = asSymmetricKey(randomBytes(32));
    const left = new Set(without.map(({ account }) => formatUuid(account.user)));
    const wraps = recoveryRecipientsOf(this.group, this.tenant)
      .filter((each) => !left.has(formatUuid(each.id)))
      .map((each) => {
        const publicKey = each.isCode ? this.code?.xwingPublicKey : this.keyOf(formatUuid(each.id));
        if (!publicKey) throw new Error("no key");
        return { user: each.id, wrap: wrapKeyFor(publicKey, { roster: id, epoch, user: each.id }, secret) };
      });
    for (const { account } of instead) {
      const { user, xwingSeed } = account;
      wraps.push({ user, wrap: wrapKeyFor(deriveXWingPublicKey(xwingSeed), { roster: id, epoch, user }, secret) });
    }
    const link = makeGroupEpoch(this.group, this.tenant, this.signer, { secret, wraps });
    const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, id, epoch));
    const previousSecret = epoch > 1 ? sealPreviousKey(secret, { vault: id, epoch }, this.secret) : null;
    this.epochs.push({ group: this.recovery.id, epoch, publicKey, previousSecret });
    this.wraps.push(
      ...wraps.map(({ user, wrap }) => ({ group: this.recovery.id, epoch, user: formatUuid(user), wrap })),
    );
    this.group = link.state;
    this.secret = secret;
    this.links.push(link.signed);
    return this;
  }

  private keyOf(user: string): XWingPublicKey | null {
    const its = this.recovery.people.find(({ account }) => formatUuid(account.user) === user);
    return its ? deriveXWingPublicKey(its.account.xwingSeed) : null;
  }

  checkpoint(): this {
    const { id, seq, hash } = this.group.head;
    return this.inTenant({ operation: operation.CHECKPOINT, subject: { heads: [[id, seq, hash]] } });
  }

  switchTo({ approvals = 0, hours = 0, head = this.group.head } = {}): this {
    const setting = { group: head.id, seq: head.seq, hash: head.hash, approvals, hours };
    return this.inTenant({ operation: operation.RECOVERY, subject: { setting } });
  }

  off(): this {
    return this.inTenant({ operation: operation.RECOVERY, subject: { setting: null } });
  }

  confirm(): this {
    const seq = switchAwaiting(this.tenant)?.seq ?? 0;
    return this.inTenant({ operation: operation.CONFIRM, subject: { seq } });
  }

  /** By whom backups may be opened, as the company says it of everybody. */
  demand(organisationBackup: number): this {
    const document = encodePolicies({ organisationBackup: { value: organisationBackup, locked: false } });
    const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
    this.policies.push({ seq: this.tenant.head.seq + 1, document });
    return this.inTenant({ operation: operation.POLICY, subject } as TenantAct);
  }

  /** Sends it, by default as an administrator in the portal; the states go on where the server took it. */
  async send(how: "PORTAL" | "OWN" = "PORTAL", more: Partial<ChangeRostersInput> = {}) {
    const { links, codes, wraps, epochs, policies } = this;
    const input = {
      clientMutationId: crypto.randomUUID(),
      links: links.map(linkInput),
      codes,
      wraps,
      epochs,
      policies,
    };
    const answer =
      how === "PORTAL"
        ? await administerTenant(this.by.portal(), { ...input, ...more })
        : await changeRosters(this.by.app(), { ...input, ...more });
    if (answer.__typename === "RostersChanged") this.taken();
    return answer;
  }

  /** Of two deeds at once each knows of one roster alone that it went on. */
  private taken(): void {
    const { recovery, group, secret, code, tenant } = this;
    const { company } = recovery;
    if (group.head.seq > recovery.state.head.seq || recovery.state.head === group.head)
      Object.assign(recovery, { state: group, secret, code });
    recovery.states.set(group.head.seq, group);
    if (tenant.head.seq > company.state.head.seq) company.state = tenant;
  }

  /** Sends it. Throws where the server does not take it. */
  async done(how: "PORTAL" | "OWN" = "PORTAL"): Promise<void> {
    const answer = await this.send(how);
    if (answer.__typename !== "RostersChanged") throw new Error(answer.__typename);
  }
}
