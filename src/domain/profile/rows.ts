import type { VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ManifestRow } from "../sync/page.ts";

export interface ProfileRow {
  vault: VaultId;
  kind: "PERSONAL" | "BUSINESS";
  revision: number;
  count: number;
}

const listProfilesStatement = statement<ProfileRow>(
  "profile_list",
  `select id as vault, class as kind, revision, count from readable_vault
   where user_id = current_actor() and class in ('PERSONAL', 'BUSINESS') order by class desc`,
);
export const listProfiles = () => bind(listProfilesStatement);

const listHeadsStatement = statement<ManifestRow>(
  "profile_list_heads",
  `select v.id as vault, v.revision, m.hash, m.manifest, m.signature
   from readable_vault v
   cross join lateral (
     select hash, manifest, signature from manifest where vault_id = v.id and revision = v.revision limit 1
   ) as m
   where v.id = any($1::uuid[])`,
);
export const listHeads = (vaults: readonly VaultId[]) => bind(listHeadsStatement, vaults);
