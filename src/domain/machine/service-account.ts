import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { type DeviceId, type MachineId, parseId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds, spans } from "../bounds.ts";
import type { MachineScope, Request } from "../context.ts";
import { parseText } from "../invalid.ts";
import { inStaffTransaction } from "../partner/refuse.ts";
import { demandRight } from "../partner/rights.ts";
import { lockPartner } from "../partner/rows.ts";
import { askAsPartner } from "../transaction.ts";
import { parseReach, type ReachAsked, settleReach } from "./reach.ts";
import {
  type AccountRow,
  countMachines,
  endMachine,
  insertAccount,
  insertMachine,
  listAccounts,
  loadAccount,
  takeOverMachine,
} from "./rows.ts";
import { type ServiceAccountView, shownAccount } from "./shown.ts";
import { makeServiceToken } from "./token.ts";

export type MachineRefusal = "TOO_MANY" | "WIDER_THAN_OWN" | "ADDRESS_REFUSED";
export interface MachineRefused {
  readonly __typename: "MachineRefused";
  readonly refusal: MachineRefusal;
}
export const machineRefused = (refusal: MachineRefusal): MachineRefused => ({ __typename: "MachineRefused", refusal });

type Created =
  | { readonly __typename: "ServiceAccountCreated"; readonly account: ServiceAccountView; readonly token: string }
  | MachineRefused;

interface CreateInput extends ReachAsked {
  readonly name: string;
  readonly scopes: readonly MachineScope[];
  readonly expiresAt: Date;
  readonly perMinute?: number | null;
}

/** Makes a service account with its token. Throws `FORBIDDEN`, `READ_ONLY`, `BAD_USER_INPUT`. */
export async function createServiceAccount(request: Request, input: CreateInput): Promise<Created> {
  const name = parseText(input.name, "name", 1, 100);
  const scopes = [...new Set(input.scopes)].sort();
  if (scopes.length === 0) throw new Failure("BAD_USER_INPUT", "scopes has one entry or more.");
  const perMinute = input.perMinute ?? bounds.requestsPerMinute;
  if (perMinute < 1 || perMinute > bounds.requestsPerMinuteAtMost)
    throw new Failure("BAD_USER_INPUT", `perMinute is 1 to ${bounds.requestsPerMinuteAtMost}.`);
  const left = input.expiresAt.getTime() - request.now.getTime();
  if (left <= 0 || left > spans.serviceAccount)
    throw new Failure("BAD_USER_INPUT", "expiresAt is in the future, by 366 days at most.");
  const asked = parseReach(input);
  return inStaffTransaction(request, "machines", async (tx): Promise<Created> => {
    const [, [standing]] = await tx.run(lockPartner(), countMachines("SERVICE_ACCOUNT"));
    if ((standing?.count ?? 0) >= bounds.serviceAccounts) return machineRefused("TOO_MANY");
    const reach = await settleReach(tx, asked);
    if (reach === null) return machineRefused("WIDER_THAN_OWN");
    const id = formatUuid(makeId(tx.now.getTime())) as MachineId;
    const token = makeServiceToken();
    const [, , [row]] = await tx.run(
      insertMachine({ ...reach, id, kind: "SERVICE_ACCOUNT", name }, tx.now),
      insertAccount(id, token, scopes, perMinute, input.expiresAt),
      loadAccount(id, tx.now),
    );
    await tx.finish(...audited(tx, { kind: "SERVICE_ACCOUNT_MADE", device: asDevice(id) }));
    return { __typename: "ServiceAccountCreated", account: shownAccount(row as AccountRow), token: token.token };
  });
}

/** A machine stands in entries where a device does: as what acts. */
const asDevice = (id: MachineId) => id as string as DeviceId;

/** Ends a service account; its sockets are closed at once. Throws `FORBIDDEN`, `NOT_FOUND`, `BAD_USER_INPUT`. */
export async function revokeServiceAccount(
  request: Request,
  input: { readonly account: string },
): Promise<{ readonly account: ServiceAccountView }> {
  const id = parseId<MachineId>(input.account, "account");
  const account = await inStaffTransaction(request, "machines.end", async (tx) => {
    const [[ended], [row]] = await tx.run(endMachine(id, "SERVICE_ACCOUNT", tx.now), loadAccount(id, tx.now));
    if (!ended || !row) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "SERVICE_ACCOUNT_REVOKED", device: asDevice(id) }));
    return shownAccount(row);
  });
  request.house.doorbell.ring([id]);
  return { account };
}

/** The actor is its keeper from now on. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`, `BAD_USER_INPUT`. */
export async function takeOverServiceAccount(
  request: Request,
  input: { readonly account: string },
): Promise<{ readonly account: ServiceAccountView }> {
  const id = parseId<MachineId>(input.account, "account");
  return inStaffTransaction(request, "machines", async (tx) => {
    const [[taken], [row]] = await tx.run(takeOverMachine(id, "SERVICE_ACCOUNT"), loadAccount(id, tx.now));
    if (!taken || !row) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "SERVICE_ACCOUNT_TAKEN_OVER", device: asDevice(id) }));
    return { account: shownAccount(row) };
  });
}

/** All that were not ended, the newest first. Throws `FORBIDDEN`. */
export async function readServiceAccounts(request: Request): Promise<ServiceAccountView[]> {
  const { actor, answers } = await askAsPartner(request, listAccounts(request.now));
  demandRight(actor, "machines.end");
  return answers[0].map(shownAccount);
}
