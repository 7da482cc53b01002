import type { ChainHead } from "../chain.ts";
import type { Hash, Id, SigningPair, SymmetricKey } from "../keys.ts";
import { type FoundingDesk, operation, type ProfileClass, rosterKind } from "../link.ts";
import { keyCommitment } from "./epoch.ts";
import { type MadeLink, signDraft } from "./link-draft.ts";

/** Who founds a roster: the user, by the keys that it will state. */
export interface Founder {
  readonly user: Id;
  readonly signing: SigningPair;
  readonly xwingKeyHash: Hash;
}

export interface TenantGenesis {
  readonly tenant: Id;
  readonly founder: Founder;
  /** `personCommitment` of the founder's address and name. */
  readonly person: Hash;
  /** By whose desk it is founded; left out by a person who founds a tenant of their own. */
  readonly desk?: FoundingDesk;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * The first link of a tenant: its founder is the first administrator and primary user (PROTOCOL §4.4); or, by a desk, its first
 * keeper, and whoever joins first is that (PROTOCOL §4.15).
 */
export function makeTenantGenesis({ tenant, founder, person, desk, time }: TenantGenesis): MadeLink {
  const subject = { ...stated(founder), person, ...(desk && { desk }) };
  const draft = {
    ...first(founder, tenant, time),
    kind: rosterKind.TENANT,
    operation: operation.GENESIS,
    subject,
    epoch: 0,
    commitment: null,
    tenantHead: null,
  };
  return signDraft(null, draft, [founder.signing]);
}

export interface ProfileGenesis {
  readonly vault: Id;
  readonly class: ProfileClass;
  readonly founder: Founder;
  /** Of epoch 1. */
  readonly vaultKey: SymmetricKey;
  readonly tenantHead: ChainHead;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** The first link of a profile, account vaults included: its founder is its one member (PROTOCOL §4.4). */
export function makeProfileGenesis(genesis: ProfileGenesis): MadeLink {
  const { vault, founder, vaultKey, tenantHead, time } = genesis;
  const draft = {
    ...first(founder, vault, time),
    kind: rosterKind.PROFILE,
    operation: operation.GENESIS,
    subject: { ...stated(founder), class: genesis.class },
    epoch: 1,
    commitment: keyCommitment(vaultKey, vault, 1),
    tenantHead,
  };
  return signDraft(null, draft, [founder.signing]);
}

function stated({ user, signing, xwingKeyHash }: Founder) {
  return { user, signingKey: signing.publicKey, xwingKeyHash };
}

function first({ user, signing }: Founder, roster: Id, time: number) {
  const author = { user, key: signing.publicKey, seq: 0 };
  return { roster, seq: 0, previous: null, wraps: null, cut: null, author, time };
}
