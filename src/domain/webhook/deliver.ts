import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
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

/** Webhooks that are delivered to side by side: where one is done, the next is taken, and nobody waits for the slowest. */
const most = 16;
/** And of one partner: whose receivers are slow keeps no other partner's waiting. */
const mostOfOne = 4;
/** Milliseconds between two looks while some are under way and nothing else was due. */
const look = 1_000;
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
 * Delivers what is due to webhooks, until nothing is, in three steps each: they are taken, for a time, in one transaction; sent to
 * outside of any; and what became of it is kept in another, where they are still held. Cut in between, all of it comes again: a receiver may
 * be told twice, by the same id, and never not at all. Answers how many were taken.
 *
 * @param signal none is taken any more; those under way are waited for.
 * @throws what failed for another reason than a receiver's, after all others under way were delivered to.
 */
export async function deliverDue(house: House, signal?: AbortSignal): Promise<number> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let count = 0;
  const begin = (held: Held) => {
    const its = deliver(house, held)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(its));
    running.add(its);
  };
  while (failures.length === 0 && !signal?.aborted) {
    const taken = await take(house, most - running.size).catch((error: unknown) => {
      failures.push(error);
      return [];
    });
    for (const held of taken) begin(held);
    count += taken.length;
    if (running.size === 0) break;
    await oneOf(running, running.size < most && taken.length === 0);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  return count;
}

/** Takes so many, by a hold of their own: what runs out is taken anew, also here, and is not mistaken for what it was. */
async function take(house: House, room: number): Promise<Held[]> {
  if (room === 0) return [];
  const lease = randomUUID();
  const now = house.clock();
  const until = new Date(now.getTime() + spans.lease);
  const [taken] = await askAnyone(house, leaseWebhooks(now, room, mostOfOne, lease, until));
  return taken.map((row) => ({ ...row, lease }));
}

/** Until one of them is done; where there is room for others, no longer than to the next look. */
async function oneOf(running: ReadonlySet<Promise<void>>, hasRoom: boolean): Promise<void> {
  const looking = new AbortController();
  const others = hasRoom ? [sleep(look, undefined, { signal: looking.signal }).catch(() => {})] : [];
  await Promise.race([...running, ...others]);
  looking.abort();
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
