/** What machines of a partner are given: accounts of their own, and what happens in companies. */
import type { StaffScope } from "./staff.ts";

export type ServiceAccount = {
  readonly account: string;
  readonly name: string;
  /** The first characters of its token. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
};

export interface MakeServiceAccount {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly companies?: StaffScope;
  /** 1 to 366. */
  readonly days: number;
}

export interface ServiceAccounts {
  list(): Promise<ServiceAccount[]>;
  /** Dangerous: STEP_UP_REQUIRED. The token is shown this once. */
  create(input: MakeServiceAccount): Promise<{ readonly account: string; readonly token: string }>;
  /** Dangerous: STEP_UP_REQUIRED. */
  revoke(account: string): Promise<void>;
}

export interface Webhook {
  readonly webhook: string;
  readonly url: string;
  readonly kinds: readonly string[];
  readonly createdAt: Date;
  /** Since when nothing could be delivered any more; null while it can. */
  readonly deadSince: Date | null;
}

export interface Webhooks {
  list(): Promise<Webhook[]>;
  /** Dangerous: STEP_UP_REQUIRED. The secret is shown this once. */
  create(input: {
    readonly url: string;
    readonly kinds?: readonly string[];
  }): Promise<{ readonly webhook: string; readonly secret: string }>;
  /** Sends an event that says it is a test. */
  test(webhook: string): Promise<void>;
  /** Sends again from a cursor on. */
  replay(webhook: string, from: string): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. */
  delete(webhook: string): Promise<void>;
}

/** Something that happened in a company: ids and numbers, no names. */
export interface PartnerEvent {
  /** Where to go on behind it. */
  readonly cursor: string;
  readonly tenant: string;
  readonly kind: string;
  readonly at: Date;
  readonly entry: Readonly<Record<string, string | number | null>>;
}

/** What happened behind a cursor, in order; ends at the newest. */
export type PartnerFeed = (options?: {
  readonly after?: string;
  readonly kinds?: readonly string[];
}) => AsyncIterable<PartnerEvent>;
