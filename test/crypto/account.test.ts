/** A person signs up, starts again elsewhere, and changes keys: the protocol from one end to the other. */

import { treeOf, treeRoot } from "../../src/crypto/bucket-tree.ts";
import {
  checkOwnKeys,
  deriveOwnKeys,
  makeAccountKeys,
  unwrapAccountKeys,
  unwrapRootKey,
  wrapAccountKeys,
  wrapRootKey,
} from "../../src/crypto/client/account-keys.ts";
import { checkKeyCommitment, makeVaultKey, openPreviousKey, sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { makeNewEpoch, makeOwnKeys } from "../../src/crypto/client/next-link.ts";
import { openRecord, sealRecord } from "../../src/crypto/client/record.ts";
import { formatSecretKey, makeSecretKey, parseSecretKey } from "../../src/crypto/client/secret-key.ts";
import {
  deriveSigningPair,
  makeSigningSeed,
  signLoginProof,
  signManifest,
  signRefreshProof,
} from "../../src/crypto/client/sign.ts";
import { deriveUnlock } from "../../src/crypto/client/unlock.ts";
import { SealError } from "../../src/crypto/errors.ts";
import { sealedHash, tokenHash } from "../../src/crypto/hash.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import { asChallenge, asPersonSalt, asSalt, asToken, type Id } from "../../src/crypto/keys.ts";
import { leafHash, recordClass } from "../../src/crypto/leaf.ts";
import { loginAction, surface, verifyLoginProof } from "../../src/crypto/login-proof.ts";
import { type Manifest, openSignedManifest } from "../../src/crypto/manifest.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { verifyRefreshProof } from "../../src/crypto/refresh-proof.ts";
import { applyGenesis, applyLink, checkCut, checkSameKeys } from "../../src/crypto/roster.ts";
import { epochDue, findMember } from "../../src/crypto/roster-state.ts";
import { openSignedLink } from "../../src/crypto/signed-link.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { checkSuccessor } from "../../src/crypto/successor.ts";
import { makeId } from "../../src/crypto/uuid.ts";

const now = Date.now();

/** Everything that a fresh account makes: a tenant of one, and a profile with one record. */
function signUp() {
  const keys = makeAccountKeys();
  const own = deriveOwnKeys(keys);
  const user = makeId(now);
  const founder = { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash };
  const person = personCommitment(asPersonSalt(randomBytes(32)), "ada@example.com", "Ada");
  const tenant = makeTenantGenesis({ tenant: makeId(now), founder, person, time: now });
  const vault = makeId(now);
  const vaultKey = makeVaultKey();
  const tenantHead = tenant.state.head;
  const profile = makeProfileGenesis({ vault, class: 2, founder, vaultKey, tenantHead, time: now });
  return { keys, own, user, tenant, vault, vaultKey, profile };
}

function leafOf(record: Id, epoch: number, sealed: ReturnType<typeof sealRecord>) {
  const [bodyHash, keyHash] = [sealedHash(sealed.body), sealedHash(sealed.key)];
  const rest = { trashedSince: 0, folder: null, schema: 1, bodyHash, keyHash, previousLeaf: null };
  return leafHash({ record, class: recordClass.ITEM, version: 1, epoch, ...rest });
}

describe("an account", () => {
  it("opens on another device with password and Secret Key, and has the roster's keys", async () => {
    const { keys, user, profile } = signUp();
    const secretKey = makeSecretKey();
    const parameters = encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) });
    const { unlockKey } = await deriveUnlock("correct horse", secretKey, user, parameters);
    const place = { user, keyGeneration: 1, vault: makeId(now), epoch: 1 };
    const rootWrap = wrapRootKey(unlockKey, user, 1, keys.rootKey);
    const wraps = wrapAccountKeys(keys, place);

    const typed = parseSecretKey(formatSecretKey(secretKey).toLowerCase());
    const there = await deriveUnlock("correct horse", typed, user, parameters);
    const opened = unwrapAccountKeys(unwrapRootKey(there.unlockKey, user, 1, rootWrap), place, wraps);
    expect(opened).toEqual(keys);
    checkOwnKeys(deriveOwnKeys(opened), findMember(profile.state, user));

    const wrong = await deriveUnlock("correct house", typed, user, parameters);
    expect(() => unwrapRootKey(wrong.unlockKey, user, 1, rootWrap)).toThrow(SealError);
    expect(() => checkOwnKeys(deriveOwnKeys(makeAccountKeys()), findMember(profile.state, user))).toThrow("WRONG_KEYS");
  });

  it("proves itself by login key and device key, and goes on by the device key", () => {
    const [login, device] = [deriveSigningPair(makeSigningSeed()), deriveSigningPair(makeSigningSeed())];
    const [user, deviceId, session] = [makeId(now), makeId(now), makeId(now)];
    const asked = {
      origin: "https://vault.example",
      user,
      device: deviceId,
      deviceKey: device.publicKey,
      surface: surface.APP,
      action: loginAction.SIGN_IN,
      challenge: asChallenge(randomBytes(32)),
      context: null,
    };
    const proof = { ...asked, clientNonce: asChallenge(randomBytes(32)), time: now };
    const { bytes, loginSignature, deviceSignature } = signLoginProof(proof, login, device);
    const signatures = { login: loginSignature, device: deviceSignature };
    expect(verifyLoginProof(bytes, signatures, login.publicKey, asked)).toEqual(proof);

    const goingOn = { origin: asked.origin, user, device: deviceId, session };
    const [current, next] = [tokenHash(asToken(randomBytes(32))), tokenHash(asToken(randomBytes(32)))];
    const refresh = { ...goingOn, current, next, clientNonce: proof.clientNonce, time: now };
    const signed = signRefreshProof(refresh, device);
    expect(verifyRefreshProof(signed.bytes, signed.signature, device.publicKey, goingOn)).toEqual(refresh);
  });
});

