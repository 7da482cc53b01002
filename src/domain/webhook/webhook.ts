import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { type DeviceId, type MachineId, parseId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds, spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFeedCursor } from "../feed/cursor.ts";
import type { EventGroup } from "../feed/kinds.ts";
import { parseText } from "../invalid.ts";
import { parseReach, type ReachAsked, settleReach } from "../machine/reach.ts";
import { countMachines, endMachine, insertMachine, takeOverMachine } from "../machine/rows.ts";
import { type MachineRefused, machineRefused } from "../machine/service-account.ts";
import { inStaffTransaction } from "../partner/refuse.ts";
import { demandRight } from "../partner/rights.ts";
import { lockPartner } from "../partner/rows.ts";
import { askAsPartner, type Transaction } from "../transaction.ts";
import {
  deleteWebhook as deleteRow,
  insertWebhook,
  listAllLetters,
  listLetters,
  listWebhooks,
  loadWebhook,
  renewSecret,
  replayLetter,
  rewindWebhook,
  updateWebhook as updateRow,
} from "./rows.ts";
import { makeSecret, sealSecret, secretText } from "./secret.ts";
import { shownWebhook, type WebhookView } from "./shown.ts";

export interface WebhookCreated {
  readonly __typename: "WebhookCreated";
  readonly webhook: WebhookView;
  readonly secret: string;
}
export interface WebhookUpdated {
  readonly __typename: "WebhookUpdated";
  readonly webhook: WebhookView;
}

interface CreateInput extends ReachAsked {
  readonly name: string;
  readonly url: string;
  readonly groups: readonly EventGroup[];
}

/** Makes a webhook, with a secret that is shown once. Throws `FORBIDDEN`, `READ_ONLY`, `BAD_USER_INPUT`. */
export async function createWebhook(request: Request, input: CreateInput): Promise<WebhookCreated | MachineRefused> {
  const { house } = request;
  const name = parseText(input.name, "name", 1, 100);
  const groups = parseGroups(input.groups);
  const asked = parseReach(input);
  return inStaffTransaction(request, "machines", async (tx): Promise<WebhookCreated | MachineRefused> => {
    const [, [standing]] = await tx.run(lockPartner(), countMachines("WEBHOOK"));
    if (!house.mayReceive(input.url)) return machineRefused("ADDRESS_REFUSED");
    if ((standing?.count ?? 0) >= bounds.webhooks) return machineRefused("TOO_MANY");
    const reach = await settleReach(tx, asked);
    if (reach === null) return machineRefused("WIDER_THAN_OWN");
    const id = formatUuid(makeId(tx.now.getTime())) as MachineId;
    const secret = makeSecret();
    const sealed = sealSecret(house, { tenant: tx.actor.tenant, webhook: id }, secret);
    await tx.run(
      insertMachine({ ...reach, id, kind: "WEBHOOK", name }, tx.now),
      insertWebhook(id, input.url, groups, sealed),
      ...audited(tx, { kind: "WEBHOOK_MADE", device: asDevice(id) }),
    );
    return { __typename: "WebhookCreated", webhook: await show(tx, id), secret: secretText(secret) };
  });
}

function parseGroups(groups: readonly EventGroup[]): EventGroup[] {
  if (groups.length === 0) throw new Failure("BAD_USER_INPUT", "groups has one entry or more.");
  return [...new Set(groups)].sort();
}

/** A machine stands in entries where a device does. */
const asDevice = (id: MachineId) => id as string as DeviceId;

async function show(tx: Transaction, id: MachineId): Promise<WebhookView> {
  const [[row], letters] = await tx.run(loadWebhook(id), listLetters(id));
  if (!row) throw new Failure("NOT_FOUND");
  return shownWebhook(row, letters);
}

interface UpdateInput {
  readonly webhook: string;
  readonly name?: string | null;
  readonly url?: string | null;
  readonly groups?: readonly EventGroup[] | null;
  readonly active?: boolean | null;
  readonly takeOver?: boolean | null;
}

