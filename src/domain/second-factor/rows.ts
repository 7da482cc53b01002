import type { DeviceId, FactorId, SessionId, TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { Reader } from "../letter.ts";

export type FactorKind = "TOTP" | "WEBAUTHN";
export type StepPurpose = "SIGN_IN" | "ACCOUNT_CODE" | "STEP_UP";

export interface FactorRow {
  factor: FactorId;
  kind: FactorKind;
  name: string;
  /** Sealed; null but for TOTP. */
  seed: Uint8Array | null;
  credentialId: Uint8Array | null;
  publicKey: Uint8Array | null;
  counter: number | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const columns = "id as factor, kind, name, seed, credential_id, public_key, counter, created_at, last_used_at";

const listFactorsStatement = statement<FactorRow>(
  "factor_list",
  `select ${columns} from second_factor
   where tenant_id = current_tenant() and user_id = current_actor() and confirmed_at is not null order by created_at, id`,
);
/** The actor's factors, the oldest first: those that were confirmed. */
export const listFactors = () => bind(listFactorsStatement);

const findWaitingFactorStatement = statement<FactorRow & { challenge: Uint8Array | null }>(
  "factor_find_waiting",
  `select ${columns}, challenge from second_factor
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is null and created_at > $2
   for update`,
);
/** One that was begun after that moment and not confirmed yet, locked. */
export const findWaitingFactor = (factor: FactorId, after: Date) => bind(findWaitingFactorStatement, factor, after);

const deleteWaitingFactorsStatement = statement(
  "factor_delete_waiting",
  `delete from second_factor where tenant_id = current_tenant() and user_id = current_actor() and confirmed_at is null`,
);
/** Those that were begun and not confirmed: one waits at a time. */
export const deleteWaitingFactors = () => bind(deleteWaitingFactorsStatement);

const insertFactorStatement = statement(
  "factor_insert",
  `insert into second_factor (tenant_id, id, user_id, kind, name, seed, challenge, created_at)
   values (current_tenant(), $1, current_actor(), $2, $3, $4, $5, $6)`,
);
export const insertFactor = (
  f: { factor: FactorId; kind: FactorKind; name: string; seed: Uint8Array | null; challenge: Uint8Array | null },
  now: Date,
) => bind(insertFactorStatement, f.factor, f.kind, f.name, f.seed, f.challenge, now);

const confirmTotpStatement = statement<FactorRow>(
  "factor_confirm_totp",
  `update second_factor set confirmed_at = $2, last_step = $3
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is null returning ${columns}`,
);
/** With the interval of the code that confirmed it, which is not taken again. */
export const confirmTotpRow = (factor: FactorId, step: number, now: Date) =>
  bind(confirmTotpStatement, factor, now, step);

const confirmWebAuthnStatement = statement<FactorRow>(
  "factor_confirm_web_authn",
  `update second_factor set confirmed_at = $2, challenge = null, credential_id = $3, public_key = $4, counter = $5
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is null returning ${columns}`,
);
export const confirmWebAuthnRow = (
  factor: FactorId,
  c: { id: Uint8Array; publicKey: Uint8Array; counter: number },
  now: Date,
) => bind(confirmWebAuthnStatement, factor, now, c.id, c.publicKey, c.counter);

const takeTotpStepStatement = statement<{ factor: FactorId }>(
  "factor_take_totp_step",
  `update second_factor set last_step = $2, last_used_at = $3
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is not null and last_step < $2
   returning id as factor`,
);
/** No row where a code of this interval, or of a later one, was taken before. Of two at once one gets it. */
export const takeTotpStep = (factor: FactorId, step: number, now: Date) =>
  bind(takeTotpStepStatement, factor, step, now);

const takeCounterStatement = statement<{ factor: FactorId }>(
  "factor_take_counter",
  `update second_factor set counter = $2, last_used_at = $3
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is not null
     and (counter < $2 or counter = 0 and $2 = 0)
   returning id as factor`,
);
/** No row where the authenticator has counted as far before. */
export const takeCounter = (factor: FactorId, counter: number, now: Date) =>
  bind(takeCounterStatement, factor, counter, now);

const deleteFactorStatement = statement<{ name: string; kind: FactorKind }>(
  "factor_delete",
  `delete from second_factor
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and confirmed_at is not null returning name, kind`,
);
export const deleteFactor = (factor: FactorId) => bind(deleteFactorStatement, factor);

const deleteFactorsOfStatement = statement<{ name: string; confirmedAt: Date | null }>(
  "factor_delete_of",
  "delete from second_factor where tenant_id = current_tenant() and user_id = $1 returning name, confirmed_at",
);
/** All of one member of the tenant. Whether the actor may, the verb asks. */
export const deleteFactorsOf = (user: UserId) => bind(deleteFactorsOfStatement, user);

const lockFactorsOfStatement = statement<Reader>(
  "factor_lock_user",
  `select address, locale from "user" where tenant_id = current_tenant() and id = $1 and status <> 'REMOVED' for no key update`,
);
/** Whoever adds or removes a factor of this user waits until the transaction ends. No row for whoever is no member. */
export const lockFactorsOf = (user: UserId) => bind(lockFactorsOfStatement, user);

const lockOwnFactorsStatement = statement<Reader>(
  "factor_lock_own",
  `select address, locale from "user" where tenant_id = current_tenant() and id = current_actor() for no key update`,
);
export const lockOwnFactors = () => bind(lockOwnFactorsStatement);

const insertSpareCodesStatement = statement(
  "factor_insert_spare_codes",
  `insert into spare_code (tenant_id, user_id, code_hash)
   select current_tenant(), current_actor(), code_hash from unnest($1::bytea[]) as made (code_hash)`,
);
export const insertSpareCodes = (hashes: readonly Uint8Array[]) => bind(insertSpareCodesStatement, hashes);

const deleteSpareCodesOfStatement = statement(
  "factor_delete_spare_codes_of",
  "delete from spare_code where tenant_id = current_tenant() and user_id = $1",
);
export const deleteSpareCodesOf = (user: UserId) => bind(deleteSpareCodesOfStatement, user);

const takeSpareCodeStatement = statement<{ codeHash: Uint8Array }>(
  "factor_take_spare_code",
  `delete from spare_code where tenant_id = current_tenant() and user_id = current_actor() and code_hash = $1 returning code_hash`,
);
/** No row where there is no such code. Of two at once one gets it. */
export const takeSpareCode = (hash: Uint8Array) => bind(takeSpareCodeStatement, hash);

const countSpareCodesStatement = statement<{ left: number }>(
  "factor_count_spare_codes",
  `select count(*) as "left" from spare_code where tenant_id = current_tenant() and user_id = current_actor()`,
);
export const countSpareCodes = () => bind(countSpareCodesStatement);

const openFactorStepStatement = statement("factor_open_step", "select open_factor_step($1, $2, $3, $4, $5, $6)");
export const openFactorStep = (s: {
  tokenHash: Uint8Array;
  device: DeviceId;
  session: SessionId | null;
  purpose: StepPurpose;
  challenge: Uint8Array;
  expiresAt: Date;
}) => bind(openFactorStepStatement, s.tokenHash, s.device, s.session, s.purpose, s.challenge, s.expiresAt);

const tryFactorStepStatement = statement<{ userId: UserId }>(
  "factor_try_step",
  "select * from try_factor_step($1, $2, $3)",
);
export const tryFactorStep = (tokenHash: Uint8Array, most: number, now: Date) =>
  bind(tryFactorStepStatement, tokenHash, most, now);

const enterFactorStepStatement = statement<{
  userId: UserId;
  purpose: StepPurpose;
  sessionId: SessionId | null;
  challenge: Uint8Array;
  expiresAt: Date;
}>("factor_enter_step", "select * from enter_factor_step($1, $2)");
export const enterFactorStep = (tokenHash: Uint8Array, now: Date) => bind(enterFactorStepStatement, tokenHash, now);

const proveFactorStepStatement = statement("factor_prove_step", "select prove_factor_step($1, $2)");
export const proveFactorStep = (tokenHash: Uint8Array, now: Date) => bind(proveFactorStepStatement, tokenHash, now);

const countFactorStepStatement = statement<{ countFactorStep: boolean }>(
  "factor_count_step",
  "select count_factor_step($1, $2, $3, $4, $5)",
);
/** Whether the actor's step was shown a factor; with `spent` it counts no more. */
export const countFactorStep = (
  tokenHash: Uint8Array | null,
  device: DeviceId,
  purpose: StepPurpose,
  spent: boolean,
  now: Date,
) => bind(countFactorStepStatement, tokenHash, device, purpose, spent, now);

const noteFactorProvenStatement = statement(
  "factor_note_proven",
  `update session set factor_proven_at = $2
   where tenant_id = current_tenant() and user_id = current_actor() and id = $1 and ended_at is null`,
);
export const noteFactorProven = (session: SessionId, now: Date) => bind(noteFactorProvenStatement, session, now);

const loadStandingStatement = statement<{ has: boolean; provenAt: Date | null }>(
  "factor_load_standing",
  `select exists (select from second_factor f
                  where f.tenant_id = current_tenant() and f.user_id = current_actor() and f.confirmed_at is not null) as has,
          (select s.factor_proven_at from session s
           where s.tenant_id = current_tenant() and s.user_id = current_actor()
             and (s.access_hash = $1 or s.former_access_hash = $1)) as proven_at`,
);
/** Whether the actor has a factor, and when the session of this token was last shown one. */
export const loadStanding = (accessHash: Uint8Array) => bind(loadStandingStatement, accessHash);

const bringFactorsStatement = statement("factor_bring", "select bring_factors($1)");
/** In the tenant that was entered: the actor's user has to stand there already. */
export const bringFactors = (origin: TenantId) => bind(bringFactorsStatement, origin);

const findResetAddressStatement = statement<Reader>(
  "factor_find_reset_address",
  "select address, locale from find_reset_address($1)",
);
/** Of somebody whom a letter is owed that their factors were taken away. */
export const findResetAddress = (user: string) => bind(findResetAddressStatement, user);
