import { rosterKind } from "../../crypto/link.ts";
import type { UserId, VaultId } from "../../ids.ts";
import { type Bound, bind, statement } from "../batch.ts";
import type { VaultClass } from "../commit/ground.ts";
import { keepState } from "../roster/keep-state.ts";
import type { NewAccount, NewRoster } from "./new-account.ts";

const insertUserStatement = statement(
  "new_account_insert_user",
  `insert into "user" (tenant_id, id, address, name, role, is_primary, person_salt, created_at, locale)
   values (current_tenant(), $1, $2, $3, $6, $7, $4, $5, $8)`,
);
export const insertUser = (
  u: Pick<NewAccount, "user" | "name" | "personSalt" | "role" | "primary" | "locale"> & { readonly address: string },
  now: Date,
) => bind(insertUserStatement, u.user, u.address, u.name, u.personSalt, now, u.role, u.primary, u.locale);

const insertRosterStatement = statement(
  "new_account_insert_roster",
  `insert into roster (tenant_id, id, kind, seq, head, epoch, state) values (current_tenant(), $1, $2, $3, $4, $5, $6)`,
);
const insertGenesisStatement = statement(
  "new_account_insert_genesis",
  `insert into roster_link (tenant_id, roster_id, seq, hash, link, signatures, created_at)
   values (current_tenant(), $1, 0, $2, $3, $4, $5)`,
);
export const insertRoster = ({ link, state }: NewRoster, now: Date): Bound<unknown>[] => [
  bind(
    insertRosterStatement,
    link.roster,
    state.kind === rosterKind.TENANT ? "TENANT" : "PROFILE",
    state.head.seq,
    state.head.hash,
    state.epoch?.epoch ?? 0,
    keepState(state),
  ),
  bind(insertGenesisStatement, link.roster, link.hash, link.bytes, Buffer.concat(link.signatures), now),
];

const insertVaultStatement = statement(
  "new_account_insert_vault",
  `insert into vault (tenant_id, id, user_id, class, revision, head, count) values (current_tenant(), $1, $2, $3, 0, null, 0)`,
);
export const insertVault = (vault: VaultId, user: UserId, vaultClass: VaultClass) =>
  bind(insertVaultStatement, vault, user, vaultClass);

const insertAccountKeysStatement = statement(
  "new_account_insert_account_keys",
  `insert into account_key (tenant_id, user_id, wrap_generation, key_generation, parameters, login_key, root_key, signing_seed,
     encryption_seed, signing_key, encryption_key, account_vault, account_vault_epoch, account_vault_key, password_set_at)
   values (current_tenant(), $1, 1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11)`,
);
export const insertAccountKeys = ({ user, keys, signingKey }: NewAccount, accountVault: VaultId, now: Date) =>
  bind(
    insertAccountKeysStatement,
    user,
    keys.parameters,
    keys.loginKey,
    keys.rootKey,
    keys.signingSeed,
    keys.encryptionSeed,
    signingKey,
    keys.encryptionKey,
    accountVault,
    keys.accountVaultKey,
    now,
  );
