import { randomUUID } from "node:crypto";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import type { DeviceId, MachineId, TenantId } from "../../ids.ts";
import { auditedOfStranger } from "../audit/event.ts";
import { bounds, spans } from "../bounds.ts";
import type { House, WebhookAnswer, WebhookFailure } from "../context.ts";
import { type EventGroup, kindsOf } from "../feed/kinds.ts";
import { eventsIn } from "../feed/read.ts";
import { type FeedAsked, readFeed } from "../feed/rows.ts";
import { askAnyone, inHouse, type OpeningTransaction } from "../transaction.ts";
import {
  arrived,
  bury,
  type DueRow,
  enterWebhook,
  forgetLetters,
  keepBatch,
  leaseWebhooks,
  loadDue,
  missed,
  release,
  replayed,
} from "./delivery-rows.ts";
import { eventsMessage, type Message } from "./message.ts";

/** Webhooks that one look takes: they are delivered to side by side, so that one that is slow keeps no other of them waiting. */
const most = 16;
/** Milliseconds to the next try: twice as long each time. */
const [firstRetry, lastRetry] = [60_000, 6 * 3_600_000];
/** Milliseconds until a webhook is looked at again that nobody keeps. */
const withoutKeeper = 3_600_000;

interface Held {
  readonly tenantId: TenantId;
  readonly id: MachineId;
  readonly lease: string;
}

/** A message that is to be sent, and what it was made of. */
interface Due {
  readonly message: Message;
  readonly until: number;
  readonly tries: number;
  /** A dead letter that is sent once more. */
  readonly letter: string | null;
}

/**
 * Delivers what is due to webhooks, in three steps: they are taken, for a time, in one transaction; sent to outside of any; and what
 * became of it is kept in another, where they are still held. Cut in between, all of it comes again: a receiver may be told twice, by
 * the same id, and never not at all. Answers how many were taken.
 *
 * @throws what failed for another reason than a receiver's, after all others were delivered to.
 */
export async function deliverDue(house: House): Promise<number> {
  const lease = randomUUID();
  const now = house.clock();
  const [taken] = await askAnyone(house, leaseWebhooks(now, most, lease, new Date(now.getTime() + spans.lease)));
  const outcomes = await Promise.allSettled(taken.map((row) => deliver(house, { ...row, lease })));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return taken.length;
}

async function deliver(house: House, held: Held): Promise<void> {
  const due = await prepare(house, held);
  if (due === null) return;
  const { url, headers, body } = due.message;
  const answer = await house.postWebhook(url, headers, body);
  house.onDelivery(answer.failure ?? "DELIVERED");
  await settle(house, held, due, answer);
}

/** Makes the next message, of what the webhook's keeper may see at this moment. Null where nothing is to be sent. */
function prepare(house: House, { tenantId, id, lease }: Held): Promise<Due | null> {
  return inHouse(house, async (tx): Promise<Due | null> => {
    const [[kept], [row]] = await tx.run(enterWebhook(tenantId, id, tx.now), loadDue(id, lease));
    if (!row) return null;
    if (kept?.enterWebhook !== true) {
      await tx.finish(release(id, lease, new Date(tx.now.getTime() + withoutKeeper)));
      return null;
    }
    const asked = askedOf(row);
    const [rows] = await tx.run(readFeed(asked, bounds.eventsLookedAt));
    const { events, until } = eventsIn(rows, asked.behind);
    const { letter, tries } = row;
    if (events.length === 0) {
      await tx.finish(letter === null ? arrived(id, lease, until, null) : replayed(id, lease, letter, tx.now, null));
      return null;
    }
    // What is tried again keeps its id, and ends where it ended, whatever has come since.
    const batch = letter ?? row.batchId ?? formatUuid(makeId(tx.now.getTime()));
    if (letter === null) await tx.run(keepBatch(id, lease, batch, until));
    const message = eventsMessage(house, { ...row, tenant: tenantId, webhook: id }, batch, tx.now, events);
    return { message, until, tries, letter };
  });
}

function askedOf({ eventGroups, letter, letterAfter, letterUntil, told, batchTo }: DueRow): FeedAsked {
  const kinds = kindsOf(eventGroups.split(" ") as EventGroup[]);
  return letter === null
    ? { kinds, companies: null, most: bounds.eventsPerDelivery, behind: told, upTo: batchTo }
    : { kinds, companies: null, most: bounds.eventsPerPage, behind: letterAfter ?? 0, upTo: letterUntil };
}

/** Keeps what became of a message; nothing, where the webhook is held by somebody else by now. */
function settle(house: House, held: Held, { until, tries, letter }: Due, { failure }: WebhookAnswer): Promise<void> {
  const { tenantId, id, lease } = held;
  return inHouse(house, async (tx) => {
    await tx.run(enterWebhook(tenantId, id, tx.now));
    if (letter !== null) await tx.finish(replayed(id, lease, letter, tx.now, failure));
    else if (failure === null) await tx.finish(arrived(id, lease, until, tx.now));
    else if (tries + 1 < bounds.triesPerDelivery) {
      const wait = Math.min(firstRetry * 2 ** tries, lastRetry);
      await tx.finish(missed(id, lease, new Date(tx.now.getTime() + wait), tx.now, failure));
    } else await giveUp(tx, house, held, failure);
  });
}

async function giveUp(
  tx: OpeningTransaction,
  house: House,
  { id, lease }: Held,
  failure: WebhookFailure,
): Promise<void> {
  const [[letter]] = await tx.run(bury(id, lease, tx.now, failure));
  if (!letter) return;
  await tx.finish(
    forgetLetters(id, bounds.deadLetters),
    auditedOfStranger(tx.now, { kind: "WEBHOOK_DIED", device: id as string as DeviceId }),
  );
  house.onDelivery("DEAD");
}
