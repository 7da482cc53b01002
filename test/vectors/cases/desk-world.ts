/** Companies with desks, as chains that can be gone on from: what vectors of desks and of break-glass are made of. */
import { breakGlassReasonHash } from "../../../src/crypto/break-glass.ts";
import { acceptDeskOffer } from "../../../src/crypto/client/desk-offer.ts";
import { makeTenantGenesis } from "../../../src/crypto/client/genesis.ts";
import { deriveInvitationPair } from "../../../src/crypto/client/invitation.ts";
import { makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import { makeJoin, makeTenantLink, type TenantAct } from "../../../src/crypto/client/tenant-link.ts";
import { deskRole } from "../../../src/crypto/desk-entries.ts";
import { deskRight } from "../../../src/crypto/desk-terms.ts";
import { asInvitationSecret, type Hash, type Id } from "../../../src/crypto/keys.ts";
import { operation } from "../../../src/crypto/link.ts";
import { policyScope, role } from "../../../src/crypto/state-entries.ts";
import { ada, fixedBytes, fixedHash, fixedId, fixedOwnKeys, ids, time } from "./fixed.ts";
import { type Followed, last, longer, type Person } from "./share-world.ts";

export const person = (name: string): Person => ({ user: fixedId(name), ...fixedOwnKeys(name) });
export const [bob, eve, zoe] = ["bob", "eve", "zoe"].map(person) as [Person, Person, Person];
/** Kim keeps the desk of a partner, Leo is at it; Nina keeps another partner's. */
export const [kim, leo, nina] = ["kim", "leo", "nina"].map(person) as [Person, Person, Person];
export const later = (who: Person, name: string): Person => ({ user: who.user, ...fixedOwnKeys(`${name}, later`) });

export const desk = fixedId("partner");
export const otherDesk = fixedId("another partner");
export const partnerGenesis = fixedHash("partner's genesis");
export const allRights = deskRight.INVITE + deskRight.POLICY + deskRight.BREAK_GLASS;
export const hour = 3_600_000;

export const personOf = (name: string): Hash => fixedHash(`person ${name}`);
/** Whoever it is. */
export const staffPerson = personOf("staff");
export const invitationOf = (name: string, tenant: Id = ids.tenant) =>
  deriveInvitationPair(asInvitationSecret(fixedBytes(`invitation ${name}`, 16)), tenant);

/** Milliseconds since 1970 of a link that goes on from here, unless it says another. */
const timeOf = ({ links }: Followed): number => time + links.length;

export const begun = (tenant: Id = ids.tenant): Followed =>
  longer({ links: [], states: [] }, makeTenantGenesis({ tenant, founder: ada, person: personOf("ada"), time }));

/** Founded by a desk: Kim is its keeper, and nobody a member. */
export const foundedBy = (rights: number = allRights, hours = 24): Followed =>
  longer(
    { links: [], states: [] },
    makeTenantGenesis({
      tenant: ids.tenant,
      founder: kim,
      person: staffPerson,
      desk: { desk, genesis: partnerGenesis, rights, hours },
      time,
    }),
  );

/** What somebody does in the company. */
export const done = (company: Followed, who: Person, act: TenantAct, at = timeOf(company)): Followed =>
  longer(company, makeTenantLink(last(company), { user: who.user, signing: who.signing, time: at }, act));

export function joined(company: Followed, who: Person, name: string, at = timeOf(company)): Followed {
  const invitation = invitationOf(name, last(company).head.id);
  return longer(company, makeJoin(last(company), { ...who, time: at, invitation }));
}

export function rekeyed(company: Followed, who: Person, next: Person, at = timeOf(company)): Followed {
  const keys = { old: who.signing, new: next.signing, xwingKeyHash: next.xwingKeyHash };
  const link = makeOwnKeys(last(company), { user: who.user, ...keys, tenantHead: null, vaultHead: null, time: at });
  return longer(company, link);
}

export const inviting = (name: string, its: 2 | 3 = role.USER, tenant: Id = ids.tenant) =>
  ({
    operation: operation.INVITE,
    subject: {
      key: invitationOf(name, tenant).publicKey,
      role: its,
      person: personOf(name),
      expiry: time + 604_800_000,
    },
  }) as const;
export const voiding = (name: string) =>
  ({ operation: operation.VOID, subject: { key: invitationOf(name).publicKey } }) as const;
export const about = ({ user }: Pick<Person, "user">) => ({ user });
export const suspending = (who: Person) => ({ operation: operation.SUSPEND, subject: about(who) }) as const;
export const resuming = (who: Person) => ({ operation: operation.RESUME, subject: about(who) }) as const;
export const giving = (who: Person, its: 2 | 3) =>
  ({ operation: operation.ROLE, subject: { user: who.user, role: its } }) as const;
export const naming = (name: string) => ({ operation: operation.NAME, subject: { name } }) as const;

/** What a desk says of policies; null takes it back. */
export const saying = (document: string | null, its: Id = desk) =>
  ({
    operation: operation.POLICY,
    subject: { scope: policyScope.PARTNER, id: its, hash: document === null ? null : fixedHash(document) },
  }) as const;

/** An offer of a desk, accepted. */
export const accepting = (keeper: Person, rights: number = allRights, hours = 24, its: Id = desk): TenantAct =>
  acceptDeskOffer({
    desk: its,
    genesis: partnerGenesis,
    rights,
    hours,
    ...keysOf(keeper),
    person: staffPerson,
  });
/** Other terms of a desk that stands. */
export const setting = (rights: number, hours: number, its: Id = desk) =>
  ({ operation: operation.DESK, subject: { desk: its, setting: { rights, hours, founding: null } } }) as const;
export const dismissing = (its: Id = desk) =>
  ({ operation: operation.DESK, subject: { desk: its, setting: null } }) as const;

export const keysOf = ({ user, signing, xwingKeyHash }: Person) => ({
  user,
  signingKey: signing.publicKey,
  xwingKeyHash,
});
/** Takes somebody in at a desk, or gives them another role or keys. */
export function staffing(who: Person, its: 2 | 3 = deskRole.STAFF, at: Id = desk) {
  const { user, ...keys } = keysOf(who);
  const setting = { role: its, ...keys, person: staffPerson };
  return { operation: operation.STAFF, subject: { desk: at, user, setting } } as const;
}
export const takingOff = ({ user }: Pick<Person, "user">, at: Id = desk) =>
  ({ operation: operation.STAFF, subject: { desk: at, user, setting: null } }) as const;

export const reason = "Every administrator is ill, and the payroll is due.";
/** Rights beyond its own, asked for by a desk at a moment. */
export const breaking = (from: number, until: number, its: Id = desk) =>
  ({
    operation: operation.BREAK_GLASS,
    subject: { desk: its, asked: { reason: breakGlassReasonHash(reason), from, until } },
  }) as const;
export const ending = (its: Id = desk) =>
  ({ operation: operation.BREAK_GLASS, subject: { desk: its, asked: null } }) as const;

/** Ada, who founded it and is primary, and Eve administrate it, Bob is a user. */
export const grown: Followed = [
  (its: Followed) => done(its, ada, inviting("eve", role.ADMINISTRATOR)),
  (its: Followed) => joined(its, eve, "eve"),
  (its: Followed) => done(its, eve, inviting("bob")),
  (its: Followed) => joined(its, bob, "bob"),
].reduce((its, next) => next(its), begun());

/** The same, with a desk that has every right, of Kim and Leo. */
export const looked: Followed = done(done(grown, eve, accepting(kim)), kim, staffing(leo));
