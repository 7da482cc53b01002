/** A company that stands in its signed links alone: no server, no store. */
import type { Chain, SequencedLink } from "../../src/client/vault/chain.ts";
import { deriveOwnKeys, makeAccountKeys } from "../../src/crypto/client/account-keys.ts";
import { makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { makeGroupGenesis, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import { deriveInvitationPair, makeInvitationSecret } from "../../src/crypto/client/invitation.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeJoin, makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import { asHash, type Id, type SigningPair } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { type GroupClass, groupClass, role } from "../../src/crypto/state-entries.ts";
import { makeId, makeUserId } from "../../src/crypto/uuid.ts";

export const anyHash = () => asHash(randomBytes(32));

/** Somebody with keys of their own. */
export function paperPerson() {
  const { signing, xwingKeyHash } = deriveOwnKeys(makeAccountKeys());
  return { user: makeUserId(), signing, xwingKeyHash, time: 1 };
}
export type PaperPerson = ReturnType<typeof paperPerson>;

export const statedKeys = ({ user, signing, xwingKeyHash }: PaperPerson) => ({
  user,
  signingKey: signing.publicKey,
  xwingKeyHash,
});

export class PaperCompany {
  readonly ada = paperPerson();
  readonly made: MadeLink[];

  constructor(tenant: Id = makeId(1), genesis?: MadeLink) {
    this.made = [genesis ?? makeTenantGenesis({ tenant, founder: this.ada, person: anyHash(), time: 1 })];
  }

  get state(): RosterState {
    return (this.made.at(-1) as MadeLink).state;
  }

  /** As it stood after so many links, or stands now. */
  chain(length = this.made.length): Chain {
    const made = this.made.slice(0, length);
    return { links: made.map(({ signed }) => signed), states: made.map(({ state }) => state) };
  }

  act(by: PaperPerson, act: TenantAct): MadeLink {
    return this.add(makeTenantLink(this.state, by, act));
  }

  add(link: MadeLink): MadeLink {
    this.made.push(link);
    return link;
  }

  /** The pair by which whoever is invited joins. */
  invite(by: PaperPerson, its: 2 | 3 = role.USER): SigningPair {
    const invitation = deriveInvitationPair(makeInvitationSecret(), this.state.head.id);
    const subject = { key: invitation.publicKey, role: its, person: anyHash(), expiry: 9 };
    this.act(by, { operation: operation.INVITE, subject });
    return invitation;
  }

  joinBy(invitation: SigningPair, person: PaperPerson): PaperPerson {
    this.add(makeJoin(this.state, { ...person, invitation }));
    return person;
  }

  join(person: PaperPerson, its: 2 | 3 = role.USER): PaperPerson {
    return this.joinBy(this.invite(this.ada, its), person);
  }

  /** A group that the company names as one of this class, its genesis saying what it says. */
  group(
    named: GroupClass = groupClass.NAMED,
    genesisClass: GroupClass = named,
    by: PaperPerson = this.ada,
    group: Id = makeId(1),
  ): MadeLink[] {
    const name = genesisClass === groupClass.NAMED ? anyHash() : null;
    const genesis = makeGroupGenesis(this.state, by, { group, class: genesisClass, name });
    this.act(by, { operation: operation.NEW_GROUP, subject: { group, class: named, genesis: genesis.hash } });
    return [genesis];
  }

  adding(group: readonly MadeLink[], by: PaperPerson, who: PaperPerson, tenant = this.state): MadeLink {
    const { state } = group.at(-1) as MadeLink;
    return makeGroupLink(state, tenant, by, { operation: operation.ADD, subject: statedKeys(who) });
  }

  /** An administrator states where these groups are. */
  checkpoint(by: PaperPerson, ...groups: (readonly MadeLink[])[]): MadeLink {
    const heads = groups.map((links) => (links.at(-1) as MadeLink).state.head);
    const sorted = heads.sort((a, b) => Buffer.compare(a.id, b.id));
    return this.act(by, {
      operation: operation.CHECKPOINT,
      subject: { heads: sorted.map(({ id, seq, hash }) => [id, seq, hash] as const) },
    });
  }
}

/** As somebody holds it who has verified it. */
export const chainOf = (made: readonly MadeLink[]): Chain => ({
  links: made.map(({ signed }) => signed),
  states: made.map(({ state }) => state),
});

export const sequenced = (made: readonly MadeLink[]): SequencedLink[] =>
  made.map(({ state, signed }) => ({ seq: state.head.seq, signed }));
