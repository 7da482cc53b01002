import { randomBytes } from "node:crypto";
import { formatUuid, makeId, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { type FactorId, parseId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds, spans } from "../bounds.ts";
import { isTaken } from "../connection.ts";
import type { Request } from "../context.ts";
import { parseText } from "../invalid.ts";
import { forgetActor } from "../known-actors.ts";
import { letter } from "../letter.ts";
import { isPasswordTooOld } from "../policy/at-the-door.ts";
import { loadEntryPolicy } from "../policy/entry-rows.ts";
import { findActor } from "../session/find-actor.ts";
import { openBehindFactor } from "../session/rows.ts";
import { inTransaction, type Transaction } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import { checkRegistration, registrationOptions } from "./assertion.ts";
import { factorRefused, type SecondFactorRefused, takeFactorAttempts } from "./prove.ts";
import { type SecondFactor, shownFactor } from "./read.ts";
import {
  confirmTotpRow,
  confirmWebAuthnRow,
  countSpareCodes,
  deleteSpareCodesOf,
  deleteWaitingFactors,
  type FactorRow,
  findWaitingFactor,
  insertFactor,
  insertSpareCodes,
  listFactors,
  lockOwnFactors,
} from "./rows.ts";
import { openSeed, sealSeed } from "./seed.ts";
import { makeSpareCodes } from "./spare-codes.ts";
import { tellByMail } from "./tell-by-mail.ts";
import { intervalOf, seedBytes, totpUri } from "./totp.ts";

export interface TotpBegun {
  readonly factor: FactorId;
  readonly uri: string;
  readonly expiresAt: Date;
}
export interface WebAuthnBegun {
  readonly factor: FactorId;
  readonly options: string;
  readonly expiresAt: Date;
}
export type ConfirmSecondFactorResult =
  | {
      readonly __typename: "SecondFactorAdded";
      readonly factor: SecondFactor;
      /** With the first factor alone. */
      readonly spareCodes: readonly string[] | null;
      /** Whether the session serves nothing but a change of password now. */
      readonly passwordTooOld: boolean;
    }
  | SecondFactorRefused;

/** Begins a factor: its seed is shown here and nowhere else. It counts once a code confirms it. Throws `BAD_USER_INPUT`. */
export async function beginTotp(request: Request, input: { readonly name: string }): Promise<TotpBegun> {
  const name = parseText(input.name, "name", 1, 100);
  return inTransaction(request, async (tx) => {
    const { factor, address, expiresAt } = await beginning(tx);
    const seed = new Uint8Array(randomBytes(seedBytes));
    const sealed = sealSeed(request.house, { user: tx.actor.user, factor }, seed);
    await tx.finish(
      deleteWaitingFactors(),
      insertFactor({ factor, kind: "TOTP", name, seed: sealed, challenge: null }, tx.now),
    );
    return { factor, uri: totpUri(request.house, address, seed), expiresAt };
  });
}

/** Begins a factor: what is for `navigator.credentials.create`. It counts once a registration confirms it. */
export async function beginWebAuthn(request: Request, input: { readonly name: string }): Promise<WebAuthnBegun> {
  const name = parseText(input.name, "name", 1, 100);
  return inTransaction(request, async (tx) => {
    const { factor, factors, address, person, expiresAt } = await beginning(tx);
    const challenge = randomBytes(32);
    const user = { id: parseUuid(tx.actor.user), address, name: person };
    const options = await registrationOptions(request.house, user, factors, challenge);
    await tx.finish(
      deleteWaitingFactors(),
      insertFactor({ factor, kind: "WEBAUTHN", name, seed: null, challenge }, tx.now),
    );
    return { factor, options, expiresAt };
  });
}

async function beginning(tx: Transaction) {
  const [[own], factors, [viewer]] = await tx.run(lockOwnFactors(), listFactors(), loadViewer());
  if (!own || !viewer) throw new Failure("NOT_FOUND");
  checkRoom(factors);
  const factor = formatUuid(makeId(tx.now.getTime())) as FactorId;
  const expiresAt = new Date(tx.now.getTime() + spans.factorBegun);
  return { factor, factors, address: own.address, person: viewer.name, expiresAt };
}

function checkRoom(factors: readonly FactorRow[]): void {
  if (factors.length >= bounds.factorsPerUser) {
    throw new Failure("BAD_USER_INPUT", `An account has at most ${bounds.factorsPerUser} second factors.`);
  }
}

/**
 * Takes up a factor that was begun, by a code of it, which is not taken again. With the first factor come spare codes. Throws
 * `BAD_USER_INPUT`, `NOT_FOUND` where none of this id was begun lately, `RATE_LIMITED`.
 */
export const confirmTotp = (
  request: Request,
  input: { readonly factor: string; readonly code: string },
): Promise<ConfirmSecondFactorResult> =>
  confirm(request, input.factor, async (tx, { factor, seed }) => {
    const opened = seed && openSeed(request.house, { user: tx.actor.user, factor }, seed);
    const interval = opened ? intervalOf(opened, input.code, tx.now) : null;
    return interval === null ? null : confirmTotpRow(factor, interval, tx.now);
  });

/** The same by what a browser registered for the challenge that was begun with. */
export const confirmWebAuthn = (
  request: Request,
  input: { readonly factor: string; readonly registration: string },
): Promise<ConfirmSecondFactorResult> =>
  confirm(request, input.factor, async (tx, { factor, challenge }) => {
    const credential = challenge && (await checkRegistration(request.house, input.registration, challenge));
    return credential ? confirmWebAuthnRow(factor, credential, tx.now) : null;
  });

type Waiting = FactorRow & { challenge: Uint8Array | null };

async function confirm(
  request: Request,
  id: string,
  check: (tx: Transaction, waiting: Waiting) => Promise<ReturnType<typeof confirmTotpRow> | null>,
): Promise<ConfirmSecondFactorResult> {
  const factor = parseId<FactorId>(id, "factor");
  await takeFactorAttempts(request, (await findActor(request)).user);
  try {
    const { result, reader } = await inTransaction(request, async (tx) => {
      const begun = new Date(tx.now.getTime() - spans.factorBegun);
      const [[own], [waiting], factors, [spare]] = await tx.run(
        lockOwnFactors(),
        findWaitingFactor(factor, begun),
        listFactors(),
        countSpareCodes(),
      );
      if (!own || !waiting) throw new Failure("NOT_FOUND");
      checkRoom(factors);
      const write = await check(tx, waiting);
      if (write === null) return { result: factorRefused, reader: null };
      const made = factors.length === 0 || spare?.left === 0 ? newCodes(request, tx.actor.user) : null;
      const [[added]] = await tx.run(write, ...(made?.writes ?? []));
      if (!added) throw new Failure("NOT_FOUND");
      const [[policy]] = await tx.run(loadEntryPolicy(request.ip));
      const isTooOld = policy !== undefined && isPasswordTooOld(policy, tx.now);
      await tx.finish(
        openBehindFactor(tx.actor.session, isTooOld ? "PASSWORD" : "APP"),
        ...audited(tx, { kind: "SECOND_FACTOR_ADDED" }, ...(made ? [{ kind: "SPARE_CODES_MADE" } as const] : [])),
      );
      const spareCodes = made?.codes ?? null;
      const passwordTooOld = tx.actor.surface === "FACTOR" && isTooOld;
      return {
        result: { __typename: "SecondFactorAdded", factor: shownFactor(added), spareCodes, passwordTooOld } as const,
        reader: own,
      };
    });
    // It may be for more from now on.
    if (reader !== null) forgetActor(request.accessHash);
    if (reader !== null) await tellByMail(request, letter(reader, "factorAdded"));
    return result;
  } catch (error) {
    // A credential that the user has registered already: the same as one that does not fit.
    if (isTaken(error) && !(error instanceof Failure)) return factorRefused;
    throw error;
  }
}

/** Ten codes in place of those that there were. */
export function newCodes({ house }: Request, user: UserId) {
  const { codes, hashes } = makeSpareCodes(house, user);
  return { codes, writes: [deleteSpareCodesOf(user), insertSpareCodes(hashes)] as const };
}
