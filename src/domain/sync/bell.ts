import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import { spans } from "../bounds.ts";
import type { Request } from "../context.ts";
import { inboxTopic, keysTopic, tenantTopic, topicOf } from "../topics.ts";
import { ask } from "../transaction.ts";
import { listHeard } from "./roster-rows.ts";

export interface Bell {
  /** Resolves at the next ring, or at once for one since the last. */
  readonly rung: () => Promise<Rung>;
  readonly stop: () => void;
}

export interface Rung {
  /** Where it was for one vault that is read apart, and for nothing else. */
  readonly vault: VaultId | null;
  /** Whether keys were handed to the caller: worth telling although nothing to be read has changed. */
  readonly handed: boolean;
}

/**
 * Hears the doorbell for every stream of the caller, and the slow poll besides. A ring before `rung` is not lost. What may
 * give or take a stream, as inbox, groups and tenant do, has them listed anew before the next page is read.
 */
export async function listen(requestOf: () => Request, signal: AbortSignal): Promise<Bell> {
  let pending = new Set<string>();
  let moved = false;
  let handed = false;
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

  const hearKeys = () => {
    handed = true;
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
    const stops = [
      doorbell.listen(heard.streams, hear),
      doorbell.listen(heard.givers, hearMove),
      doorbell.listen(heard.keys, hearKeys),
    ];
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
      if (pending.size === 0 && !moved && !handed && !signal.aborted)
        await new Promise<void>((resolve) => (wake = resolve));
      const [topic = "", ...others] = pending;
      const isAlone = others.length === 0 && !moved && !handed;
      const rung = { vault: isAlone ? (apart.get(topic) ?? null) : null, handed };
      pending = new Set();
      handed = false;
      if (moved && !signal.aborted) await list();
      return rung;
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
  readonly keys: readonly string[];
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
    keys: [user, ...heard.filter(({ gives }) => gives).map(({ id }) => id)].map((id) => keysTopic(tenant, id)),
    givers: [tenantTopic(tenant), inboxTopic(tenant, user), ...of(heard.filter(({ gives }) => gives))],
    apart: new Map(heard.filter(({ apart }) => apart).map(({ id }) => [topicOf(tenant, id), id])),
  };
}
