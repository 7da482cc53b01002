import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Client, EventMap } from "sealgraph/client";
import { type Asking, beginAsking } from "./asking.ts";

/** After these, what this device has may be another. */
const ofData = ["change", "reset", "synced", "caught", "rotation"] as const satisfies readonly (keyof EventMap)[];
/** After these, only how it stands is: the line, the account, what somebody is told. */
const ofStanding = [
  "progress",
  "connection",
  "signedOut",
  "policies",
  "recovery",
  "locked",
  "trouble",
] as const satisfies readonly (keyof EventMap)[];

/** Events come by the thousand when a vault is fetched: what is shown is looked at again once in so many milliseconds. */
const breath = 40;

interface Ticks {
  count: number;
  readonly listeners: Set<() => void>;
  soon(): void;
}

function makeTicks(): Ticks {
  let waits = false;
  const ticks: Ticks = {
    count: 0,
    listeners: new Set(),
    soon() {
      if (waits) return;
      waits = true;
      setTimeout(() => {
        waits = false;
        ticks.count++;
        for (const listener of [...ticks.listeners]) listener();
      }, breath);
    },
  };
  return ticks;
}

interface Watched {
  readonly data: Ticks;
  readonly all: Ticks;
}
const watchedOf = new WeakMap<Client, Watched>();

function watched(client: Client): Watched {
  const known = watchedOf.get(client);
  if (known) return known;
  const ticks: Watched = { data: makeTicks(), all: makeTicks() };
  for (const name of ofData) client.on(name, ticks.data.soon);
  for (const name of [...ofData, ...ofStanding]) client.on(name, ticks.all.soon);
  watchedOf.set(client, ticks);
  return ticks;
}

function useTicks(ticks: Ticks): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      ticks.listeners.add(listener);
      return () => ticks.listeners.delete(listener);
    },
    [ticks],
  );
  return useSyncExternalStore(subscribe, () => ticks.count);
}

/** A number that grows whenever the client tells of anything: for what `status()` and the queue say, which cost nothing to ask. */
export const useTick = (client: Client): number => useTicks(watched(client).all);

/** What was asked for: what was known stays while it is asked for again. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** Asks once more, now. */
  again(): void;
}

/**
 * Asks when it is first shown, when one of `on` is another, and on `again`. For what the server alone knows. Answers to what
 * is not asked any more are dropped.
 */
export const useAsked = <T>(ask: () => Promise<T>, on: readonly unknown[]): Asked<T> => useAsking(ask, on, 0);

/** What this device has, asked for again whenever the client tells that it is another. */
export const useLive = <T>(client: Client, ask: () => Promise<T>, on: readonly unknown[] = []): Asked<T> =>
  useAsking(ask, [client, ...on], useTicks(watched(client).data));

function useAsking<T>(ask: () => Promise<T>, on: readonly unknown[], tick: number): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: null });
  const [round, setRound] = useState(0);
  const question = useRef(ask);
  question.current = ask;
  const asking = useRef<Asking | null>(null);
  useEffect(() => {
    const its = beginAsking(() => question.current(), {
      answer: (value) => setState({ value, error: null }),
      error: (error) => setState(({ value }) => ({ value, error })),
    });
    asking.current = its;
    return its.stop;
  }, [...on, round]);
  const seen = useRef(tick);
  useEffect(() => {
    if (seen.current === tick) return;
    seen.current = tick;
    asking.current?.soon();
  }, [tick]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, again };
}
