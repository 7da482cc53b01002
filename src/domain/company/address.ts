/** Addresses that people change: proven by a code first, then signed like a name (PROTOCOL §4.4). */
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { findAwaiting } from "../../crypto/roster-state.ts";
import { parseId, type UserId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { note } from "../audit/note.ts";
import { attempts } from "../bounds.ts";
import type { Mail, Request } from "../context.ts";
import { parseAddress } from "../session/address.ts";
import { findActor } from "../session/find-actor.ts";
import { mailCode, parseCode, provenBy } from "../session/mailed-code.ts";
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
  const { user } = await findActor(request);
  await takeAttempts(request, [
    ["sign-up address", address, attempts.signUpPerAddress],
    ["address user", user, attempts.addressPerUser],
  ]);
  await note(request, { kind: "ADDRESS_CHANGE_REQUESTED" });
  const { id, expiresAt } = await mailCode(request, address, { toNew: letterWithCode, toKnown: letterToTaken });
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
  readonly address: string;
}

/** The seqs of changes of person that links confirm. */
export const confirmedSeqs = (links: readonly { readonly link: Link }[]): number[] =>
  links.flatMap(({ link }) =>
    link.kind === rosterKind.TENANT && link.operation === operation.CONFIRM ? [link.subject.seq] : [],
  );

/** Own addresses that are in force at once. */
export const ownChanges = (applied: readonly Applied[], user: UserId, before: string): AddressChange[] =>
  applied.flatMap(({ link: { link }, after, person }) => {
    const isOwn = link.kind === rosterKind.TENANT && link.operation === operation.PERSON && person !== null;
    if (!isOwn || findAwaiting(after, link.seq) || person.address === before) return [];
    return [{ user, before, address: person.address }];
  });

/** To the address of before: whoever has only that learns of it. */
export const letterToFormer = ({ before }: AddressChange): Mail => ({
  to: before,
  subject: "Your Sealgraph address has changed",
  text: "Your Sealgraph account has another address now: sign in by that one.\n\nIf you did not ask for it, tell an administrator of your company at once.\n",
});

const letterWithCode = (to: string, code: string): Mail => ({
  to,
  subject: `${code} is your Sealgraph code`,
  text: `Your code is ${code.slice(0, 4)} ${code.slice(4)}. It makes this the address of your account.\n\nIt serves once and for 15 minutes. If you did not ask for it, nothing is to be done.\n`,
});

const letterToTaken = (to: string): Mail => ({
  to,
  subject: "You have a Sealgraph account already",
  text: "Somebody asked to give their account this address, which has one already: two cannot share it.\n\nIf it was not you, nothing is to be done.\n",
});
