import { randomBytes } from "node:crypto";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../src/crypto/client/group.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import {
  makeOwnKeysInShare,
  makeShareEpoch,
  makeShareGenesis,
  makeShareLink,
  type ShareAct,
} from "../../src/crypto/client/share-link.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import { sealedHash } from "../../src/crypto/hash.ts";
import { asSymmetricKey, type Id, type SymmetricKey } from "../../src/crypto/keys.ts";
import { recordClass } from "../../src/crypto/leaf.ts";
import { operation, type ShareScope, shareScope } from "../../src/crypto/link.ts";
import type { Manifest } from "../../src/crypto/manifest.ts";
import { findMember, type RosterState } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { type GroupRole, groupClass, role, type ShareRole } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId, parseUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { CommitInput } from "../../src/domain/commit/input.ts";
import { answerShare } from "../../src/domain/share/answer.ts";
import { type ChangeShareInput, changeShare } from "../../src/domain/share/change.ts";
import type { ShareWrapInput } from "../../src/domain/share/parse.ts";
import { type BareChange, type BareVault, draft, linkInput, newRecord } from "./bare-client.ts";
import type { BareCompany, BareGroup, BareMember } from "./bare-company.ts";

/** A share over the server's verbs, whose links and manifests are made by hand. */
export class BareShare {
  /** Groups whose rosters its links rest on. */
  readonly groups: BareGroup[] = [];
  /** The recovery group that its key is entrusted to. */
  recovery: Pick<BareGroup, "id" | "state"> | null = null;
  name: Uint8Array = sealedName();

  private constructor(
    readonly company: BareCompany,
    readonly vault: BareVault & { key: SymmetricKey },
    readonly scope: ShareScope,
  ) {}

  /** Founds one, with one item in it. */
  static async found(
    company: BareCompany,
    by: BareMember,
    scope: ShareScope = shareScope.BUSINESS,
  ): Promise<BareShare> {
    const { share, input } = BareShare.founding(company, by, scope);
    const answer = await commit(by.app(), input());
    if (answer.__typename !== "Committed") throw new Error(answer.__typename);
    share.taken();
    return share;
  }

  /** What founds one. */
  static founding(
    company: BareCompany,
    by: BareMember,
    scope: ShareScope = shareScope.BUSINESS,
    id = makeId(Date.now()),
  ) {
    const key = asSymmetricKey(randomBytes(32));
    const { user, signing, xwingKeyHash } = by.account;
    const name = sealedName();
    const wrap = wrapFor(by, id, 1, key);
    const genesis = makeShareGenesis(company.state, {
      share: id,
      scope,
      founder: { user, signing, xwingKeyHash },
      key,
      wrap: wrap.wrap,
      name: sealedHash(name),
      time: Date.now(),
    });
    const share = new BareShare(company, { id, key, roster: genesis.state, ladder: null, leaves: new Map() }, scope);
    share.name = name;
    const first = share.draft(by, [share.item()]);
    share.taken = first.apply;
    const input = (more: Partial<CommitInput["vaults"][0]> = {}): CommitInput => ({
      clientMutationId: crypto.randomUUID(),
      links: [linkInput(genesis.signed)],
      vaults: [{ ...first.input, name, wraps: [wrap], ...more }],
    });
    return { share, genesis, wrap, input };
  }

  /** To be called where the server took what was drafted last. */
  taken: () => void = () => {};

  get id() {
    return formatUuid(this.vault.id) as ReturnType<typeof formatUuid> & string;
  }

  get state(): RosterState {
    return this.vault.roster;
  }

  get head(): VaultHead | null {
    const top = this.vault.ladder?.[0];
    return top ? { vault: this.vault.id, revision: top.revision, hash: top.hash } : null;
  }

  get basis() {
    return { tenant: this.company.state, groupAt: (group: Id, seq: number) => this.groupAt(group, seq) };
  }

  private groupAt(group: Id, seq: number): RosterState | null {
    const its = [...this.groups, ...(this.recovery ? [this.recovery] : [])].find(({ id }) => id === formatUuid(group));
    const state = its?.state.class === groupClass.EVERYONE ? this.company.state : its?.state;
    return state?.head.seq === seq ? state : null;
  }

