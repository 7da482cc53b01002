import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Client, EventMap } from "sealgraph/client";

const names = [
  "change",
  "progress",
  "connection",
  "caught",
  "reset",
  "signedOut",
  "rotation",
  "policies",
  "recovery",
  "locked",
  "trouble",
  "synced",
] as const satisfies readonly (keyof EventMap)[];

/** Events come by the thousand when a vault is fetched: what is shown is asked for again once in so many milliseconds. */
const breath = 40;

interface Ticks {
  count: number;
  readonly listeners: Set<() => void>;
}
const ticksOf = new WeakMap<Client, Ticks>();

function watched(client: Client): Ticks {
  const known = ticksOf.get(client);
  if (known) return known;
  const ticks: Ticks = { count: 0, listeners: new Set() };
  let waits = false;
  const tick = () => {
    if (waits) return;
    waits = true;
    setTimeout(() => {
      waits = false;
      ticks.count++;
      for (const listener of [...ticks.listeners]) listener();
    }, breath);
  };
  for (const name of names) client.on(name, tick);
  ticksOf.set(client, ticks);
  return ticks;
}

/** A number that grows whenever the client tells of anything: the whole of this application's state management. */
export function useTick(client: Client): number {
  const ticks = watched(client);
  const subscribe = useCallback(
    (listener: () => void) => {
      ticks.listeners.add(listener);
      return () => ticks.listeners.delete(listener);
    },
    [ticks],
  );
  return useSyncExternalStore(subscribe, () => ticks.count);
}

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

/** What this device has, asked for again whenever the client tells of a change. */
export const useLive = <T>(client: Client, ask: () => Promise<T>, on: readonly unknown[] = []): Asked<T> =>
  useAsking(ask, [client, ...on], useTick(client));

/** While an answer is under way nothing is asked beside it: what came meanwhile is asked for afterwards, once. */
function useAsking<T>(ask: () => Promise<T>, on: readonly unknown[], tick: number): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: null });
  const [round, setRound] = useState(0);
  const question = useRef(ask);
  question.current = ask;
  const under = useRef<{ isWantedAgain: boolean } | null>(null);
  const askSoon = useRef(() => {});
  useEffect(() => {
    let over = false;
    const run = async () => {
      const mine = { isWantedAgain: false };
      under.current = mine;
      try {
        const value = await question.current();
        if (!over) setState({ value, error: null });
      } catch (error) {
        if (!over) setState(({ value }) => ({ value, error }));
      }
      if (over) return;
      under.current = null;
      if (mine.isWantedAgain) void run();
    };
    askSoon.current = () => {
      if (under.current) under.current.isWantedAgain = true;
      else void run();
    };
    void run();
    return () => {
      over = true;
      under.current = null;
    };
  }, [...on, round]);
  const asked = useRef(tick);
  useEffect(() => {
    if (asked.current === tick) return;
    asked.current = tick;
    askSoon.current();
  }, [tick]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, again };
}
