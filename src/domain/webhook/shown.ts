import { shownMachine } from "../machine/shown.ts";
import type { DeadLetterRow, WebhookRow } from "./rows.ts";

export const shownWebhook = (row: WebhookRow, letters: readonly DeadLetterRow[]) => ({
  ...shownMachine(row),
  webhook: row.id as string,
  url: row.url,
  groups: row.eventGroups.split(" "),
  active: row.active,
  lastDeliveredAt: row.deliveredAt,
  failingSince: row.failingSince,
  lastFailure: row.failure,
  tries: row.tries,
  nextTryAt: row.dueAt,
  formerSecretUntil: row.formerUntil,
  deadLetters: letters
    .filter(({ webhookId }) => webhookId === row.id)
    .map(({ letter, failure, diedAt, replayAskedAt }) => ({ letter, failure, diedAt, replayAskedAt })),
});

export type WebhookView = ReturnType<typeof shownWebhook>;
