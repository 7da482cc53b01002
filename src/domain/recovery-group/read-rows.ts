import type { RosterId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface RecoveryCodeRow {
  group: RosterId;
  seq: number;
  publicKey: Uint8Array;
  signingKey: Uint8Array;
  since: Date;
}

const listCodesStatement = statement<RecoveryCodeRow>(
  "recovery_list_codes",
  `select group_id as "group", seq, public_key, signing_key, created_at as since
   from recovery_code where tenant_id = current_tenant() and group_id = any($1::uuid[])`,
);
export const listCodes = (groups: readonly RosterId[]) => bind(listCodesStatement, groups);

export interface CodeWrapRow {
  group: RosterId;
  epoch: number;
  wrap: Uint8Array;
}

const listCodeWrapsStatement = statement<CodeWrapRow>(
  "recovery_list_code_wraps",
  `select asked.id as "group", w.epoch, w.wrap
   from unnest($1::uuid[]) as asked (id)
   cross join lateral (
     select epoch, wrap from recovery_code_wrap
     where tenant_id = current_tenant() and group_id = asked.id and epoch < $2 order by epoch desc limit $3
   ) as w
   order by asked.id, w.epoch desc`,
);
export const listCodeWraps = (
  groups: readonly RosterId[],
  { beforeEpoch, first }: { readonly beforeEpoch: number; readonly first: number },
) => bind(listCodeWrapsStatement, groups, beforeEpoch, first);

export interface SwitchRow {
  status: "IN_FORCE" | "AWAITING";
  /** Null, as all that belongs to it, where it is to be switched off. */
  group: RosterId | null;
  groupSeq: number | null;
  groupHead: Uint8Array | null;
  approvals: number | null;
  hours: number | null;
  seq: number;
  author: UserId;
  since: Date;
}

const listSwitchesStatement = statement<SwitchRow>(
  "recovery_list_switches",
  `select status, group_id as "group", group_seq, group_head, approvals, hours, seq, author_id as author, created_at as since
   from recovery_switch where tenant_id = current_tenant()`,
);
/** The one in force, and the one that awaits another administrator, as far as there are any. */
export const listSwitches = () => bind(listSwitchesStatement);

export interface EntrustedRow {
  vault: VaultId;
  group: RosterId;
  groupEpoch: number;
  epoch: number;
  since: Date;
}

const listEntrustedStatement = statement<EntrustedRow>(
  "recovery_list_entrusted",
  `select e.vault_id as vault, e.group_id as "group", e.group_epoch, e.epoch, e.created_at as since
   from entrusted_wrap e
   where e.tenant_id = current_tenant() and e.vault_id = any($1::uuid[])
     and (e.vault_id in (select id from readable_vault) or e.vault_id in (select id from concerning_share))`,
);
/** Of vaults that the actor may read, and of shares that they are shown. */
export const listEntrusted = (vaults: readonly VaultId[]) => bind(listEntrustedStatement, vaults);
