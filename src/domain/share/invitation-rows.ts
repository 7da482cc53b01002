import type { TenantId, VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { bind, statement } from "../batch.ts";

/** An invitation into a share, by which it was entered. */
export interface EnteredInvitation {
  tenant: TenantId;
  seq: number;
  address: string;
  name: string;
  salt: Uint8Array;
  permission: ShareRole;
  expiresAt: Date;
  expired: boolean;
  /** The operator suspended the company. */
  closed: boolean;
}

const enterStatement = statement<EnteredInvitation>(
  "share_enter_by_invitation",
  "select * from enter_by_share_invitation($1, $2, $3)",
);
/** No row, and nothing is entered, where there is none like it. */
export const enterByShareInvitation = (share: VaultId, key: Uint8Array, now: Date) =>
  bind(enterStatement, share, key, now);

const listLinksStatement = statement<{
  roster: VaultId;
  seq: number;
  hash: Uint8Array;
  link: Uint8Array;
  signatures: Uint8Array;
}>(
  "share_list_links",
  `select roster_id as roster, seq, hash, link, signatures from roster_link
   where tenant_id = current_tenant() and roster_id = $1 and seq > $2 order by seq limit $3`,
);
/** Of the share that was entered. */
export const listShareLinks = (share: VaultId, after: number, limit: number) =>
  bind(listLinksStatement, share, after, limit);

/** Who wants to join, at home. */
export interface JoinerRow {
  address: string;
  signingKey: Uint8Array;
  encryptionKey: Uint8Array;
  /** The operator suspended their company. */
  closed: boolean;
  isOwn: boolean;
  isGuest: boolean;
  /** They have something else under the share's id, or visit such a share of somebody else's. */
  hasNamesake: boolean;
  visits: number;
}

const describeJoinerStatement = statement<JoinerRow>("share_describe_joiner", "select * from describe_joiner($1, $2)");
export const describeJoiner = (tenant: TenantId, share: VaultId) => bind(describeJoinerStatement, tenant, share);

const spendStatement = statement<{ spendShareInvitation: boolean }>(
  "share_spend_invitation",
  "select spend_share_invitation($1)",
);
export const spendShareInvitation = (key: Uint8Array) => bind(spendStatement, key);

const visitStatement = statement("share_visit", "select from visit($1)");
/** Goes into a share that the actor is a guest in already. Raises `NOT_FOUND`. */
export const visitShare = (share: VaultId) => bind(visitStatement, share);

const findLinkStatement = statement<{ hash: Uint8Array }>(
  "share_find_link",
  "select hash from roster_link where tenant_id = current_tenant() and roster_id = $1 and seq = $2",
);
export const findShareLink = (share: VaultId, seq: number) => bind(findLinkStatement, share, seq);
