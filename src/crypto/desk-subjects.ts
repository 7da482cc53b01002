/** What links say of desks, read and written (PROTOCOL §4.15, §4.16). */
import type { CborValue } from "./cbor.ts";
import type { AskedBreakGlass, DeskFounding, DeskSetting, FoundingDesk, StaffSetting } from "./deeds.ts";
import { deskRole } from "./desk-entries.ts";
import { readDeskTerms } from "./desk-terms.ts";
import { readArray, readBytes, readNullable, readOneOf, readTime } from "./fields.ts";
import { asHash, asId, asSigningPublicKey } from "./keys.ts";

type Value = CborValue | undefined;

/** `[desk, hash of the partner's genesis, rights, hours]`; throws MALFORMED, UNSUPPORTED. */
export function readFoundingDesk(value: Value): FoundingDesk {
  const [desk, genesis, rights, hours] = readArray(value, 4, "founding desk");
  return { desk: readBytes(desk, asId), genesis: readBytes(genesis, asHash), ...readDeskTerms(rights, hours) };
}

export const foundingDeskFields = ({ desk, genesis, rights, hours }: FoundingDesk): CborValue[] => [
  desk,
  genesis,
  rights,
  hours,
];

/** `[rights, hours, founding | null]`; throws MALFORMED, UNSUPPORTED. */
export function readDeskSetting(value: Value): DeskSetting {
  const [rights, hours, founding] = readArray(value, 3, "setting of a desk");
  return { ...readDeskTerms(rights, hours), founding: readNullable(founding, readFounding) };
}

export const deskSettingFields = ({ rights, hours, founding }: DeskSetting): CborValue[] => [
  rights,
  hours,
  founding && [founding.genesis, founding.user, founding.signingKey, founding.xwingKeyHash, founding.person],
];

function readFounding(value: Value): DeskFounding {
  const [genesis, user, signingKey, xwingKeyHash, person] = readArray(value, 5, "founding of a desk");
  return {
    genesis: readBytes(genesis, asHash),
    user: readBytes(user, asId),
    signingKey: readBytes(signingKey, asSigningPublicKey),
    xwingKeyHash: readBytes(xwingKeyHash, asHash),
    person: readBytes(person, asHash),
  };
}

/** `[role, signing public key, hash of X-Wing public key, person commitment]`; throws MALFORMED, UNSUPPORTED. */
export function readStaffSetting(value: Value): StaffSetting {
  const [role, signingKey, xwingKeyHash, person] = readArray(value, 4, "setting of staff");
  return {
    role: readOneOf(role, Object.values(deskRole), "role"),
    signingKey: readBytes(signingKey, asSigningPublicKey),
    xwingKeyHash: readBytes(xwingKeyHash, asHash),
    person: readBytes(person, asHash),
  };
}

export const staffSettingFields = ({ role, signingKey, xwingKeyHash, person }: StaffSetting): CborValue[] => [
  role,
  signingKey,
  xwingKeyHash,
  person,
];

/** `[hash of the reason, from, until]`; throws MALFORMED. */
export function readAsked(value: Value): AskedBreakGlass {
  const [reason, from, until] = readArray(value, 3, "break-glass");
  return { reason: readBytes(reason, asHash), from: readTime(from, "from"), until: readTime(until, "until") };
}

export const askedFields = ({ reason, from, until }: AskedBreakGlass): CborValue[] => [reason, from, until];
