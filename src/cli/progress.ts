import { Presets, SingleBar } from "cli-progress";
import type { Estimate } from "../client/index.ts";
import type { Context } from "./context.ts";

export interface Progress {
  show(done: number, total: number | null, estimate?: Estimate): void;
  end(): void;
}

/** A bar on standard error for a person who waits; nothing for anybody else. */
export function makeProgress({ out, surroundings }: Context, what: string): Progress {
  if (!out.lively) return { show: () => {}, end: () => {} };
  const format = `${what} {bar} {percentage}% | {value} of {total}{estimate}`;
  const bar = new SingleBar(
    { format, stream: surroundings.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  let running = false;
  return {
    show(done, total, given) {
      if (total === null || total === 0) return;
      const estimate = given ? inWords(given) : "";
      if (!running) bar.start(total, done, { estimate });
      running = true;
      bar.setTotal(total);
      bar.update(done, { estimate });
    },
    end() {
      if (running) bar.stop();
    },
  };
}

/** How fast, and how much longer: nothing where nobody knows. */
function inWords({ rate, secondsLeft }: Estimate): string {
  const fast = rate === null ? "" : ` | ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`;
  return secondsLeft === null || secondsLeft === 0 ? fast : `${fast}, ${duration(secondsLeft)} left`;
}

/** `8 s`, `2 min 5 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
