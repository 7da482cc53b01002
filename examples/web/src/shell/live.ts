import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
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
 * Asks when it is first shown, when one of `on` is another, and on `again`. For what the server alone knows; for what is here,
 * and changes by itself, put `useTick(client)` among `on`, or take `useLive`.
 */
export function useAsked<T>(ask: () => Promise<T>, on: readonly unknown[]): Asked<T> {
  const [state, setState] = useState<{ value: T | undefined; error: unknown }>({ value: undefined, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let over = false;
    ask().then(
      (value) => over || setState({ value, error: null }),
      (error: unknown) => over || setState(({ value }) => ({ value, error })),
    );
    return () => {
      over = true;
    };
  }, [...on, round]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...state, again };
}

/** What this device has, asked for again whenever the client tells of a change. */
export function useLive<T>(client: Client, ask: () => Promise<T>, on: readonly unknown[] = []): Asked<T> {
  const tick = useTick(client);
  return useAsked(ask, [client, tick, ...on]);
}
