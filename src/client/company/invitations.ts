/** Invitations, on the side of the administrators who make them (PROTOCOL §4.9). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { deriveInvitationPair, encodeInvitation, makeInvitationSecret } from "../../crypto/client/invitation.ts";
import type { TenantAct } from "../../crypto/client/tenant-link.ts";
import { asPersonSalt, type Id, type InvitationSecret, type SigningPublicKey } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { listEntries, type RosterState } from "../../crypto/roster-state.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { parseAddress, parseName } from "../account/begin.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { type InvitationAnswer, listInvitationsOperation, personOperation } from "../transport/company-operations.ts";
import type { UserRole } from "../transport/invitation-operation.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { type Drafting, draftInTenant } from "./drafting.ts";
import { listPeople, opens, roleOf } from "./people.ts";

/** Whom to invite. */
export interface Invite {
  readonly address: string;
  readonly name: string;
  readonly role?: UserRole;
  /** 1 to 30; 7 where nothing is said. */
  readonly days?: number;
}

/** An invitation that was made. The link is for whom it was made, and for nobody else; the server never sees it. */
export interface Invited {
  readonly address: string;
  readonly name: string;
  readonly link: string;
  readonly expiresAt: Date;
}

export interface OpenInvitation {
  /** The invitation's public key, by which it is made void. */
  readonly key: string;
  /** Null where what the server says does not open what was signed. */
  readonly address: string | null;
  readonly name: string | null;
  readonly role: UserRole;
  readonly expiresAt: Date;
  readonly expired: boolean;
}

const dayLength = 86_400_000;
/** Invitations in one deed. */
const portion = 50;

/** An invitation that is to be signed. */
export interface Prepared {
  readonly secret: InvitationSecret;
  readonly address: string;
  readonly name: string;
  readonly expiry: number;
  readonly act: TenantAct;
  readonly text: { readonly address: string; readonly name: string; readonly salt: string };
}

/** As `Company.invite` says. */
export async function invite(
  core: Core,
  people: readonly Invite[],
  onMade: (made: readonly Invited[]) => void = () => {},
): Promise<Invited[]> {
  const prepared = prepareInvitations(core, tenantOf(core).head.id, people);
  await inTurn(core, () => fetchAll(core));
  refuseMembers(await listPeople(core), prepared);
  const all: Invited[] = [];
  for (let at = 0; at < prepared.length; at += portion) {
    const some = prepared.slice(at, at + portion);
    await actInCompany(core, (drafting) => draftInvitations(drafting, some));
    const made = some.map((each) => invited(core, tenantOf(core), each));
    all.push(...made);
    onMade(made);
  }
  return all;
}

/** For a company. Throws INVALID_INPUT, where an address stands there twice as well. */
export function prepareInvitations(core: Core, tenant: Id, people: readonly Invite[]): Prepared[] {
  const prepared = people.map((each) => prepare(core, tenant, each));
  const addresses = new Set(prepared.map(({ address }) => address));
  if (addresses.size !== prepared.length) refuseInput("address");
  return prepared;
}

export function draftInvitations(drafting: Drafting, prepared: readonly Prepared[]): void {
  for (const { act, text } of prepared) draftInTenant(drafting, act, { text });
}

/** Throws ALREADY_MEMBER, with the place in the list, where somebody is in the company by this address: then nobody is invited. */
export function refuseMembers(
  people: readonly { readonly address: string | null }[],
  prepared: readonly Pick<Prepared, "address">[],
): void {
  const here = new Set(people.map(({ address }) => address));
  const at = prepared.findIndex(({ address }) => here.has(address));
  if (at >= 0) throw new SealgraphError("ALREADY_MEMBER", { at });
}

/** As many days as are asked for; of the most that a server takes an hour less, for clocks that differ. */
export const daysGood = (days: number): number => Math.min(days * dayLength, 30 * dayLength - dayLength / 24);

