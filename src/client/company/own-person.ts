/** What the user is called, and signs in by: changed by a link that the roster holds (PROTOCOL §4.4), and followed by every device. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { asPersonSalt, type Hash } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { findMember, listEntries } from "../../crypto/roster-state.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { parseAddress } from "../account/begin.ts";
import { call } from "../account/session.ts";
import { type Core, changeDevice, isFormer, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import {
  type NewAddressWire,
  personOperation,
  requestAddressChangeOperation,
} from "../transport/company-operations.ts";
import { newestState } from "../vault/chain.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftInTenant } from "./drafting.ts";
import { opens } from "./people.ts";

/** What the roster says of the user's person; null where it says nothing. */
const personIn = ({ held: { tenant }, user }: Open): Hash | null =>
  (tenant && findMember(newestState(tenant), user)?.person) ?? null;

/**
 * Takes up what the user is called now, and signs in by, where the roster says something else than when that was done last. What
 * cannot be done now is trouble and no failure: the next sync does it.
 */
export async function followPerson(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || core.device.session === null || isFormer(open)) return;
  const stated = personIn(open);
  const noted = stated && encodeBase64url(stated);
  if (noted === null || noted === core.device.person) return;
  try {
    const text = await call(core, personOperation, { user: formatUuid(open.user) });
    if (!text || !opens(stated, text)) return;
    await changeDevice(core, { address: text.address, name: text.name, person: noted });
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
}

/** A device that begins has signed in by the address that is good now: what the roster says then is what it goes by. */
export async function notePerson(core: Core): Promise<void> {
  const { open } = core;
  const stated = open && personIn(open);
  if (stated && core.device.person == null) await changeDevice(core, { person: encodeBase64url(stated) });
}

/** Has a code mailed to an address that the user wants to have. */
export async function requestAddressChange(
  core: Core,
  text: string,
): Promise<{ readonly request: string; readonly expiresAt: Date }> {
  const asked = await call(core, requestAddressChangeOperation, { input: { address: parseAddress(text) } });
  return { request: asked.request, expiresAt: new Date(asked.expiresAt) };
}

/** Signs what the user is to be called, or to sign in by: in force at once, or when an administrator confirms it. */
export async function changePerson(
  core: Core,
  { address, name }: { readonly address?: string; readonly name?: string },
  newAddress: NewAddressWire | null = null,
): Promise<void> {
  const { user } = opened(core);
  await actInCompany(
    core,
    async (drafting) => {
      // What was confirmed since the last sync is the ground of this.
      await followPerson(core);
      const waits = await ownAwaiting(core);
      // An address is taken once by a code: it cannot be signed again with another name.
      if (waits && address === undefined && waits.address !== core.device.address) {
        throw new SealgraphError("CONFIRMATION_WAITS");
      }
      const called = name ?? waits?.name ?? (await ownName(core));
      const reached = address ?? core.device.address;
      const salt = asPersonSalt(randomBytes(32));
      const subject = { user, person: personCommitment(salt, reached, called) };
      const text = { address: reached, name: called, salt: encodeBase64url(salt) };
      draftInTenant(drafting, { operation: operation.PERSON, subject }, { text });
      drafting.newAddress = newAddress;
    },
    "MEMBER",
  );
  await followPerson(core);
}

/** What the user signed and no administrator has confirmed yet: what is signed next takes its place. Null where there is nothing. */
async function ownAwaiting(core: Core): Promise<{ readonly address: string; readonly name: string } | null> {
  const { user } = opened(core);
  const waits = listEntries(tenantOf(core), entryType.AWAITING).find(
    (each) => each.operation === operation.PERSON && equalBytes(each.user, user),
  );
  if (waits === undefined) return null;
  const text = (await call(core, personOperation, { user: formatUuid(user) }))?.awaiting;
  if (!text || !opens(waits.person, text)) throw new ServerCaught("MISMATCH", null);
  return text;
}

/** What opens the roster's word, and nothing else: it is signed again with another address. */
async function ownName(core: Core): Promise<string> {
  const { user } = opened(core);
  const text = await call(core, personOperation, { user: formatUuid(user) });
  const person = findMember(tenantOf(core), user)?.person ?? null;
  if (!text || !opens(person, text)) throw new ServerCaught("MISMATCH", null);
  return text.name;
}
