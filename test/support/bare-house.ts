import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { House } from "../../src/domain/context.ts";

/** What verbs and jobs stand on, on this pool: no letters go out and nobody is rung, unless the test says so. */
export const bareHouse = (pool: Pool, overrides: Partial<House> = {}): House => ({
  pool,
  clock: () => new Date(),
  sendMail: async () => {},
  doorbell: { ring: () => {}, listen: () => () => {} },
  publicUrl: "https://vault.example",
  allowedOrigins: [],
  serverSecret: randomBytes(32),
  disablePersonalProfile: false,
  auditRetentionDays: 730,
  readBreached: null,
  backupHours: 24,
  postWebhook: async () => ({ failure: "UNREACHABLE", status: null }),
  mayReceive: () => true,
  onDelivery: () => {},
  onBackup: () => {},
  onCommit: () => {},
  onJob: () => {},
  ...overrides,
});
