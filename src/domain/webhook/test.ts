import { randomUUID } from "node:crypto";
import { Failure } from "../../errors.ts";
import { type MachineId, parseId } from "../../ids.ts";
import { takeAttempts } from "../attempts.ts";
import { attempts } from "../bounds.ts";
import type { Request, WebhookAnswer } from "../context.ts";
import { demandRight } from "../partner/rights.ts";
import { askAsPartner } from "../transaction.ts";
import { testMessage } from "./message.ts";
import { loadSecrets } from "./rows.ts";

/**
 * Sends a message that tells of nothing, and says what became of it: no transaction is open while the receiver is waited for. Throws
 * `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND`, `RATE_LIMITED`, `BAD_USER_INPUT`.
 */
export async function testWebhook(request: Request, input: { readonly webhook: string }): Promise<WebhookAnswer> {
  const id = parseId<MachineId>(input.webhook, "webhook");
  const { actor, answers } = await askAsPartner(request, loadSecrets(id));
  demandRight(actor, "machines");
  const [[row]] = answers;
  if (!row) throw new Failure("NOT_FOUND");
  await takeAttempts(request, [["webhook test", actor.user, attempts.webhookTestsPerUser]]);
  const { house, now } = request;
  const { url, headers, body } = testMessage(house, { ...row, tenant: actor.tenant, webhook: id }, randomUUID(), now);
  const answer = await house.postWebhook(url, headers, body);
  house.onDelivery(answer.failure ?? "DELIVERED");
  return answer;
}