  /** Where the roster of a group is, as `via` names it. */
  via(group: BareGroup): ChainHead {
    const everyone = group.state.class === groupClass.EVERYONE;
    return { ...(everyone ? this.company.state.head : group.state.head), id: group.state.head.id };
  }

  item(text = "{}"): BareChange {
    return newRecord(this.vault, recordClass.ITEM, new TextEncoder().encode(text));
  }

  draft(
    by: BareMember,
    changes: readonly BareChange[],
    { via, twist = (manifest) => manifest }: { via?: ChainHead; twist?: (manifest: Manifest) => Manifest } = {},
  ) {
    const account = { ...by.account, tenant: this.company.state.head };
    return draft(account, this.vault, changes, (manifest) =>
      twist(via ? { ...manifest, author: { ...manifest.author, via } } : manifest),
    );
  }

  /** Writes an item, with links before it. */
  async write(by: BareMember, { links = [], via, changes, more = {}, twist }: WriteOptions = {}) {
    const drafted = this.draft(by, changes ?? [this.item()], { ...(via && { via }), ...(twist && { twist }) });
    const answer = await commit(by.app(), {
      clientMutationId: crypto.randomUUID(),
      links: links.map(linkInput),
      vaults: [{ ...drafted.input, ...more }],
    });
    if (answer.__typename === "Committed") drafted.apply();
    return answer;
  }

  /** A link on top of what the share has; the state goes on with `follow`. */
  link(
    by: BareMember,
    act: ShareAct,
    { cuts = false, via, asAdministrator = false, time = Date.now() }: LinkOptions = {},
  ) {
    const signer = { ...this.company.signer(by), time, ...(via && { via }), asAdministrator };
    return makeShareLink(this.state, this.basis, signer, act, cuts ? this.head : null);
  }

  follow(state: RosterState): void {
    this.vault.roster = state;
  }

  /** Signs and sends without a manifest; the state goes on where the server took it. */
  async act(
    by: BareMember,
    act: ShareAct,
    {
      more = {},
      portal = false,
      ...options
    }: LinkOptions & { more?: Partial<ChangeShareInput>; portal?: boolean } = {},
  ) {
    const link = this.link(by, act, options);
    const answer = await this.send(by, [link.signed], more, portal);
    if (answer.__typename === "ShareChanged") this.follow(link.state);
    return answer;
  }

  send(by: BareMember, links: readonly Uint8Array[], more: Partial<ChangeShareInput> = {}, portal = false) {
    const request = portal ? by.portal() : by.app();
    return changeShare(request, { clientMutationId: crypto.randomUUID(), links: links.map(linkInput), ...more });
  }

  wrap(member: BareMember, epoch = this.state.epoch?.epoch ?? 0, key: SymmetricKey = this.vault.key): ShareWrapInput {
    return wrapFor(member, this.vault.id, epoch, key);
  }

  wrapGroup(
    group: BareGroup,
    epoch = this.state.epoch?.epoch ?? 0,
    key: SymmetricKey = this.vault.key,
  ): ShareWrapInput {
    const { id } = group.state.head;
    const groupEpoch = group.state.epoch?.epoch ?? 0;
    const publicKey = deriveXWingPublicKey(deriveGroupSeed(group.secret, id, groupEpoch));
    const wrap = wrapKeyFor(publicKey, { roster: this.vault.id, epoch, user: id }, key);
    return { recipient: group.id, epoch, groupEpoch, wrap };
  }

  /** Puts somebody in who is given the key with it. */
  add(by: BareMember, who: BareMember, its: ShareRole = role.EDITOR) {
    return this.act(by, adding(who, its), { more: { wraps: [this.wrap(who)] } });
  }

  addGroup(
    by: BareMember,
    group: BareGroup,
    its: GroupRole = role.EDITOR,
    wraps: ShareWrapInput[] = [this.wrapGroup(group)],
  ) {
    if (!this.groups.includes(group)) this.groups.push(group);
    return this.act(by, this.addingGroup(group, its), { more: { wraps } });
  }

