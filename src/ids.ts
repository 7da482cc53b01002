import { Failure } from "./errors.ts";

declare const brand: unique symbol;
/** Canonical UUID text, lower case. Branded: an id of one thing does not fit where another's is asked. */
type Id<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Id<"tenant">;
export type UserId = Id<"user">;
export type DeviceId = Id<"device">;
export type SessionId = Id<"session">;
export type DeviceRequestId = Id<"device request">;
export type FactorId = Id<"factor">;
/** A vault and its roster bear the same id. PROTOCOL §4.1. */
export type RosterId = Id<"roster">;
export type VaultId = RosterId;
export type RecordId = Id<"record">;
export type BackupId = Id<"backup">;
export type RecoveryId = Id<"recovery">;
/** A service account or a webhook. */
export type MachineId = Id<"machine">;

/** Sort before and behind every id that anybody makes: where a list begins, so that no query has to ask whether one was given. */
export const lowestId = "00000000-0000-0000-0000-000000000000";
export const highestId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether it is canonical UUID text. */
export const isId = (text: string): boolean => canonical.test(text);

/** Takes canonical UUID text. Throws `BAD_USER_INPUT`, naming the field. */
export function parseId<T extends Id<string>>(text: string, field: string): T {
  if (!isId(text)) throw new Failure("BAD_USER_INPUT", `${field} is not a UUID in canonical lower-case text.`);
  return text as T;
}
