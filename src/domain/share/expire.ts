import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { House } from "../context.ts";
import { inboxTopic, topicOf } from "../topics.ts";
import type { OpeningTransaction } from "../transaction.ts";

interface ExpiredRow {
  tenantId: TenantId;
  shareId: VaultId;
  userId: UserId | null;
  groupId: RosterId | null;
}

const expireStatement = statement<ExpiredRow>("job_expire_recipients", "select * from expire_share_recipients($1, $2)");

/** Recipients that one turn takes. */
const most = 1_000;

/** Marks recipients of shares whose time is over, and tells them, and whoever else has the share. */
export async function expireRecipients(tx: OpeningTransaction, { doorbell }: House): Promise<boolean> {
  const [rows] = await tx.run(bind(expireStatement, tx.now, most));
  tx.onCommit(() => doorbell.ring([...new Set(rows.flatMap(topicsOf))]));
  return rows.length >= most;
}

function topicsOf({ tenantId, shareId, userId, groupId }: ExpiredRow): string[] {
  const own = [...(userId ? [inboxTopic(tenantId, userId)] : []), ...(groupId ? [topicOf(tenantId, groupId)] : [])];
  return [topicOf(tenantId, shareId), ...own];
}