/** Changes what is said of a webhook; the rest stays. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`, `BAD_USER_INPUT`. */
export async function updateWebhook(request: Request, input: UpdateInput): Promise<WebhookUpdated | MachineRefused> {
  const id = parseId<MachineId>(input.webhook, "webhook");
  const { url = null, active = null, takeOver = null } = input;
  const name = input.name == null ? null : parseText(input.name, "name", 1, 100);
  const groups = input.groups ? parseGroups(input.groups) : null;
  return inStaffTransaction(request, "machines", async (tx): Promise<WebhookUpdated | MachineRefused> => {
    await show(tx, id);
    if (url !== null && !request.house.mayReceive(url)) return machineRefused("ADDRESS_REFUSED");
    await tx.run(
      updateRow(id, { name, url, groups, active }),
      ...(takeOver ? [takeOverMachine(id, "WEBHOOK")] : []),
      ...audited(tx, { kind: "WEBHOOK_CHANGED", device: asDevice(id) }),
    );
    return { __typename: "WebhookUpdated", webhook: await show(tx, id) };
  });
}

/** Gives a webhook a new secret; the one before signs as well for a day. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`, `BAD_USER_INPUT`. */
export async function rotateWebhookSecret(
  request: Request,
  input: { readonly webhook: string },
): Promise<WebhookCreated> {
  const id = parseId<MachineId>(input.webhook, "webhook");
  return inStaffTransaction(request, "machines", async (tx): Promise<WebhookCreated> => {
    await show(tx, id);
    const secret = makeSecret();
    const sealed = sealSecret(request.house, { tenant: tx.actor.tenant, webhook: id }, secret);
    await tx.run(
      renewSecret(id, sealed, new Date(tx.now.getTime() + spans.formerSecret)),
      ...audited(tx, { kind: "WEBHOOK_SECRET_RENEWED", device: asDevice(id) }),
    );
    return { __typename: "WebhookCreated", webhook: await show(tx, id), secret: secretText(secret) };
  });
}

interface ReplayInput {
  readonly webhook: string;
  readonly letter?: string | null;
  readonly after?: string | null;
}

/**
 * Has a dead letter sent once more, or everything behind a cursor. Throws `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`, `BAD_USER_INPUT`;
 * `INVALID_CURSOR` for one of another partner.
 */
export async function replayWebhook(request: Request, input: ReplayInput): Promise<WebhookUpdated> {
  const id = parseId<MachineId>(input.webhook, "webhook");
  const { letter: named = null, after = null } = input;
  if ((named === null) === (after === null)) throw new Failure("BAD_USER_INPUT", "letter or after, one of both.");
  const letter = named === null ? null : parseId<MachineId>(named, "letter");
  return inStaffTransaction(request, "machines", async (tx): Promise<WebhookUpdated> => {
    await show(tx, id);
    if (letter !== null) {
      const [[asked]] = await tx.run(replayLetter(id, letter, tx.now));
      if (!asked) throw new Failure("NOT_FOUND");
    } else
      await tx.run(rewindWebhook(id, parseFeedCursor(request.house.serverSecret, tx.actor.tenant, after as string)));
    await tx.run(...audited(tx, { kind: "WEBHOOK_REPLAYED", device: asDevice(id) }));
    return { __typename: "WebhookUpdated", webhook: await show(tx, id) };
  });
}

/** Ends a webhook, with its dead letters. Throws `FORBIDDEN`, `NOT_FOUND`, `BAD_USER_INPUT`. */
export async function deleteWebhook(
  request: Request,
  input: { readonly webhook: string },
): Promise<{ readonly webhook: string }> {
  const id = parseId<MachineId>(input.webhook, "webhook");
  return inStaffTransaction(request, "machines.end", async (tx) => {
    const [[ended]] = await tx.run(endMachine(id, "WEBHOOK", tx.now), deleteRow(id));
    if (!ended) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "WEBHOOK_DELETED", device: asDevice(id) }));
    return { webhook: id };
  });
}

/** All that were not ended, the newest first. Throws `FORBIDDEN`. */
export async function readWebhooks(request: Request): Promise<WebhookView[]> {
  const { actor, answers } = await askAsPartner(request, listWebhooks(), listAllLetters());
  demandRight(actor, "machines.end");
  const [rows, letters] = answers;
  return rows.map((row) => shownWebhook(row, letters));
}
