import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import { spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { inboxTopic, tenantTopic, topicOf } from "../topics.ts";
import { ask } from "../transaction.ts";
import { listHeard } from "./rows.ts";

export interface Bell {
  /** Resolves at the next ring, or at once for one since the last: with the vault, where it was for one that is read apart and for nothing else. */
  readonly rung: () => Promise<VaultId | null>;
  readonly stop: () => void;
}

/**
 * Hears the doorbell for every stream of the caller, and the slow poll besides. A ring before `rung` is not lost. What may
 * give or take a stream, as inbox, groups and tenant do, has them listed anew before the next page is read.
 */
export async function listen(requestOf: () => Request, signal: AbortSignal): Promise<Bell> {
  let pending = new Set<string>();
  let moved = false;
  let apart: ReadonlyMap<string, VaultId> = new Map();
  let wake = () => {};
  let unlisten = () => {};
  const hear = (rung: readonly string[]) => {
    for (const topic of rung) pending.add(topic);
    wake();
  };
  const hearMove = () => {
    moved = true;
    wake();
  };

  const list = async (): Promise<void> => {
    const request = requestOf();
    const { doorbell } = request.house;
    moved = false;
    const { actor, answers } = await ask(request, listHeard());
    const heard = topicsOf(actor, answers[0]);
    // One after the other: a topic knows who hears it, not how often.
    unlisten();
    const stops = [doorbell.listen(heard.streams, hear), doorbell.listen(heard.givers, hearMove)];
    apart = heard.apart;
    unlisten = () => {
      for (const stop of stops) stop();
    };
  };

  await list();
  const poll = setInterval(hearMove, spans.poll);
  signal.addEventListener("abort", hearMove);
  return {
    rung: async () => {
      if (pending.size === 0 && !moved && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      const [topic = "", ...others] = pending;
      pending = new Set();
      if (signal.aborted) return null;
      if (!moved) return others.length > 0 ? null : (apart.get(topic) ?? null);
      await list();
      return null;
    },
    stop: () => {
      unlisten();
      clearInterval(poll);
      signal.removeEventListener("abort", hearMove);
    },
  };
}

interface Topics {
  readonly streams: readonly string[];
  readonly givers: readonly string[];
  /** Vaults that are read apart, by what rings for them. */
  readonly apart: ReadonlyMap<string, VaultId>;
}

function topicsOf(
  { tenant, user }: { readonly tenant: TenantId; readonly user: UserId },
  heard: readonly { readonly id: RosterId; readonly gives: boolean; readonly apart: boolean }[],
): Topics {
  const of = (some: typeof heard) => some.map(({ id }) => topicOf(tenant, id));
  return {
    streams: [...new Set(of(heard.filter(({ gives }) => !gives)))],
    givers: [tenantTopic(tenant), inboxTopic(tenant, user), ...of(heard.filter(({ gives }) => gives))],
    apart: new Map(heard.filter(({ apart }) => apart).map(({ id }) => [topicOf(tenant, id), id])),
  };
}
