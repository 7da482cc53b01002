import { chainAudit } from "../audit/chain.ts";
import { forgetAudit } from "../audit/forget.ts";
import { forgetBackups } from "../backup/forget.ts";
import { takeDue } from "../backup/take-due.ts";
import { spans } from "../bounds.ts";
import type { House } from "../context.ts";

import { tellOfBreakGlass } from "../desk/tell.ts";

import { forgetFeed } from "../feed/forget.ts";

import { publishHealth } from "../health/publish.ts";

import { forgetParted } from "../partner/relation-rows.ts";
import { tellOfParting } from "../partner/tell.ts";

import { tellOfOverruled } from "../policy/tell.ts";
import { endRecoveries } from "../recovery/job-rows.ts";
import { tellOfRecovery } from "../recovery/tell.ts";
import { tellOfReset } from "../second-factor/tell-of-reset.ts";
import { expireRecipients } from "../share/expire.ts";
import type { OpeningTransaction } from "../transaction.ts";
import {
  type ClaimedJob,
  countSeats,
  forgetExpired,
  forgetOfPartners,
  forgetSessions,
  noteLapsedInvitations,
} from "./rows.ts";

/** What a job does. It may be cut at any place, and done again. */
export interface JobKind {
  /** Milliseconds until it comes again; null for what is done once, by whom it is about, and planned by who owes it. */
  readonly every: number | null;
  /** Works in the transaction that holds the job. True where more is left than one turn takes. */
  work(tx: OpeningTransaction, house: House, job: ClaimedJob): Promise<boolean>;
}

/** Rows that one turn takes of each table. */
const most = 1_000;
const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** All that is done without anybody's asking. */
export const jobKinds = {
  /** Gives what waits its place in the logs. PROTOCOL §7.2. */
  CHAIN_AUDIT: { every: 2 * second, work: chainAudit },
  /** Forgets codes, challenges, requests of devices and counted attempts whose time is over. */
  FORGET_EXPIRED: {
    every: minute,
    async work(tx) {
      const [[row]] = await tx.run(forgetExpired(tx.now, most));
      return row?.forgetExpired === true;
    },
  },
  /** Forgets sessions a month after they ran out. */
  FORGET_SESSIONS: {
    every: hour,
    async work(tx) {
      const [[row]] = await tx.run(forgetSessions(new Date(tx.now.getTime() - spans.session), most));
      return row?.forgetSessions === true;
    },
  },
  /** Forgets offers and codes of partners that ran out, and what became of companies in changes for many a month ago. */
  FORGET_OF_PARTNERS: {
    every: hour,
    async work(tx) {
      const [[row]] = await tx.run(forgetOfPartners(new Date(tx.now.getTime() - spans.bulk), tx.now, most));
      return row?.forgetOfPartners === true;
    },
  },
  /** Forgets which companies parted from partners. */
  FORGET_PARTED: {
    every: hour,
    async work(tx) {
      const [[row]] = await tx.run(forgetParted(new Date(tx.now.getTime() - spans.parted), most));
      return row?.forgetParted === true;
    },
  },
  /** Writes into the logs that invitations ran out. */
  NOTE_EXPIRED_INVITATIONS: {
    every: minute,
    async work(tx) {
      const [[row]] = await tx.run(noteLapsedInvitations(tx.now, most));
      return row?.noteLapsedInvitations === true;
    },
  },
  /** Takes shares from recipients whose time in them is over. PROTOCOL §4.11. */
  EXPIRE_SHARES: { every: 2 * second, work: expireRecipients },
  /** Notes how many seats every tenant has, and how many are taken. */
  COUNT_SEATS: {
    every: hour,
    async work(tx) {
      await tx.run(countSeats(tx.now));
      return false;
    },
  },
  /** Tells somebody by mail that the operator took their second factors away. */
  TELL_OF_FACTOR_RESET: { every: null, work: tellOfReset },
  /** Takes backups of what has changed since its last one. PROTOCOL §8. */
  TAKE_BACKUPS: { every: hour, work: takeDue },
  /** Forgets backups whose time is over. */
  FORGET_BACKUPS: { every: hour, work: forgetBackups },
  /** Notes that recoveries are over, and has somebody told who is to close them. */
  END_RECOVERIES: {
    every: minute,
    async work(tx) {
      const [[row]] = await tx.run(endRecoveries(tx.now, most));
      return row?.endRecoveries === true;
    },
  },
  /** Tells by mail that somebody asks to read backups. */
  TELL_OF_RECOVERY: { every: null, work: tellOfRecovery },
  TELL_OF_ENDED_RECOVERY: { every: null, work: tellOfRecovery },
  /** Makes sums known of what clients counted among passwords. */
  PUBLISH_HEALTH: { every: hour, work: publishHealth },
  /** Tells by mail that a desk asked for break-glass. */
  TELL_OF_BREAK_GLASS: { every: null, work: tellOfBreakGlass },
  /** Tells by mail that a company parted from its partner. */
  TELL_OF_PARTING: { every: null, work: tellOfParting },
  /** Tells by mail that a desk overrules what a company says. */
  TELL_OF_OVERRULED: { every: null, work: tellOfOverruled },
  /** Forgets events of the partners' feeds. */
  FORGET_FEED: { every: hour, work: forgetFeed },
  /** Forgets entries of the logs that are older than the configuration says. */
  FORGET_AUDIT: { every: hour, work: forgetAudit },
} as const satisfies Readonly<Record<string, JobKind>>;

export type JobName = keyof typeof jobKinds;
