import { encodeBase64url } from "../../crypto/base64url.ts";
import { entryType } from "../../crypto/client/entry.ts";
import { makeVaultKey } from "../../crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../crypto/client/genesis.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { makeJoin, makeMove, makeTenantLink, type Signer } from "../../crypto/client/tenant-link.ts";
import { asPersonSalt, type PersonSalt } from "../../crypto/keys.ts";
import { operation, profileClass } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { membersOf } from "../../crypto/roster-state.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import type { VerifiedInvitation } from "../company/invitation.ts";
import { type Core, isFormer, type Open, vaultOf } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { Change, VaultDeed } from "../sync/deed.ts";
import { type SignedDeed, signDeed } from "../sync/sign.ts";
import { writeLink } from "../transport/commit-operations.ts";
import type { MoveAccountWire } from "../transport/moving-operation.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { writeEntry } from "./seal-entry.ts";

/** A move, signed on what is held: what to send, and what has to be said of it. */
export interface MovedAccount {
  readonly tenant: string;
  readonly wire: MoveAccountWire;
  readonly deed: SignedDeed;
}

/**
 * Signs all of it (PROTOCOL §3.11): the way out of a company of others, the way in, a move of each vault that goes along
 * with a manifest that rests on it, the account vault's word of where the account is, and the genesis of a business
 * profile where the old one stays.
 *
 * @param invitation to the company to join; null founds a tenant of one.
 */
export function makeMovedAccount(core: Core, open: Open, invitation: VerifiedInvitation | null): MovedAccount {
  const { tenant: former } = open.held;
  if (former === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  const by: Signer = { user: open.user, signing: open.own.signing, time: core.around.now() };
  const wasRemoved = isFormer(open);
  const staysBehind = wasRemoved || membersOf(newestState(former)).length > 1;
  const personSalt = invitation?.salt ?? asPersonSalt(randomBytes(32));
  const name = invitation?.name ?? core.device.name ?? core.device.address;
  const { link: arrival, chain } = arrive(open, by, invitation, { address: core.device.address, name, personSalt });
  const there: Open = { ...open, held: { ...open.held, tenant: chain } };
  const business = staysBehind ? beginBusiness(open, by, arrival) : null;
  const account = vaultOf(open, "ACCOUNT");
  const going = [account, vaultOf(open, "PERSONAL"), ...(staysBehind ? [] : [vaultOf(open, "BUSINESS")])];
  const changes = [noteTenant(there, arrival), ...(business ? exchangeBusiness(there, business, by.time) : [])];
  const vaults: VaultDeed[] = going.map((vault) => ({
    vault: vault.vault,
    changes: vault === account ? changes : [],
    epochStart: null,
    move: makeMove(newestState(vault.chain), by, arrival.state.head).signed,
  }));
  const deed = signDeed(there, { mutationId: formatUuid(makeId(by.time)), vaults }, by.time);
  return {
    tenant: formatUuid(arrival.state.head.id),
    deed,
    wire: {
      departure: staysBehind && !wasRemoved ? writeLink(depart(open, by, former).signed) : null,
      arrival: writeLink(arrival.signed),
      name,
      personSalt: encodeBase64url(personSalt),
      business: business && writeLink(business.link.signed),
      commit: deed.wire,
    },
  };
}

/** The business profile's head is the cut: what it holds then is the company's to keep. */
function depart(open: Open, by: Signer, tenant: Chain): MadeLink {
  const { held, user } = open;
  // What is held of one that is frozen is not what the server has: nobody can name its head.
  if (held.frozen.has(vaultOf(open, "BUSINESS").vault)) throw new SealgraphError("VAULT_FROZEN", { class: "BUSINESS" });
  const heads = [...held.vaults.values()].flatMap(({ id, class: its, head }) =>
    its === "BUSINESS" && head ? [{ vault: id, revision: head.manifest.revision, hash: head.hash }] : [],
  );
  return makeTenantLink(newestState(tenant), by, { operation: operation.LEAVE, subject: { user } }, heads);
}

function arrive(
  { own }: Open,
  by: Signer,
  invitation: VerifiedInvitation | null,
  person: { readonly address: string; readonly name: string; readonly personSalt: PersonSalt },
): { readonly link: MadeLink; readonly chain: Chain } {
  const { xwingKeyHash } = own;
  if (invitation) {
    const { chain, pair } = invitation;
    const link = makeJoin(newestState(chain), { ...by, invitation: pair, xwingKeyHash });
    return { link, chain: { links: [...chain.links, link.signed], states: [...chain.states, link.state] } };
  }
  const { user, signing, time } = by;
  const commitment = personCommitment(person.personSalt, person.address, person.name);
  const founder = { user, signing, xwingKeyHash };
  const link = makeTenantGenesis({ tenant: makeId(time), founder, person: commitment, time });
  return { link, chain: { links: [link.signed], states: [link.state] } };
}

/** The account entry, naming where the account is from now on. */
function noteTenant(open: Open, { state }: MadeLink): Change {
  const pin = open.held.pins?.account;
  if (pin === undefined) throw new SealgraphError("NOT_FOUND", { part: "account entry" });
  const entry = { ...pin.entry, tenant: state.head.id, tenantGenesis: state.genesis };
  return writeEntry(open, vaultOf(open, "ACCOUNT"), parseUuid(pin.record), entry);
}

function beginBusiness({ user, own }: Open, { time }: Signer, { state }: MadeLink) {
  const [vault, vaultKey] = [makeId(time), makeVaultKey()];
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const its = { vault, class: profileClass.BUSINESS, founder, vaultKey, tenantHead: state.head, time };
  return { vault, vaultKey, link: makeProfileGenesis(its) };
}

/** The entry of the profile that stays goes, with its key; that of the new one comes. */
function exchangeBusiness(
  open: Open,
  { vault, vaultKey, link }: ReturnType<typeof beginBusiness>,
  now: number,
): Change[] {
  const account = vaultOf(open, "ACCOUNT");
  // It is noted, whether or not the company still has it.
  const noted = [...(open.held.pins?.ownVaults.values() ?? [])];
  const former = noted.find(({ entry }) => entry.class === profileClass.BUSINESS);
  const held = former && account.records.get(former.record);
  if (!former || !held) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  const dropped: Change = {
    record: former.record,
    recordId: held.recordId,
    expectedLeaf: held.leaf,
    place: null,
    sealing: null,
  };
  const { genesis } = link.state;
  const entry = { type: entryType.OWN_VAULT, vault, class: profileClass.BUSINESS, genesis, epoch: 1, key: vaultKey };
  return [dropped, writeEntry(open, account, makeId(now), entry)];
}
