/** Addresses that people change: proven by a code first, then signed like a name (PROTOCOL §4.4). */
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { findAwaiting } from "../../crypto/roster-state.ts";
import { parseId, type UserId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { takeAttempts } from "../attempts.ts";
import { note } from "../audit/note.ts";
import { attempts } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseAddress } from "../session/address.ts";
import { mailCode, parseCode, provenBy } from "../session/mailed-code.ts";
import { ask } from "../transaction.ts";
import { loadViewer } from "../user/rows.ts";
import type { NewAddressInput } from "./input.ts";
import type { Applied } from "./outcome.ts";

/**
 * Mails a code to an address that the caller wants to have. The answer, and the work, are the same for one that has an
 * account: only the mail differs. Throws `BAD_USER_INPUT`, `RATE_LIMITED`.
 */
export async function requestAddressChange(
  request: Request,
  input: { readonly address: string },
): Promise<{ readonly request: string; readonly expiresAt: Date }> {
  const address = parseAddress(input.address);
  const { actor, answers } = await ask(request, loadViewer());
  const [[viewer]] = answers;
  await takeAttempts(request, [
    ["sign-up address", address, attempts.signUpPerAddress],
    ["address user", actor.user, attempts.addressPerUser],
  ]);
  await note(request, { kind: "ADDRESS_CHANGE_REQUESTED" });
  const { id, expiresAt } = await mailCode(
    request,
    { address, locale: viewer?.locale ?? "en" },
    { toNew: "addressCode", toKnown: "addressTaken" },
  );
  return { request: id, expiresAt };
}

/** An address that is proven, and the request that proved it; null where the code does not. Throws `BAD_USER_INPUT`, `RATE_LIMITED`. */
export async function provenAddress(
  request: Request,
  input: NewAddressInput,
): Promise<{ readonly address: string; readonly id: string } | null> {
  const id = parseId(input.request, "newAddress.request");
  const code = parseCode(input.code);
  const address = code && (await provenBy(request, id, code));
  return address === null ? null : { address, id };
}

/** Somebody's address that comes into force. */
export interface AddressChange {
  readonly user: UserId;
  readonly before: string;
  /** Of the user: the address of before is written to in it. */
  readonly locale: Locale;
  readonly address: string;
}

/** The seqs of changes of person that links confirm. */
export const confirmedSeqs = (links: readonly { readonly link: Link }[]): number[] =>
  links.flatMap(({ link }) =>
    link.kind === rosterKind.TENANT && link.operation === operation.CONFIRM ? [link.subject.seq] : [],
  );

/** Own addresses that are in force at once. */
export const ownChanges = (
  applied: readonly Applied[],
  user: UserId,
  own: { readonly address: string; readonly locale: Locale },
): AddressChange[] =>
  applied.flatMap(({ link: { link }, after, person }) => {
    const isOwn = link.kind === rosterKind.TENANT && link.operation === operation.PERSON && person !== null;
    if (!isOwn || findAwaiting(after, link.seq) || person.address === own.address) return [];
    return [{ user, before: own.address, locale: own.locale, address: person.address }];
  });
