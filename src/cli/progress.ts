import { Presets, SingleBar } from "cli-progress";
import type { Context } from "./context.ts";

export interface Progress {
  show(done: number, total: number | null): void;
  end(): void;
}

/** A bar on standard error for a person who waits; nothing for anybody else. */
export function makeProgress({ out, surroundings }: Context, what: string): Progress {
  if (!out.lively) return { show: () => {}, end: () => {} };
  const format = `${what} {bar} {percentage}% | {value} of {total}`;
  const bar = new SingleBar(
    { format, stream: surroundings.stderr, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  let running = false;
  return {
    show(done, total) {
      if (total === null || total === 0) return;
      if (!running) bar.start(total, done);
      running = true;
      bar.setTotal(total);
      bar.update(done);
    },
    end() {
      if (running) bar.stop();
    },
  };
}