  addingGroup(group: BareGroup, its: GroupRole): ShareAct {
    const { genesis, head } = group.state;
    const subject = { group: head.id, genesis, role: its, groupSeq: this.via(group).seq };
    return { operation: operation.ADD_GROUP, subject };
  }

  /** Accepts it, as a client does that shows it. */
  accept(by: BareMember) {
    return answerShare(by.app(), { share: this.id, answer: "ACCEPTED" });
  }

  /** The next epoch for these members and groups, and what goes with it. `base` is the roster before it. */
  epoch(
    by: BareMember,
    members: readonly BareMember[],
    groups: readonly BareGroup[] = [],
    { base = this.state, via }: { base?: RosterState; via?: ChainHead } = {},
  ) {
    const epoch = (base.epoch?.epoch ?? 0) + 1;
    const key = asSymmetricKey(randomBytes(32));
    const wraps = [
      ...members.map((member) => this.wrap(member, epoch, key)),
      ...groups.map((group) => this.wrapGroup(group, epoch, key)),
    ];
    const set = wraps.map(({ recipient, wrap }) => ({ user: parseUuid(recipient), wrap }));
    const seqOf = (group: Id) => {
      if (this.recovery?.id === formatUuid(group)) return this.recovery.state.head.seq;
      return this.via(this.groups.find(({ id }) => id === formatUuid(group)) as BareGroup).seq;
    };
    const signer = { ...this.company.signer(by), ...(via && { via }) };
    const link = makeShareEpoch(base, this.basis, signer, { key, wraps: set, seqOf });
    const previousKey = sealPreviousKey(key, { vault: this.vault.id, epoch }, this.vault.key);
    return { link, key, more: { wraps, epochKey: { epoch, previousKey } } };
  }

  /** Begins it, in a commit of its own that writes nothing else. */
  async renew(by: BareMember, members: readonly BareMember[], groups: readonly BareGroup[] = []) {
    const before = { roster: this.vault.roster, key: this.vault.key };
    const { link, key, more } = this.epoch(by, members, groups);
    Object.assign(this.vault, { roster: link.state, key });
    const answer = await this.write(by, { links: [link.signed], more });
    if (answer.__typename !== "Committed") Object.assign(this.vault, before);
    return answer;
  }

  /** The link by which somebody's keys follow. */
  ownKeys(by: BareMember, next: BareMember["account"]) {
    const signer = { ...this.company.signer(by), new: next.signing, xwingKeyHash: next.xwingKeyHash };
    return makeOwnKeysInShare(this.state, this.basis, signer, this.head);
  }

  member(who: BareMember) {
    return findMember(this.state, who.account.user);
  }
}

export interface WriteOptions {
  readonly links?: readonly Uint8Array[];
  readonly via?: ChainHead;
  readonly changes?: readonly BareChange[];
  readonly more?: Partial<CommitInput["vaults"][0]>;
  readonly twist?: (manifest: Manifest) => Manifest;
}

export interface LinkOptions {
  /** Whether the link states the vault's head as its cut. */
  readonly cuts?: boolean;
  readonly via?: ChainHead;
  readonly asAdministrator?: boolean;
  readonly time?: number;
}

/** What the server takes for one: nobody opens it here. */
export const sealedName = (): Uint8Array => {
  const name = new Uint8Array(randomBytes(329));
  name[0] = 1;
  return name;
};

export function adding({ account }: BareMember, its: ShareRole): ShareAct {
  const { user, signing, xwingKeyHash } = account;
  return { operation: operation.ADD, subject: { user, role: its, signingKey: signing.publicKey, xwingKeyHash } };
}

export const removing = (recipient: Id): ShareAct => ({ operation: operation.REMOVE, subject: { recipient } });

function wrapFor({ account }: BareMember, share: Id, epoch: number, key: SymmetricKey): ShareWrapInput {
  const { user, xwingSeed } = account;
  const wrap = wrapKeyFor(deriveXWingPublicKey(xwingSeed), { roster: share, epoch, user }, key);
  return { recipient: formatUuid(user), epoch, wrap };
}
