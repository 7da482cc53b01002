/** A share that stands in its signed links and manifests alone: no server, no store. */
import type { Chain } from "../../src/client/vault/chain.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import { type ShareBase, shareBase } from "../../src/client/vault/share-chain.ts";
import { emptyStaged, type Staged } from "../../src/client/vault/staged.ts";
import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import type { ChainHead } from "../../src/crypto/chain.ts";
import { entryType, shareAnswer } from "../../src/crypto/client/entry.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeShareEpoch, makeShareGenesis, makeShareLink, type ShareAct } from "../../src/crypto/client/share-link.ts";
import { signManifest } from "../../src/crypto/client/sign.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import type { Id } from "../../src/crypto/keys.ts";
import { shareScope } from "../../src/crypto/link.ts";
import { type Manifest, skipRevision, splitSignedManifest } from "../../src/crypto/manifest.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { anyHash, chainOf, type PaperCompany, type PaperPerson, sequenced } from "./paper-company.ts";

const anyWrap = new Uint8Array(1_225);

/** A manifest of its vault, signed. */
export interface PaperHead {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly hash: VaultHead["hash"];
}

export class PaperShare {
  readonly share: string;
  readonly made: MadeLink[];
  readonly heads: PaperHead[] = [];
  /** Of epoch 1. */
  readonly key = makeVaultKey();

  constructor(
    readonly company: PaperCompany,
    readonly founder: PaperPerson,
    readonly groups: ReadonlyMap<string, readonly MadeLink[]> = new Map(),
    readonly id: Id = makeId(1),
    scope: 2 | 3 = shareScope.BUSINESS,
  ) {
    this.share = formatUuid(id);
    const { signing, xwingKeyHash, user } = founder;
    this.made = [
      makeShareGenesis(company.state, {
        share: this.id,
        scope,
        founder: { user, signing, xwingKeyHash },
        key: this.key,
        wrap: anyWrap,
        name: anyHash(),
        time: 1,
      }),
    ];
  }

  get state(): RosterState {
    return (this.made.at(-1) as MadeLink).state;
  }

  /** What a reader holds of tenant and groups. */
  base(tenant: Chain = this.company.chain()): ShareBase {
    const chains = [...this.groups].map(([group, made]): [string, Chain] => [group, chainOf(made)]);
    return shareBase(tenant, new Map(chains));
  }

  private basis(tenant = this.company.state) {
    return { tenant, groupAt: this.base().groupAt };
  }

  act(by: PaperPerson, act: ShareAct, head: VaultHead | null = null, tenant?: RosterState): MadeLink {
    return this.add(makeShareLink(this.state, this.basis(tenant), { ...by, time: 1 }, act, head));
  }

  renew(by: PaperPerson, via?: ChainHead): MadeLink {
    const wraps = [{ user: by.user, wrap: anyWrap }];
    const seqOf = (group: Uint8Array) => (this.groups.get(formatUuid(group as never))?.length ?? 1) - 1;
    const next = { key: makeVaultKey(), wraps, seqOf };
    return this.add(makeShareEpoch(this.state, this.basis(), { ...by, time: 1, ...(via && { via }) }, next));
  }

  add(link: MadeLink): MadeLink {
    this.made.push(link);
    return link;
  }

  /** The next manifest of the vault, which is empty. */
  commit(by: PaperPerson, more: Partial<Manifest> = {}, via?: ChainHead): VaultHead {
    const before = this.heads.at(-1);
    const revision = (before?.manifest.revision ?? 0) + 1;
    const skip = skipRevision(revision);
    const manifest: Manifest = {
      vault: this.id,
      revision,
      previous: before?.hash ?? null,
      skip: skip === 0 ? null : (this.heads[skip - 1]?.hash ?? null),
      rosterSeq: this.state.head.seq,
      rosterHash: this.state.head.hash,
      epoch: this.state.epoch?.epoch ?? 0,
      root: treeRoot(treeOf([])),
      count: 0,
      tenantHead: this.company.state.head,
      author: { user: by.user, key: by.signing.publicKey, ...(via && { via }) },
      device: makeId(1),
      time: 1,
      ...more,
    };
    const { signed, hash } = signManifest(manifest, by.signing);
    this.heads.push({ manifest, hash, ...splitSignedManifest(signed) });
    return { vault: this.id, revision, hash };
  }

  /** As a server would show it, from its beginning or behind what somebody knows. */
  shown({ links = 0, revision = 0, roster = this.share } = {}): Staged {
    const staged = emptyStaged({ whole: false, fromKnown: true });
    const more = sequenced(this.made).slice(links);
    staged.rosters.set(roster, { roster, kind: "SHARE", seq: this.made.length - 1, links: more });
    const head = this.heads.at(-1);
    if (head === undefined || head.manifest.revision <= revision) return staged;
    const answers = this.heads.map((each) => ({
      revision: each.manifest.revision,
      manifest: each.bytes,
      signature: each.signature,
    }));
    staged.vaults.set(this.share, {
      vault: this.share,
      class: "SHARE",
      restoring: false,
      head: answers.at(-1) ?? null,
      revision: head.manifest.revision,
      path: new Map(answers.map((each) => [each.revision, each])),
      epochKeys: new Map(),
      records: new Map(),
    });
    return staged;
  }

  /** An account vault that says it was accepted. */
  accepted(genesis = this.state.genesis): Pins {
    const entry = { type: entryType.SHARE_ANSWER, share: this.id, genesis, answer: shareAnswer.ACCEPTED };
    const none = {
      ownVaults: new Map(),
      visits: new Map(),
      heads: new Map(),
      former: [],
      formerPasswords: [],
      copies: new Map(),
      agreements: new Map(),
    };
    return { ...none, account: null as never, shares: new Map([[this.share, { entry, record: this.share }]]) };
  }

  /** What somebody holds who knows nothing of it yet. */
  held(): Held {
    return { ...emptyHeld(), tenant: this.company.chain() };
  }
}
