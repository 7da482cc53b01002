/** How staff are named in companies: as the partner's own roster states them, with the text that opens it. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import type { Hash, SigningPublicKey, XWingPublicKey } from "../../crypto/keys.ts";
import { isActive, membersOf } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { tenantOf } from "../company/act.ts";
import { publicKeysOf } from "../company/group-keys.ts";
import { fetchTexts, opens } from "../company/people.ts";
import { type Core, opened } from "../core.ts";
import { ServerCaught } from "../errors.ts";
import type { PersonTextWire } from "../transport/company-operations.ts";

/** Somebody of the partner's, as a company's roster is to name them. */
export interface NamedStaff {
  readonly signingKey: SigningPublicKey;
  readonly xwingKeyHash: Hash;
  readonly publicKey: XWingPublicKey;
  readonly person: Hash;
  readonly text: Omit<PersonTextWire, "seq">;
}

/**
 * Members of the partner's tenant, by id, with their keys and persons as its verified roster states them. Whoever is no active
 * member, or whose text or key the server does not show, is left out.
 */
export async function namedStaff(core: Core, users: readonly string[]): Promise<ReadonlyMap<string, NamedStaff>> {
  const wanted = new Set(users);
  const texts = await fetchTexts(core);
  const members = membersOf(tenantOf(core)).filter((each) => isActive(each) && wanted.has(formatUuid(each.user)));
  const keys = await publicKeysOf(core, members);
  const named = new Map<string, NamedStaff>();
  for (const { user: id, signingKey, xwingKeyHash, person } of members) {
    const user = formatUuid(id);
    const [text, publicKey] = [texts.get(user), keys.get(user)];
    if (!text || !publicKey || person === null || !opens(person, text)) continue;
    const { address, name, salt } = text;
    const its = { address, name, salt: encodeBase64url(salt) };
    named.set(user, { signingKey, xwingKeyHash, publicKey, person, text: its });
  }
  return named;
}

/** The account's own user. Throws SERVER_CAUGHT where the server does not show what the partner's roster states. */
export async function namedSelf(core: Core): Promise<NamedStaff> {
  const user = formatUuid(opened(core).user);
  const own = (await namedStaff(core, [user])).get(user);
  if (own === undefined) throw new ServerCaught("MISMATCH", null);
  return own;
}
