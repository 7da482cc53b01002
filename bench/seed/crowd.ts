import { makeCore } from "../../src/client/account/begin.ts";
import { makeNewAccount } from "../../src/client/account/new-account.ts";
import { makeToken } from "../../src/client/account/session.ts";
import { freshDevice, keepNew, openNew } from "../../src/client/account/sign-up.ts";
import { wireOf } from "../../src/client/account/sign-up-wire.ts";
import { verifyInvitation } from "../../src/client/company/invitation.ts";
import type { Core, Open } from "../../src/client/core.ts";
import { memoryStore, requestSignUp } from "../../src/client/index.ts";
import { surroundingsOf } from "../../src/client/settings.ts";
import { send } from "../../src/client/transport/http.ts";
import { completeSignUpOperation } from "../../src/client/transport/session-operations.ts";
import type { Chain } from "../../src/client/vault/chain.ts";
import { wrapAccountKeys, wrapRootKey } from "../../src/crypto/client/account-keys.ts";
import { deriveSigningPair, makeSigningSeed } from "../../src/crypto/client/sign.ts";
import { defaultKdf, encodeKdfParameters } from "../../src/crypto/kdf-parameters.ts";
import { asSalt, asSymmetricKey } from "../../src/crypto/keys.ts";
import { randomBytes } from "../../src/crypto/sodium.ts";
import { makeUserId } from "../../src/crypto/uuid.ts";
import type { House } from "../house.ts";
import type { Invited } from "./company.ts";
import { readCode } from "./outbox.ts";
import { forgetAttempts } from "./owner.ts";

/**
 * Signs many up who were invited, as the SDK does but for two things that would take most of an hour: no password (nobody unlocks
 * these accounts again), and the company's roster is verified once for all of them.
 */
export async function joinAll(
  house: Pick<House, "url" | "outbox" | "ownerUrl">,
  invited: readonly Invited[],
): Promise<Core[]> {
  const people: Core[] = [];
  let chain: Chain | null = null;
  for (const each of invited) {
    // Attempts are counted by caller, and all of these are one.
    if (people.length % 4 === 0) await forgetAttempts(house);
    const core = await join(house, each, chain);
    chain = openOf(core).held.tenant;
    people.push(core);
  }
  for (const core of people) openOf(core).held.tenant = chain;
  return people;
}

/** Gives everybody the chains of groups that the first has verified. */
export function shareGroups([first, ...others]: readonly Core[]): void {
  if (first === undefined) return;
  const { tenant, groups } = openOf(first).held;
  for (const core of others) {
    const { held } = openOf(core);
    held.tenant = tenant;
    for (const [group, chain] of groups) held.groups.set(group, chain);
  }
}

async function join({ url, outbox }: Pick<House, "url" | "outbox">, { address, link }: Invited, known: Chain | null) {
  const settings = { url, store: memoryStore() };
  const around = surroundingsOf(settings);
  const invitation = await verifyInvitation(around, link, known);
  const { signUp } = await requestSignUp(settings, address);
  const code = await readCode(outbox, address);
  const [user, now, { name }] = [makeUserId(), around.now(), invitation];
  const account = makeNewAccount({ address, name, user, now }, invitation);
  const { keys, accountVault } = account;
  const wraps = wrapAccountKeys(keys, { user, keyGeneration: 1, vault: accountVault, epoch: 1 });
  const device = freshDevice(settings, { address, name }, "desk", user, now);
  const core = await makeCore(settings, {
    ...device,
    accountKeys: {
      wrapGeneration: 1,
      keyGeneration: 1,
      parameters: encodeKdfParameters({ ...defaultKdf, salt: asSalt(randomBytes(16)) }),
      rootKey: wrapRootKey(asSymmetricKey(randomBytes(32)), user, 1, keys.rootKey),
      signingSeed: wraps.signingSeed,
      encryptionSeed: wraps.xwingSeed,
      accountVault,
      accountVaultEpoch: 1,
      accountVaultKey: wraps.vaultKey,
    },
  });
  const open = openNew(core, account);
  core.open = open;
  const refreshToken = makeToken();
  const { publicKey } = deriveSigningPair(makeSigningSeed());
  const given = { signUp, address, code, password: "", deviceName: "desk", invitation: link };
  const { input, signed } = wireOf(core, open, account, given, name, publicKey, refreshToken);
  const answer = await send(around, completeSignUpOperation, { input }, null);
  if (!("session" in answer)) throw new Error(`somebody could not join: ${JSON.stringify(answer)}`);
  await keepNew(core, open, answer.session, refreshToken, signed);
  return core;
}

function openOf({ open }: Core): Open {
  if (open === null) throw new Error("an account is locked");
  return open;
}