describe("a vault", () => {
  it("goes on through new keys and a new epoch, and old records stay readable", () => {
    const { own, user, tenant, vault, vaultKey, profile } = signUp();
    const [record, device] = [makeId(now), makeId(now)];
    const sealed = sealRecord(vaultKey, { vault, record, version: 1, schema: 1, epoch: 1 }, new Uint8Array(90));
    const root = treeRoot(treeOf([{ id: record, hash: leafOf(record, 1, sealed) }]));
    const first: Manifest = {
      vault,
      revision: 1,
      previous: null,
      skip: null,
      rosterSeq: 0,
      rosterHash: profile.hash,
      epoch: 1,
      root,
      count: 1,
      tenantHead: tenant.state.head,
      author: { user, key: own.signing.publicKey },
      device,
      time: now,
    };
    const one = openSignedManifest(signManifest(first, own.signing).signed);
    const ground = {
      roster: applyGenesis(profile.signed),
      tenantLink: tenant.state.head,
      root,
      count: 1,
      skipHash: null,
    };
    checkSuccessor(null, one.manifest, ground);

    const later = deriveOwnKeys(makeAccountKeys());
    const change = { user, old: own.signing, new: later.signing, xwingKeyHash: later.xwingKeyHash, time: now };
    const inTenant = makeOwnKeys(tenant.state, { ...change, tenantHead: null, vaultHead: null });
    const tenantHead = inTenant.state.head;
    const vaultHead = { vault, revision: 1, hash: one.hash };
    const inProfile = makeOwnKeys(profile.state, { ...change, tenantHead, vaultHead });
    checkCut(openSignedLink(inProfile.signed).link, vaultHead);
    checkSameKeys(inTenant.state, inProfile.state);
    expect(() => checkSameKeys(tenant.state, inProfile.state)).toThrow("WRONG_KEYS");
    expect(epochDue(inProfile.state)).toBe(true);

    const newKey = makeVaultKey();
    const begun = makeNewEpoch(inProfile.state, {
      user,
      signing: later.signing,
      vaultKey: newKey,
      tenantHead,
      time: now,
    });
    const previousKey = sealPreviousKey(newKey, { vault, epoch: 2 }, vaultKey);
    const state = applyLink(applyLink(ground.roster, inProfile.signed), begun.signed);
    expect(epochDue(state)).toBe(false);
    checkKeyCommitment(newKey, vault, { epoch: 2, commitment: state.epoch?.commitment ?? one.hash });

    const second = {
      ...first,
      revision: 2,
      previous: one.hash,
      rosterSeq: 2,
      rosterHash: begun.hash,
      epoch: 2,
      tenantHead,
      author: { user, key: later.signing.publicKey },
    };
    const two = openSignedManifest(signManifest(second, later.signing).signed);
    checkSuccessor(one, two.manifest, { ...ground, roster: state, tenantLink: tenantHead });

    const opened = openPreviousKey(newKey, { vault, epoch: 2 }, previousKey);
    expect(openRecord(opened, { vault, record, version: 1, schema: 1, epoch: 1 }, sealed)).toEqual(new Uint8Array(90));
  });

  it("takes no link from a device that still has the old keys", () => {
    const { own, user, tenant, profile } = signUp();
    const later = deriveOwnKeys(makeAccountKeys());
    const change = { user, old: own.signing, new: later.signing, xwingKeyHash: later.xwingKeyHash, time: now };
    const renewed = makeOwnKeys(profile.state, { ...change, tenantHead: tenant.state.head, vaultHead: null });
    const stale = { user, signing: own.signing, vaultKey: makeVaultKey(), tenantHead: tenant.state.head, time: now };
    expect(() => makeNewEpoch(renewed.state, stale)).toThrow("NOT_ALLOWED");
    expect(() =>
      makeOwnKeys(renewed.state, {
        ...change,
        old: later.signing,
        new: own.signing,
        tenantHead: tenant.state.head,
        vaultHead: null,
      }),
    ).toThrow("NOT_ALLOWED");
  });
});
