/** How asking goes on: one question at a time. */
export interface Asking {
  /** Asks, or sees to it that it is asked once more: after the answer that is under way, and after a rest. */
  soon(): void;
  /** Answers that come now are nobody's. */
  stop(): void;
}

/** In milliseconds: what is shown anew is drawn meanwhile, and nobody waits long for what has changed, however long it takes to ask. */
const rest = { least: 150, most: 2_000 };

export interface Clock {
  now(): number;
  after(milliseconds: number, act: () => void): void;
}

const pageClock: Clock = { now: () => performance.now(), after: (milliseconds, act) => setTimeout(act, milliseconds) };

/**
 * Asks at once, and again whenever `soon` is called: however often that is, nothing is asked beside a question that has no answer yet,
 * and after each the asking rests for as long as the answer took, so that at most half of the time goes into it.
 */
export function beginAsking<T>(
  ask: () => Promise<T>,
  told: { answer(value: T): void; error(error: unknown): void },
  clock: Clock = pageClock,
): Asking {
  let state: "IDLE" | "ASKS" | "RESTS" = "IDLE";
  let wanted = false;
  let over = false;
  const run = async () => {
    state = "ASKS";
    wanted = false;
    const since = clock.now();
    try {
      const value = await ask();
      if (!over) told.answer(value);
    } catch (error) {
      if (!over) told.error(error);
    }
    if (over) return;
    state = "RESTS";
    clock.after(Math.min(Math.max(clock.now() - since, rest.least), rest.most), () => {
      state = "IDLE";
      if (wanted && !over) void run();
    });
  };
  void run();
  return {
    soon() {
      if (state === "IDLE") void run();
      else wanted = true;
    },
    stop() {
      over = true;
    },
  };
}
