/** After what waits already; `setTimeout` alone would add a millisecond and more to each slice. */
const later: (work: () => void) => void =
  typeof setImmediate === "function" ? (work) => void setImmediate(work) : (work) => void setTimeout(work, 0);

/**
 * To be awaited between the parts of long work: lets timers, input and sockets in whenever a slice is used up; the default
 * is what nobody notices, beside work that takes many small steps it should be shorter.
 */
export function makePace(slice = 12): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < slice) return undefined;
    return new Promise((resolve) => {
      later(() => {
        since = performance.now();
        resolve();
      });
    });
  };
}

/** Resolves after so many milliseconds, or at once when `signal` is aborted. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}

/**
 * How long to wait before attempt number `attempt` (from 0): doubling up to a ceiling, and anywhere between half of it
 * and all of it, so that a fleet that lost its server does not come back as one.
 */
export function backOff(attempt: number, random: () => number, first = 250, ceiling = 60_000): number {
  const whole = Math.min(ceiling, first * 2 ** Math.min(attempt, 20));
  return whole * (0.5 + random() / 2);
}