function prepare(
  core: Core,
  tenant: Id,
  { address: text, name: named, role: its = "USER", days = 7 }: Invite,
): Prepared {
  const [address, name] = [parseAddress(text), parseName(named, "name")];
  if (!Number.isInteger(days) || days < 1 || days > 30) refuseInput("days");
  const secret = makeInvitationSecret();
  const pair = deriveInvitationPair(secret, tenant);
  const salt = asPersonSalt(randomBytes(32));
  const expiry = core.around.now() + daysGood(days);
  const subject = { key: pair.publicKey, role: role[its], person: personCommitment(salt, address, name), expiry };
  const wire = { address, name, salt: encodeBase64url(salt) };
  return { secret, address, name, expiry, act: { operation: operation.INVITE, subject }, text: wire };
}

/** The link names the head at which the invitation stands. */
export function invited(core: Core, company: RosterState, { secret, address, name, expiry }: Prepared): Invited {
  const link = `${core.around.origin}/join#${encodeInvitation(secret, company)}`;
  return { address, name, link, expiresAt: new Date(expiry) };
}

/** Those that stand in the roster, in the order in which they were made. */
export async function listInvitations(core: Core): Promise<OpenInvitation[]> {
  return invitationsIn(core, tenantOf(core), await fetchInvitations(core));
}

/** Those of any company's roster, as far as these texts open what was signed. */
export function invitationsIn(
  core: Core,
  company: RosterState,
  texts: ReadonlyMap<string, InvitationAnswer>,
): OpenInvitation[] {
  return listEntries(company, entryType.INVITATION)
    .sort((a, b) => a.seq - b.seq)
    .map((entry) => {
      const key = encodeBase64url(entry.key);
      const text = texts.get(key);
      const known = text && opens(entry.person, text);
      return {
        key,
        address: known ? text.address : null,
        name: known ? text.name : null,
        role: roleOf(entry),
        expiresAt: new Date(entry.expiry),
        expired: entry.expiry <= core.around.now(),
      };
    });
}

/** By key, as the server says it. */
export async function fetchInvitations(core: Core): Promise<ReadonlyMap<string, InvitationAnswer>> {
  const texts = new Map<string, InvitationAnswer>();
  for (let after: string | null = null; ; ) {
    const page: { invitations: readonly InvitationAnswer[]; next: string | null } = await call(
      core,
      listInvitationsOperation,
      { after },
    );
    for (const each of page.invitations) texts.set(encodeBase64url(each.key), each);
    if (page.next === null) return texts;
    after = page.next;
  }
}

/** Throws NOT_FOUND where there is none of these keys. */
export async function voidInvitations(core: Core, keys: readonly string[]): Promise<void> {
  await actInCompany(core, (drafting) => draftVoid(drafting, keys));
}

/** Throws NOT_FOUND where there is none of these keys. */
export function draftVoid(drafting: Drafting, keys: readonly string[]): void {
  const all = listEntries(drafting.tenant, entryType.INVITATION);
  const open = new Map(all.map(({ key }) => [encodeBase64url(key), key]));
  for (const each of keys) {
    const key: SigningPublicKey | undefined = open.get(each);
    if (key === undefined) throw new SealgraphError("NOT_FOUND", { part: "invitation" });
    draftInTenant(drafting, { operation: operation.VOID, subject: { key } });
  }
}

/** Whoever is put out does not come back by an invitation that was open besides. */
export async function voidInvitationsOf(core: Core, drafting: Drafting, user: string): Promise<void> {
  const person = await call(core, personOperation, { user });
  const open = new Set(
    (await listInvitations(core)).flatMap(({ key, address }) => (address === person?.address ? [key] : [])),
  );
  for (const { key } of listEntries(drafting.tenant, entryType.INVITATION)) {
    if (open.has(encodeBase64url(key))) draftInTenant(drafting, { operation: operation.VOID, subject: { key } });
  }
}
