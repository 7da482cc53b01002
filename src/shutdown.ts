import { StartRefused } from "./failure.ts";
import { type Log, makeLog } from "./server/log.ts";

/** What the boot tells about how to take back what it has started. */
export interface Lifetime {
  /** `close` runs on a stop, the last one given first; `abandon` instead of it when there is no time left. */
  onStop(close: () => Promise<void>, abandon?: () => void): void;
  /** Unexpected errors are noted here. */
  logTo(log: Log): void;
  /** Ends the process as failed, after closing everything. */
  fail(sentence: string): void;
}

/** A terminal's Ctrl-C reaches this process twice when npm passes it on as well: that is still the first one. */
const sameSignal = 500;

/**
 * Runs `boot` and keeps the process until it ends: code 0 after SIGINT or SIGTERM and a drain, 1 after a refused start
 * (sentence and hint on standard error) or a failure, 130 at once on a second signal.
 */
export function runUntilStopped(boot: (lifetime: Lifetime) => Promise<void>): void {
  const steps: { close: () => Promise<void>; abandon: (() => void) | undefined }[] = [];
  let log = makeLog("error");
  let stoppedAt: number | null = null;

  const end = (code: number) => {
    for (const step of steps) step.abandon?.();
    process.exit(code);
  };
  const stop = async (code: number) => {
    stoppedAt ??= performance.now();
    await booted;
    for (const step of steps.splice(0).reverse()) {
      await step.close().catch((error: unknown) => log.failure("a part did not stop", error));
    }
    process.exit(code);
  };
  const lifetime: Lifetime = {
    onStop: (close, abandon) => void steps.push({ close, abandon }),
    logTo: (given) => {
      log = given;
    },
    fail: (sentence) => {
      if (stoppedAt !== null) return;
      process.stderr.write(`${sentence}\n`);
      void stop(1);
    },
  };
  const onSignal = () => {
    if (stoppedAt !== null) return performance.now() - stoppedAt < sameSignal ? undefined : end(130);
    process.stdout.write("\nStopping: finishing what is in flight. Once more to stop at once.\n");
    void stop(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      log.failure("an error that nobody caught", error);
      end(1);
    });
  }

  const booted = boot(lifetime).catch((error: unknown) => {
    stoppedAt ??= performance.now();
    if (error instanceof StartRefused) {
      process.stderr.write(`Sealgraph does not start: ${error.message}\n  ${error.hint}\n`);
    } else log.failure("the start failed", error);
    setImmediate(() => void stop(1));
  });
}
