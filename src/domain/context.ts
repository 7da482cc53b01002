import type { Pool } from "pg";
import type { DeviceId, SessionId, TenantId, UserId, VaultId } from "../ids.ts";

/** A letter to one address. The text is for people; it never holds a secret of a vault. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Why a message did not arrive. */
export type WebhookFailure =
  | "ADDRESS_REFUSED"
  | "NAME_NOT_FOUND"
  | "UNREACHABLE"
  | "TLS_FAILED"
  | "TIMED_OUT"
  | "REDIRECTED"
  | "REFUSED"
  | "FAILED";

/** What became of a message; no status where nothing came back. */
export interface WebhookAnswer {
  readonly failure: WebhookFailure | null;
  readonly status: number | null;
}

export type PostWebhook = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<WebhookAnswer>;

/** What the server's verbs stand on, made once at start. */
export interface House {
  readonly pool: Pool;
  readonly clock: () => Date;
  /** Resolves when the mail system, or the outbox, has taken the letter. */
  readonly sendMail: (mail: Mail) => Promise<void>;
  readonly doorbell: Doorbell;
  /** The origin that login proofs must name. */
  readonly publicUrl: string;
  /** Of other pages that may call: their WebAuthn counts as that of `publicUrl`. */
  readonly allowedOrigins: readonly string[];
  /** 32 bytes: invented salts, cursors, seeds and spare codes of second factors hang on it. */
  readonly serverSecret: Uint8Array;
  readonly disablePersonalProfile: boolean;
  /** How long entries of the logs are kept. */
  readonly auditRetentionDays: number;
  /** How many hours old a backup is before another is taken of what has changed. */
  readonly backupHours: number;
  /** What is behind a beginning of SHA-1 in the operator's ranges of breached passwords; null where there are none. */
  readonly readBreached: ((prefix: string) => Promise<readonly string[]>) | null;
  /** Sends a message to a receiver of events. Never throws. */
  readonly postWebhook: PostWebhook;
  /** Whether webhooks may be sent to an address of this text, as far as that can be said before its name is looked up. */
  readonly mayReceive: (url: string) => boolean;
  /** Told what became of each delivery: `DELIVERED`, or why not; for counting. */
  readonly onDelivery: (outcome: string) => void;
  /** Told what became of each vault that was to be backed up: `TAKEN`, or why not; for counting. */
  readonly onBackup: (outcome: string) => void;
  /** Told the type name of each commit's answer, for counting. */
  readonly onCommit: (answer: string) => void;
  /** Told the kind of each job and how it went, for counting. */
  readonly onJob: (kind: string, outcome: "DONE" | "FAILED") => void;
}

/** Tells streams' listeners that there is something to read. Carries no content, and may be lost: readers poll besides. */
export interface Doorbell {
  /** Rings for these topics (`topics.ts`, and session ids), here at once and in the other processes by the database. */
  ring(topics: readonly string[]): void;
  /** Calls `heard` once on each ring, with those of the topics that were rung, until the returned function is called. */
  listen(topics: readonly string[], heard: (rung: readonly string[]) => void): () => void;
}

/** One request, or one event of a subscription: who asks, from where, when. */
export interface Request {
  readonly house: House;
  /** Shown to the caller and in the log. */
  readonly id: string;
  /** Hash of the bearer token, or null where none was sent. PROTOCOL §3.4. */
  readonly accessHash: Uint8Array | null;
  /** Address of the peer, for the counting of attempts. */
  readonly peer: string;
  /** The token is one of a service account, by its form. */
  readonly service?: boolean;
  /** The very address of the peer, for rules about networks; null where there is none. */
  readonly ip: string | null;
  readonly now: Date;
  /** Whom what is asked serves besides app and portal. Said field by field; the database refuses everybody else. */
  readonly admits?: readonly Admission[];
  /** The share of another company that is visited by it; none at home. PROTOCOL §4.12. */
  readonly visit?: VaultId | null;
  /** The company in which the caller acts as staff of a desk; none at home. Said by the verb. PROTOCOL §4.15. */
  readonly company?: TenantId | null;
}

/**
 * What a session is for (PROTOCOL §3.3); `PARTNER`: for the staff of a partner, does all that one for the portal does; `SERVICE`: for
 * no session, but a token of a service account; `FORMER`: for somebody who was removed, to go elsewhere with their account;
 * `PASSWORD`: for somebody whose password is too old, to change it; `FACTOR`: for somebody who lacks the second factor that
 * the company demands, to add one.
 */
export type Surface = "APP" | "PORTAL" | "PARTNER" | "SERVICE" | "FORMER" | "PASSWORD" | "FACTOR";

/** Whether what is kept for the portal is for such sessions. */
export const isPortal = (surface: Surface): boolean => surface === "PORTAL" || surface === "PARTNER";

/** A surface that is served besides app and portal; `ELSEWHERE`: whoever comes from outside the networks of their session. */
export type Admission = Surface | "ELSEWHERE";

/** What a guest is to the share that a request visits. */
export interface Visit {
  readonly share: VaultId;
  readonly role: "EDITOR" | "READER" | "READER_HIDDEN";
  /** Their new keys are verified by nobody yet. */
  readonly suspended: boolean;
  /** Of their account, as their own tenant states them. */
  readonly signingKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
  /** The operator suspended the company. */
  readonly closed: boolean;
}

/** What a service account may be made for. */
export type MachineScope =
  | "READ_COMPANIES"
  | "READ_PEOPLE"
  | "READ_AUDIT"
  | "READ_EVENTS"
  | "WRITE_LABELS"
  | "WRITE_TERMS";

/** What somebody is on the staff of the partner for which a transaction was entered, as it is in that transaction. */
export interface Standing {
  /** The partner's tenant, which is the actor's. */
  readonly partner: TenantId;
  readonly role: "OWNER" | "ADMINISTRATOR" | "TECHNICIAN" | "BILLING" | "AUDITOR";
  readonly scope: "ALL" | "LABELS" | "LIST";
  /** What a service account may do, of what its keeper may; null: a person asks. */
  readonly scopes: readonly MachineScope[] | null;
  /** Since then the partner, or its tenant, is read and not written to. */
  readonly suspendedAt: Date | null;
}

/** What staff are in the company that they act in. */
export interface AtDesk {
  /** Their partner's tenant, where they are at home. */
  readonly desk: TenantId;
}

/** Who a session speaks for, as the database found them in the transaction at hand. */
export interface Actor {
  /** Where they act: in a visit the tenant that owns the share, at a desk the company. */
  readonly tenant: TenantId;
  /** Null at home. */
  readonly visit: Visit | null;
  /** For staff in a company; none at home. */
  readonly atDesk?: AtDesk | null;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly session: SessionId;
  readonly accessExpiresAt: Date;
  readonly surface: Surface;
  /** Where the transaction was entered for a partner, and nowhere else. */
  readonly partner?: Standing;
}

/** Who acts for a partner. */
export type StaffActor = Actor & { readonly partner: Standing };
