/** What the user is called, and signs in by: changed by a link that the roster holds (PROTOCOL §4.4), and followed by every device. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { asPersonSalt } from "../../crypto/keys.ts";
import { operation } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { parseAddress } from "../account/begin.ts";
import { call } from "../account/session.ts";
import { type Core, changeDevice, isFormer, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { personIn } from "../sync/person-moved.ts";
import {
  type NewAddressWire,
  personOperation,
  requestAddressChangeOperation,
} from "../transport/company-operations.ts";
import { actInCompany, tenantOf } from "./act.ts";
import { draftInTenant } from "./drafting.ts";
import { opens } from "./people.ts";

/** Takes up what the user is called now, where that opens what the roster states. What cannot be done now is trouble and no failure. */
export async function followPerson(core: Core): Promise<void> {
  const { open } = core;
  if (open === null || !open.personMoved || core.device.session === null || isFormer(open)) return;
  try {
    const text = await call(core, personOperation, { user: formatUuid(open.user) });
    open.personMoved = false;
    if (!text || !opens(personIn(open.held.tenant, open), text)) return;
    await changeDevice(core, { address: text.address, name: text.name });
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
    core.events.emit("trouble", error);
  }
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
  { address = core.device.address, name }: { readonly address?: string; readonly name?: string },
  newAddress: NewAddressWire | null = null,
): Promise<void> {
  const { user } = opened(core);
  const called = name ?? (await ownName(core));
  const salt = asPersonSalt(randomBytes(32));
  const subject = { user, person: personCommitment(salt, address, called) };
  const text = { address, name: called, salt: encodeBase64url(salt) };
  const act = { operation: operation.PERSON, subject };
  await actInCompany(
    core,
    (drafting) => {
      draftInTenant(drafting, act, { text });
      drafting.newAddress = newAddress;
    },
    "MEMBER",
  );
  const open = opened(core);
  open.personMoved = true;
  await followPerson(core);
}

/** What opens the roster's word, and nothing else: it is signed again with another address. */
async function ownName(core: Core): Promise<string> {
  const { user } = opened(core);
  const text = await call(core, personOperation, { user: formatUuid(user) });
  const person = findMember(tenantOf(core), user)?.person ?? null;
  if (!text || !opens(person, text)) throw new ServerCaught("MISMATCH", null);
  return text.name;
}
