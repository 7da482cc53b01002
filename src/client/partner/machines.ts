/** What machines of a partner are given: accounts of their own, and what happens in companies. */
import { parseName } from "../account/begin.ts";
import { call } from "../account/session.ts";
import type { Core } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import {
  createServiceAccountOperation,
  createWebhookOperation,
  deleteWebhookOperation,
  type EventGroup,
  eventGroups,
  listServiceAccountsOperation,
  listWebhooksOperation,
  type MachineAnswer,
  type MachineScope,
  type MachineStanding,
  machineScopes,
  replayWebhookOperation,
  revokeServiceAccountOperation,
  rotateWebhookOperation,
  takeOverServiceAccountOperation,
  testWebhookOperation,
  updateWebhookOperation,
  type WebhookFailure,
} from "../transport/machine-operations.ts";
import type { StaffScope } from "./staff.ts";

export { type EventGroup, eventGroups, type MachineScope, type MachineStanding, machineScopes, type WebhookFailure };

export interface ServiceAccount {
  readonly account: string;
  readonly name: string;
  /** The first characters of its token. */
  readonly prefix: string;
  readonly scopes: readonly MachineScope[];
  /** For which companies, of those that its keeper sees. */
  readonly companies: StaffScope;
  /** How often it may ask in a minute. */
  readonly perMinute: number;
  /** For whom it acts: who made it, or took it over. */
  readonly keeper: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Noted at most once a minute. */
  readonly lastUsedAt: Date | null;
  readonly standing: MachineStanding;
}

export interface MakeServiceAccount {
  readonly name: string;
  readonly scopes: readonly MachineScope[];
  readonly companies?: StaffScope;
  /** 1 to 366. */
  readonly days: number;
  /** 1 to 6,000; 600 where nothing is said. */
  readonly perMinute?: number;
}

/** For owners and administrators of the partner: FORBIDDEN. `create`, `revoke` and `takeOver` are dangerous: STEP_UP_REQUIRED. */
export interface ServiceAccounts {
  list(): Promise<ServiceAccount[]>;
  /** The token is shown this once. MACHINE_REFUSED with the reason. */
  create(input: MakeServiceAccount): Promise<{ readonly account: string; readonly token: string }>;
  /** Its token counts no more, and its sockets close. NOT_FOUND. */
  revoke(account: string): Promise<void>;
  /** Has it act for this account's user from now on. NOT_FOUND. */
  takeOver(account: string): Promise<void>;
}

export interface DeadLetter {
  readonly letter: string;
  readonly diedAt: Date;
  readonly failure: WebhookFailure;
  readonly replayAskedAt: Date | null;
}

export interface Webhook {
  readonly webhook: string;
  readonly name: string;
  readonly url: string;
  readonly groups: readonly EventGroup[];
  readonly companies: StaffScope;
  readonly keeper: string;
  readonly createdAt: Date;
  /** False: nothing is sent; what happens meanwhile is sent later. */
  readonly active: boolean;
  readonly standing: MachineStanding;
  readonly lastDeliveredAt: Date | null;
  /** Since when nothing arrives; null while it does. */
  readonly failingSince: Date | null;
  readonly lastFailure: WebhookFailure | null;
  /** How often the batch in hand was tried. */
  readonly tries: number;
  readonly nextTryAt: Date | null;
  /** Until when the secret before the last rotation signs as well. */
  readonly formerSecretUntil: Date | null;
  /** What was given up. */
  readonly deadLetters: readonly DeadLetter[];
}

export interface MakeWebhook {
  readonly name: string;
  /** `https`, and public. */
  readonly url: string;
  readonly groups: readonly EventGroup[];
  readonly companies?: StaffScope;
}

/** What is left out stays. */
export interface ChangeWebhook {
  readonly name?: string;
  readonly url?: string;
  readonly groups?: readonly EventGroup[];
  readonly active?: boolean;
  /** Has it tell of what this account's user sees. */
  readonly takeOver?: true;
}

