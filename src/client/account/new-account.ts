import { treeOf } from "../../crypto/bucket-tree.ts";
import { type AccountKeys, deriveOwnKeys, makeAccountKeys, type OwnKeys } from "../../crypto/client/account-keys.ts";
import { type Entry, entryType } from "../../crypto/client/entry.ts";
import { makeVaultKey } from "../../crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../crypto/client/genesis.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { makeJoin } from "../../crypto/client/tenant-link.ts";
import { asPersonSalt, type Id, type PersonSalt, type SymmetricKey } from "../../crypto/keys.ts";
import { profileClass } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { VerifiedInvitation } from "../company/invitation.ts";
import type { Change } from "../sync/deed.ts";
import { type SignedLinkWire, writeLink } from "../transport/commit-operations.ts";
import type { OwnClass } from "../transport/page.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import type { HeldVault } from "../vault/held.ts";
import { sealEntry } from "./seal-entry.ts";

/** A person, and where they will be known by it. */
export interface Newcomer {
  readonly user: Id;
  readonly address: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A whole account, made here: keys, geneses, and the first entries of its account vault, sealed. */
export interface NewAccount {
  readonly keys: AccountKeys;
  readonly own: OwnKeys;
  readonly personSalt: PersonSalt;
  readonly accountVault: Id;
  readonly tenant: MadeLink;
  /** The tenant's roster up to that link. */
  readonly tenantChain: Chain;
  readonly vaults: readonly HeldVault[];
  readonly links: readonly SignedLinkWire[];
  readonly entries: readonly Change[];
}

/**
 * Makes an account for somebody new: keys are made here and in a signed rotation, nowhere else (PROTOCOL §3.6). With an
 * invitation it joins that company (§4.9), else it founds a tenant of one.
 */
export function makeNewAccount(
  { user, address, name, now }: Newcomer,
  invitation: VerifiedInvitation | null = null,
): NewAccount {
  const keys = makeAccountKeys();
  const own = deriveOwnKeys(keys);
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const personSalt = invitation?.salt ?? asPersonSalt(randomBytes(32));
  const person = personCommitment(personSalt, address, name);
  const tenant = invitation
    ? makeJoin(newestState(invitation.chain), { ...founder, time: now, invitation: invitation.pair })
    : makeTenantGenesis({ tenant: makeId(now), founder, person, time: now });
  const tenantHead = tenant.state.head;
  const found = (its: OwnClass, vaultKey: SymmetricKey) => {
    const vault = makeId(now);
    const link = makeProfileGenesis({ vault, class: profileClass[its], founder, vaultKey, tenantHead, time: now });
    return { vault, link, key: vaultKey, class: its };
  };
  const account = found("ACCOUNT", keys.vaultKey);
  const profiles = [found("PERSONAL", makeVaultKey()), found("BUSINESS", makeVaultKey())];
  const entries: Entry[] = [
    {
      type: entryType.ACCOUNT,
      wrapGeneration: 1,
      keyGeneration: 1,
      tenant: tenantHead.id,
      tenantGenesis: tenant.state.genesis,
    },
    ...profiles.map((profile) => ({
      type: entryType.OWN_VAULT,
      vault: profile.vault,
      class: profileClass[profile.class],
      genesis: profile.link.state.genesis,
      epoch: 1,
      key: profile.key,
    })),
  ];
  return {
    keys,
    own,
    personSalt,
    accountVault: account.vault,
    tenant,
    tenantChain: {
      links: [...(invitation?.chain.links ?? []), tenant.signed],
      states: [...(invitation?.chain.states ?? []), tenant.state],
    },
    vaults: [account, ...profiles].map(({ vault, link, class: its }) => emptyVault(vault, its, link)),
    links: [tenant, account.link, ...profiles.map(({ link }) => link)].map(({ signed }) => writeLink(signed)),
    entries: entries.map((entry) => newEntry(keys.vaultKey, account.vault, makeId(now), entry)),
  };
}

function newEntry(key: SymmetricKey, vault: Id, recordId: Id, entry: Entry): Change {
  return {
    record: formatUuid(recordId),
    recordId,
    expectedLeaf: null,
    place: { trashedSince: 0, folder: null },
    sealing: sealEntry(key, { vault, record: recordId, version: 1, epoch: 1 }, entry),
  };
}

function emptyVault(id: Id, its: OwnClass, { signed, state }: MadeLink): HeldVault {
  return {
    vault: formatUuid(id),
    id,
    class: its,
    chain: { links: [signed], states: [state] },
    head: null,
    ladder: null,
    tree: treeOf([]),
    records: new Map(),
    epochKeys: new Map(),
  };
}
