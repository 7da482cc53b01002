/** Structures that only somebody with keys, or a mistake of our own, could make: refused like those that anybody can make. */

import { describe, expect, it } from "@jest/globals";
import { bounds } from "../../src/crypto/bounds.ts";
import { encodeCbor } from "../../src/crypto/cbor-encode.ts";
import { deriveApprovalWords } from "../../src/crypto/client/approval-words.ts";
import { openDeviceRequest, sealDeviceRequest } from "../../src/crypto/client/device-request.ts";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeNewEpoch } from "../../src/crypto/client/next-link.ts";
import { open, seal } from "../../src/crypto/client/seal.ts";
import { signLink } from "../../src/crypto/client/sign.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import { asSalt, asSymmetricKey, asXWingSeed } from "../../src/crypto/keys.ts";
import { type Link, parseLink, rosterKind } from "../../src/crypto/link.ts";
import { parseManifest, splitSignedManifest } from "../../src/crypto/manifest.ts";
import { sealInMemory } from "../../src/crypto/memory.ts";
import { applyLink } from "../../src/crypto/roster.ts";
import { changeState, membersOf } from "../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { deriveXWingPublicKey, randomBytes } from "../../src/crypto/sodium.ts";
import { memberStatus } from "../../src/crypto/state-entries.ts";
import { checkManifest } from "../../src/crypto/successor.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { keyWrapLength, parseKeyWrap } from "../../src/crypto/wrap-set.ts";
import { draft, makeBareAccount } from "../support/bare-client.ts";

const bytes = (length: number, of = 1) => new Uint8Array(length).fill(of);

describe("a link that its author signed", () => {
  const { account } = makeBareAccount("ada@example.com");
  const { roster } = account.vaults.PERSONAL;
  const made = makeNewEpoch(roster, {
    user: account.user,
    time: 1,
    tenantHead: account.tenant,
    signing: account.signing,
    vaultKey: makeVaultKey(),
  });

  it("is taken where it is honest", () => {
    expect(applyLink(roster, made.signed).head.seq).toBe(1);
  });

  it("is of the roster's kind", () => {
    const link = parseLink(openSignedLink(made.signed).bytes);
    const ofGroup = { kind: rosterKind.GROUP, subject: { xwingKeyHash: link.state } };
    const { signed } = signLink({ ...link, ...ofGroup } as Link, account.signing);
    expect(() => applyLink(roster, signed)).toThrow("WRONG_ROSTER: link");
  });

  it("is by a member in force", () => {
    const suspended = membersOf(roster).map((member) => ({ ...member, status: memberStatus.SUSPENDED }));
    expect(() => applyLink({ ...roster, ...changeState(roster, suspended) }, made.signed)).toThrow(
      "WRONG_AUTHOR: link",
    );
  });
});

describe("a manifest of a vault", () => {
  it("that went along to another tenant names that tenant", () => {
    const { account } = makeBareAccount("ada@example.com");
    const { PERSONAL } = account.vaults;
    const manifest = parseManifest(draft(account, PERSONAL, []).input.manifest);
    const ground = { roster: PERSONAL.roster, tenantLink: account.tenant, root: manifest.root, count: manifest.count };
    expect(() => checkManifest(null, manifest, ground)).not.toThrow();
    const moved = { ...PERSONAL.roster, tenantHead: { ...account.tenant, id: account.user } };
    expect(() => checkManifest(null, manifest, { ...ground, roster: moved })).toThrow("WRONG_TENANT_HEAD");
  });
});

describe("bounds and lengths", () => {
  it("hold for what is inside a pair of bytes and signature", () => {
    const signed = encodeCbor([bytes(bounds.manifest + 1), bytes(64)]);
    expect(() => splitSignedManifest(signed)).toThrow(/^TOO_LARGE/);
  });

  it("hold for parameters that are written, as for those that are read", () => {
    const salt = asSalt(bytes(16));
    expect(() => encodeKdfParameters({ ...defaultKdf, salt })).not.toThrow();
    expect(() => encodeKdfParameters({ ...defaultKdf, memory: 8_192, salt } as never)).toThrow("KDF_OUT_OF_BOUNDS");
  });

  it("hold for keys: a short one seals and opens nothing", () => {
    const [whole, short] = [asSymmetricKey(bytes(32)), bytes(31) as never];
    expect(() => seal(short, bytes(3), bytes(5))).toThrow("MALFORMED: symmetric key");
    expect(() => open(short, bytes(3), seal(whole, bytes(3), bytes(5)))).toThrow("does not open");
    // Below that too: libsodium would take a shorter one with what stands behind it in its memory.
    expect(() => sealInMemory(1, bytes(24), short, bytes(3), bytes(5))).toThrow("A key is missing.");
  });

  it("hold for the envelope in a key wrap", () => {
    const wrap = bytes(keyWrapLength);
    expect(() => parseKeyWrap(wrap)).not.toThrow();
    wrap[keyWrapLength - 105] = 9;
    expect(() => parseKeyWrap(wrap)).toThrow(/^UNSUPPORTED/);
  });
});

describe("the words of a device request", () => {
  it("are six: the right ones and one more open nothing", () => {
    const place = { origin: "https://vault.example", request: makeId(1), address: "ada@example.com" };
    const publicKey = deriveXWingPublicKey(asXWingSeed(randomBytes(32)));
    const words = deriveApprovalWords(place, publicKey);
    const key = asSymmetricKey(bytes(32));
    const envelope = sealDeviceRequest(key, place, { publicKey, deviceName: "phone", time: 1 });
    expect(openDeviceRequest(key, place, words, envelope).deviceName).toBe("phone");
    expect(() => openDeviceRequest(key, place, [...words, "abacus"], envelope)).toThrow("does not open");
  });
});
