import type { MachineId, TenantId } from "../../ids.ts";
import type { House } from "../context.ts";
import { encodeEventCursor } from "../feed/cursor.ts";
import { shownEvent } from "../feed/read.ts";
import type { FeedRow } from "../feed/rows.ts";
import type { SecretsRow } from "./rows.ts";
import { openSecret, signedHeaders } from "./secret.ts";

/** A message as it is sent. */
export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Receiver extends SecretsRow {
  readonly tenant: TenantId;
  readonly webhook: MachineId;
}

/** What tells of events. */
export function eventsMessage(
  house: House,
  receiver: Receiver,
  batch: string,
  now: Date,
  events: readonly (FeedRow & { readonly tenantId: TenantId })[],
): Message {
  const cursorOf = (revision: number) => encodeEventCursor(house.serverSecret, receiver.tenant, revision);
  const told = events.map((row) => ({ ...shownEvent(row), cursor: cursorOf(row.revision) }));
  return messageOf(house, receiver, batch, now, "partner.events", { events: told });
}

/** What tells of nothing, to see whether it arrives. */
export const testMessage = (house: House, receiver: Receiver, id: string, now: Date): Message =>
  messageOf(house, receiver, id, now, "partner.test", { events: [] });

function messageOf(
  house: House,
  { tenant, webhook, url, secret, formerSecret, formerUntil }: Receiver,
  id: string,
  now: Date,
  type: string,
  data: object,
): Message {
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data: { partner: tenant, webhook, ...data } });
  const isRotating = formerSecret !== null && formerUntil !== null && formerUntil > now;
  const sealed = isRotating ? [secret, formerSecret] : [secret];
  const secrets = sealed.map((each) => openSecret(house, { tenant, webhook }, each));
  return { url, headers: signedHeaders(`msg_${id}`, now, body, secrets), body };
}
