import type { TenantId } from "../../ids.ts";
import { isFirst } from "../attempts.ts";
import { enterByInvitation } from "../company/invitation-rows.ts";
import type { Request } from "../context.ts";
import { findActor } from "../session/find-actor.ts";
import { askAnyone, beforeSession, inTransaction } from "../transaction.ts";
import { type AuditEvent, audited, auditedOfStranger, stamp } from "./event.ts";
import { noteAttemptRow } from "./rows.ts";

/** Writes what stands for itself into the log of the caller's tenant. Throws as a session that is over does. */
export async function note(request: Request, event: AuditEvent): Promise<void> {
  await inTransaction(request, async (tx) => {
    // Who acts is known after the first look.
    await tx.run();
    await tx.finish(...audited(tx, event));
  });
}

/** How long what somebody is refused, of one kind, is one entry, in seconds: nobody fills the log with it. */
const span = 900;

/**
 * The same for what was refused, and rolled back, once for who acts within a quarter of an hour: whether or not it can be
 * written, the refusal is what is answered.
 */
export const noteRefusal = (request: Request, event: AuditEvent): Promise<void> =>
  noteFirst(request, event).catch(() => {});

async function noteFirst(request: Request, event: AuditEvent): Promise<void> {
  const { user, tenant, atDesk } = await findActor(request);
  // Of staff each company's log says it.
  const who = atDesk ? `${user} ${tenant}` : user;
  if (await isFirst(request, `refused ${event.kind}`, who, span)) await note(request, event);
}

/** Writes into the log of an invitation's tenant what became of it. Nothing, where there is no such invitation. */
export async function noteInvitation(request: Request, tenant: TenantId, event: AuditEvent): Promise<void> {
  const key = event.invitation as Uint8Array;
  await beforeSession(request, async (tx) => {
    await tx.run(enterByInvitation(tenant, key));
    await tx.finish(auditedOfStranger(tx.now, event));
  }).catch(() => {});
}

/** Writes into the log of a user's tenant, where there is such a user, what somebody tried who proved nothing. */
export async function noteAttempt({ house, now }: Request, event: AuditEvent): Promise<void> {
  const [stamped] = stamp(now, [event]);
  if (stamped) await askAnyone(house, noteAttemptRow(now, stamped));
}
