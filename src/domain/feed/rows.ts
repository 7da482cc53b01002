import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";

export interface FeedRow {
  revision: number;
  /** Null: no event, but up to where it was looked. */
  tenantId: TenantId | null;
  auditRevision: number;
  kind: string;
  happenedAt: Date;
  actorId: UserId | null;
  userId: string | null;
  groupId: string | null;
  vaultId: string | null;
  amount: number | null;
}

export interface FeedAsked {
  readonly behind: number;
  /** The last revision that is looked at; null: no bound. */
  readonly upTo: number | null;
  readonly most: number;
  readonly kinds: readonly string[] | null;
  readonly companies: readonly string[] | null;
}

const readStatement = statement<FeedRow>("feed_read", "select * from read_feed($1, $2, $3, $4, $5, $6)");
/** Events of whoever was entered for a partner, in order, and behind them the row that says how far that goes. */
export const readFeed = ({ behind, upTo, most, kinds, companies }: FeedAsked, lookedAt: number) =>
  bind(readStatement, behind, upTo, lookedAt, most, kinds, companies);

const headStatement = statement<{ feedHead: number }>("feed_head", "select feed_head()");
export const feedHead = () => bind(headStatement);

const forgetStatement = statement<{ forgetFeed: boolean }>("feed_forget", "select forget_feed($1, $2)");
export const forgetFeedRows = (before: Date, most: number) => bind(forgetStatement, before, most);
