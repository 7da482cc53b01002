import { makeProfileGenesis } from "../../../src/crypto/client/genesis.ts";
import type { SigningPair } from "../../../src/crypto/keys.ts";
import type { Link } from "../../../src/crypto/link.ts";
import { openSignedLink } from "../../../src/crypto/signed-link.ts";
import { beforeKeys, founderOf, profile, tenantKeys } from "./chains.ts";
import { ada, type Cases, fixedHash, ids, mallory, tenant } from "./fixed.ts";
import { badBytes, forged, negatives, rewritten, underAnotherLabel } from "./forging.ts";

const asTenant = (change: Partial<Link>, ...signers: SigningPair[]) => forged(tenant.signed, null, change, ...signers);
const asProfile = (change: Partial<Link>, ...signers: SigningPair[]) =>
  forged(profile.signed, null, change, ...signers);
const tenantLink = openSignedLink(tenant.signed).link;

const tenantGenesisCases: Cases = {
  section: "§4.4",
  golden: [{ name: "a tenant of one", given: { links: [tenant.signed] } }],
  negative: [
    ...negatives([
      ["signed by somebody else", "BAD_SIGNATURE", asTenant({}, mallory.signing)],
      ["signed under the label of a manifest", "BAD_SIGNATURE", underAnotherLabel(tenant.signed)],
      [
        "an author who is not the founder",
        "WRONG_AUTHOR",
        asTenant({ author: { ...tenantLink.author, user: mallory.user } }, ada.signing),
      ],
      [
        "an author by another key",
        "WRONG_AUTHOR",
        asTenant({ author: { ...tenantLink.author, key: mallory.signing.publicKey } }, mallory.signing),
      ],
      ["a right from seq 1", "WRONG_AUTHOR", asTenant({ author: { ...tenantLink.author, seq: 1 } }, ada.signing)],
      ["another state", "WRONG_STATE", asTenant({ state: fixedHash("state") }, ada.signing)],
      ["an epoch", "WRONG_EPOCH", asTenant({ epoch: 1, commitment: fixedHash("c") }, ada.signing)],
      ["an epoch without a commitment", "MALFORMED", asTenant({ epoch: 1 }, ada.signing)],
      ["a cut", "NOT_ALLOWED", asTenant({ cut: fixedHash("cut") }, ada.signing)],
      ["wraps", "NOT_ALLOWED", asTenant({ wraps: { count: 1, root: fixedHash("wraps") } }, ada.signing)],
      [
        "more wraps than there may be",
        "TOO_LARGE",
        asTenant({ wraps: { count: 65_536, root: fixedHash("wraps") } }, ada.signing),
      ],
      ["a tenant head of its own", "MALFORMED", asTenant({ tenantHead: profile.state.head }, ada.signing)],
      ["a link before it", "MALFORMED", asTenant({ previous: fixedHash("previous") }, ada.signing)],
      ["seq 1", "MALFORMED", asTenant({ seq: 1 }, ada.signing)],
      ["a link that is no genesis", "BROKEN_CHAIN", tenantKeys.signed],
    ]),
    ...badBytes(tenant.signed, [], ada.signing),
  ],
};

const profileGenesisCases: Cases = {
  section: "§4.4",
  golden: [
    { name: "a personal profile", given: { links: [profile.signed], tenantLinks: [tenant.signed] } },
    { name: "an account vault", given: { links: [beforeKeys.signed], tenantLinks: [tenant.signed] } },
  ],
  negative: [
    ...negatives([
      ["epoch 0", "WRONG_EPOCH", asProfile({ epoch: 0, commitment: null }, ada.signing)],
      ["epoch 2", "WRONG_EPOCH", asProfile({ epoch: 2 }, ada.signing)],
      ["no commitment", "MALFORMED", asProfile({ commitment: null }, ada.signing)],
      ["no tenant head", "MALFORMED", asProfile({ tenantHead: null }, ada.signing)],
      ["another state", "WRONG_STATE", asProfile({ state: tenantLink.state }, ada.signing)],
      [
        "a class that is not known",
        "UNSUPPORTED",
        rewritten(profile.signed, 6, [ids.user, 4, ada.signing.publicKey, ada.xwingKeyHash], ada.signing),
      ],
      [
        "a tenant's subject",
        "MALFORMED",
        rewritten(profile.signed, 6, [ids.user, ada.signing.publicKey, ada.xwingKeyHash, fixedHash("p")], ada.signing),
      ],
      ["a cut", "NOT_ALLOWED", asProfile({ cut: fixedHash("cut") }, ada.signing)],
    ]),
    {
      name: "a tenant head other than the one held",
      given: { links: [profile.signed], tenantLinks: [tenant.signed, tenantKeys.signed] },
      error: "WRONG_TENANT_HEAD",
    },
    {
      name: "keys other than the tenant's",
      given: {
        links: [
          makeProfileGenesis({
            ...founderOf("vault"),
            vault: ids.vault,
            class: 3,
            founder: { ...mallory, user: ids.user },
          }).signed,
        ],
        tenantLinks: [tenant.signed],
      },
      error: "WRONG_KEYS",
    },
    ...badBytes(profile.signed, [], ada.signing),
  ],
};

export const genesisCases = {
  "link-tenant-genesis": tenantGenesisCases,
  "link-profile-genesis": profileGenesisCases,
};
