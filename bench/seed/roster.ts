import { deriveOwnKeys, makeAccountKeys } from "../../src/crypto/client/account-keys.ts";
import { makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { deriveInvitationPair, makeInvitationSecret } from "../../src/crypto/client/invitation.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeJoin, makeTenantLink } from "../../src/crypto/client/tenant-link.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { makeId, makeUserId } from "../../src/crypto/uuid.ts";

const time = Date.now();
const anyHash = () => asHash(randomBytes(32));

/** The signed links of a company that grew one person at a time, each invited and joined: as many as asked for. */
export function makeRoster(count: number): Uint8Array[] {
  const founder = makePerson();
  const made: MadeLink[] = [makeTenantGenesis({ tenant: makeId(time), founder, person: anyHash(), time })];
  const newest = () => (made.at(-1) as MadeLink).state;
  while (made.length < count) {
    const invitation = deriveInvitationPair(makeInvitationSecret(), newest().head.id);
    const subject = { key: invitation.publicKey, role: role.USER, person: anyHash(), expiry: time };
    made.push(makeTenantLink(newest(), { ...founder, time }, { operation: operation.INVITE, subject }));
    made.push(makeJoin(newest(), { ...makePerson(), time, invitation }));
  }
  return made.slice(0, count).map(({ signed }) => signed);
}

function makePerson() {
  const { signing, xwingKeyHash } = deriveOwnKeys(makeAccountKeys());
  return { user: makeUserId(), signing, xwingKeyHash };
}
