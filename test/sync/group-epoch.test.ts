/** PROTOCOL §4.8: whom a new epoch of a group is wrapped for, where the server or a member gives a public key that is none. */
import { describe, expect, it } from "@jest/globals";
import { draftEpoch } from "../../src/client/company/draft-group.ts";
import { newDrafting } from "../../src/client/company/drafting.ts";
import { parseBase64url } from "../../src/crypto/base64url.ts";
import { unwrapKey } from "../../src/crypto/client/key-wrap.ts";
import { asXWingPublicKey, asXWingSeed, type XWingPublicKey } from "../../src/crypto/keys.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { bob, eve, everyoneSteps, four, zoe } from "../vectors/cases/company.ts";
import { ada, fixedBytes, time } from "../vectors/cases/fixed.ts";

const none = asXWingPublicKey(new Uint8Array(1_216).fill(255));
const { state } = everyoneSteps.genesis;
const group = formatUuid(state.head.id);
const userOf = ({ user }: Pick<typeof bob, "user">) => formatUuid(user);

/** An epoch of Everyone by Ada, where the public keys are these. */
function begin(keys: readonly (readonly [Pick<typeof bob, "user">, XWingPublicKey])[]) {
  const drafting = newDrafting({ user: ada.user, signing: ada.signing, time }, four, new Map([[group, state]]));
  const secret = draftEpoch(drafting, group, new Map(keys.map(([who, key]) => [userOf(who), key])), null);
  return { drafting, secret };
}

describe("a new epoch", () => {
  it("is wrapped for everybody but whose public key is none, or is not there: they are pending", () => {
    const { drafting, secret } = begin([
      [ada, ada.xwing],
      [bob, none],
      [eve, eve.xwing],
    ]);
    expect(drafting.wraps.map(({ user }) => user).sort()).toEqual([ada, eve].map(userOf).sort());
    const wrap = drafting.wraps.find(({ user }) => user === userOf(eve))?.wrap ?? "";
    const place = { roster: state.head.id, epoch: 1, user: eve.user };
    expect(unwrapKey(asXWingSeed(fixedBytes("x-wing eve", 32)), place, parseBase64url(wrap))).toEqual(secret);
    expect(drafting.links).toHaveLength(1);
  });

  it("is not begun where it cannot be wrapped for whoever begins it", () => {
    for (const own of [[[ada, none] as const], []]) {
      expect(() => begin([...own, [bob, bob.xwing], [eve, eve.xwing], [zoe, zoe.xwing]])).toThrow(
        expect.objectContaining({ code: "NOT_FOUND", details: { part: "public key" } }),
      );
    }
  });
});
