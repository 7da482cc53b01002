import { makeProfileGenesis } from "../../../src/crypto/client/genesis.ts";
import { makeNewEpoch, makeOwnKeys } from "../../../src/crypto/client/next-link.ts";
import { ada, fixedHash, fixedOwnKeys, ids, key, tenant, time } from "./fixed.ts";

export const renewed = { user: ids.user, ...fixedOwnKeys("ada, later") };
export const founder = ada;
export const profile = makeProfileGenesis({
  vault: ids.vault,
  class: 2,
  founder,
  vaultKey: key("epoch 1"),
  tenantHead: tenant.state.head,
  time: time + 1,
});
export const vaultHead = { vault: ids.vault, revision: 3, hash: fixedHash("manifest 3") };
const changing = { user: ids.user, old: ada.signing, new: renewed.signing, xwingKeyHash: renewed.xwingKeyHash };
export const tenantKeys = makeOwnKeys(tenant.state, { ...changing, tenantHead: null, vaultHead: null, time: time + 2 });
export const ownKeys = makeOwnKeys(profile.state, {
  ...changing,
  tenantHead: tenantKeys.state.head,
  vaultHead,
  time: time + 3,
});
export const newEpoch = makeNewEpoch(ownKeys.state, {
  user: ids.user,
  signing: renewed.signing,
  vaultKey: key("epoch 2"),
  tenantHead: tenantKeys.state.head,
  time: time + 4,
});
/** Of an account vault that has no manifest yet. */
export const beforeKeys = makeProfileGenesis({ ...founderOf("account vault"), vault: ids.account, class: 1 });
export const withoutManifest = makeOwnKeys(beforeKeys.state, {
  ...changing,
  tenantHead: tenantKeys.state.head,
  vaultHead: null,
  time: time + 3,
});

export function founderOf(name: string) {
  return { founder, vaultKey: key(name), tenantHead: tenant.state.head, time: time + 1 };
}
