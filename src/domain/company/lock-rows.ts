import type { RosterId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { ProfilesBound } from "../policy/profiles.ts";
import { vaultsEntrusted } from "../recovery-group/entrusted-rows.ts";
import { sharesOf, type Taken } from "../share/due-rows.ts";

export interface LockedVaultRow {
  /** Null for a share. */
  userId: UserId | null;
  class: VaultClass;
  id: RosterId;
  revision: number;
  head: Uint8Array | null;
}

/** Before rosters, as new account keys lock them, and in the order of commits. */
const lockVaultsStatement = statement<LockedVaultRow>(
  "company_lock_vaults",
  `select user_id, class, id, revision, head from vault
   where tenant_id = current_tenant() and id = any(array(
     select v.id from vault v where v.tenant_id = current_tenant() and v.user_id = any($1::uuid[])
     union ${sharesOf("$2", "$3")}
     union ${vaultsEntrusted("$4", "$5")}))
   order by id for update`,
);
/** All vaults of these users: what is done to the users closes or opens each of them. And the vaults that come to be due. */
export const lockVaults = (users: readonly UserId[], taken: Taken = nobody) =>
  bind(lockVaultsStatement, users, taken.users, taken.groups, taken.entrustedTo, taken.switched);
const nobody: Taken = { users: [], groups: [], entrustedTo: [], switched: false };

const lockVaultsAndProfilesStatement = statement<LockedVaultRow>(
  "company_lock_vaults_and_profiles",
  `select user_id, class, id, revision, head from vault
   where tenant_id = current_tenant() and id = any(array(
     select v.id from vault v where v.tenant_id = current_tenant() and v.user_id = any($1::uuid[])
     union all select v.id from vault v where v.tenant_id = current_tenant() and v.class <> 'ACCOUNT' and v.user_id = any($2::uuid[])
     union all (${sharesOf("$5", "$6")})
     union all (${vaultsEntrusted("$7", "$8")})
     union all select v.id from group_member m join vault v on v.tenant_id = m.tenant_id and v.user_id = m.user_id
       where m.tenant_id = current_tenant() and m.group_id = any($3::uuid[]) and v.class <> 'ACCOUNT'
     union all select v.id from vault v where $4 and v.tenant_id = current_tenant() and v.class in ('PERSONAL', 'BUSINESS')))
   order by id for update`,
);
/** Those, and the profiles that policies may close, open or bound: of users, of the members of groups, or of everybody. */
export const lockVaultsAndProfiles = (
  users: readonly UserId[],
  { users: bound, groups, everybody }: ProfilesBound,
  taken: Taken,
) =>
  bind(
    lockVaultsAndProfilesStatement,
    users,
    bound,
    groups,
    everybody,
    taken.users,
    taken.groups,
    taken.entrustedTo,
    taken.switched,
  );

export interface LockedRosterRow {
  id: RosterId;
  kind: "TENANT" | "GROUP" | "PROFILE";
  state: Uint8Array;
  ended: boolean;
}

/** The tenant's roster first, then groups by id. */
const lockRostersStatement = statement<LockedRosterRow>(
  "company_lock_rosters",
  `select r.id, r.kind, r.state, coalesce(g.ended_at is not null, false) as ended
   from roster r left join user_group g on g.tenant_id = r.tenant_id and g.id = r.id
   where r.tenant_id = current_tenant() and (r.id = current_tenant() or r.id = any($1::uuid[])) and r.kind in ('TENANT', 'GROUP')
   order by r.kind desc, r.id for update of r`,
);
export const lockRosters = (groups: readonly RosterId[]) => bind(lockRostersStatement, groups);