/** For owners and administrators of the partner: FORBIDDEN, NOT_FOUND, MACHINE_REFUSED with the reason. */
export interface Webhooks {
  list(): Promise<Webhook[]>;
  /** Dangerous: STEP_UP_REQUIRED. The secret is shown this once. */
  create(input: MakeWebhook): Promise<{ readonly webhook: string; readonly secret: string }>;
  update(webhook: string, change: ChangeWebhook): Promise<Webhook>;
  /** A new secret, shown this once; the one before signs as well for a day. */
  rotate(webhook: string): Promise<{ readonly secret: string }>;
  /** Sends one message that tells of nothing, now. `failure` is null where it arrived. */
  test(webhook: string): Promise<{ readonly failure: WebhookFailure | null; readonly status: number | null }>;
  /**
   * Sends what was given up once more, before anything else; or everything behind a cursor of the feed again, for a receiver that
   * lost what it had. Dangerous: STEP_UP_REQUIRED.
   */
  replay(webhook: string, what: { readonly letter: string } | { readonly after: string }): Promise<void>;
  /** Dangerous: STEP_UP_REQUIRED. */
  delete(webhook: string): Promise<void>;
}

export function serviceAccountsOf(core: Core): ServiceAccounts {
  return {
    list: async () => (await call(core, listServiceAccountsOperation, {})).map(shown),
    create: async ({ name, scopes, companies, days, perMinute }) => {
      if (!Number.isInteger(days) || days < 1 || days > mostDays) refuseInput("days");
      const expiresAt = new Date(core.around.now() + days * dayLength).toISOString();
      const input = {
        name: parseName(name, "name"),
        scopes,
        expiresAt,
        ...wireOf(companies),
        ...(perMinute !== undefined && { perMinute }),
      };
      const made = await call(core, createServiceAccountOperation, { input });
      return "refusal" in made ? refused(made.refusal) : made;
    },
    revoke: (account) => call(core, revokeServiceAccountOperation, { input: { account } }),
    takeOver: (account) => call(core, takeOverServiceAccountOperation, { input: { account } }),
  };
}

export function webhooksOf(core: Core): Webhooks {
  return {
    list: async () => (await call(core, listWebhooksOperation, {})).map(shown),
    create: async ({ name, companies, ...rest }) => {
      const input = { ...rest, name: parseName(name, "name"), ...wireOf(companies) };
      const made = await call(core, createWebhookOperation, { input });
      return "refusal" in made ? refused(made.refusal) : made;
    },
    update: async (webhook, change) => {
      const named = change.name === undefined ? {} : { name: parseName(change.name, "name") };
      const changed = await call(core, updateWebhookOperation, { input: { webhook, ...change, ...named } });
      return "refusal" in changed ? refused(changed.refusal) : shown(changed);
    },
    rotate: (webhook) => call(core, rotateWebhookOperation, { input: { webhook } }),
    test: (webhook) => call(core, testWebhookOperation, { input: { webhook } }),
    replay: (webhook, what) => call(core, replayWebhookOperation, { input: { webhook, ...what } }),
    delete: (webhook) => call(core, deleteWebhookOperation, { input: { webhook } }),
  };
}

const dayLength = 86_400_000;
const mostDays = 366;

const refused = (reason: string): never => {
  throw new SealgraphError("MACHINE_REFUSED", { reason });
};

const wireOf = (scope: StaffScope | undefined) => {
  if (scope === undefined || scope.scope === "ALL") return {};
  return scope.scope === "LABELS" ? { labels: scope.labels } : { companies: scope.companies };
};

/** With its companies as one word. */
function shown<T extends MachineAnswer>({ labels, companies, ...machine }: T) {
  const scope: StaffScope = labels
    ? { scope: "LABELS", labels }
    : companies
      ? { scope: "LIST", companies }
      : { scope: "ALL" };
  return { ...machine, companies: scope };
}
