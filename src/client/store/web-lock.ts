import { SealgraphError } from "../errors.ts";

/** Keeps every other tab out of a store, as long as it is held. */
export interface TabLock {
  /** Idempotent. */
  release(): void;
}

export interface TabLockOptions {
  /** Milliseconds to wait for the tab that has it. */
  readonly wait: number;
  /** Asks the tab that has it to let go, and takes the lock from one that does not within `wait`. */
  readonly takeOver: boolean;
  /** Another tab asks for it, or has taken it. */
  readonly onWanted: () => void;
}

/**
 * A Web Lock: it ends with the tab, however that ends. Throws STORE_BUSY while another tab has it. One that was taken away
 * is no protection any more: what its former holder writes has to be refused by the store itself.
 */
export async function lockTabs(name: string, { wait, takeOver, onWanted }: TabLockOptions): Promise<TabLock> {
  const channel = new BroadcastChannel(name);
  try {
    const lock =
      (await hold(name, { ifAvailable: true }, onWanted)) ??
      (await holdWithin(name, wait, onWanted, () => takeOver && channel.postMessage("WANTED"))) ??
      (takeOver ? await hold(name, { steal: true }, onWanted) : null);
    if (lock === null) throw new SealgraphError("STORE_BUSY");
    channel.onmessage = ({ data }) => {
      if (data === "WANTED") onWanted();
    };
    return {
      release() {
        channel.close();
        lock.release();
      },
    };
  } catch (error) {
    channel.close();
    throw error;
  }
}

/** Null where it was not let go of in time. */
async function holdWithin(name: string, wait: number, onTaken: () => void, ask: () => void): Promise<TabLock | null> {
  const patience = new AbortController();
  const late = setTimeout(() => patience.abort(), wait);
  try {
    const waiting = hold(name, { signal: patience.signal }, onTaken);
    ask();
    return await waiting;
  } finally {
    clearTimeout(late);
  }
}

function hold(name: string, options: LockOptions, onTaken: () => void): Promise<TabLock | null> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    navigator.locks
      .request(name, options, (lock) => {
        if (lock === null) return resolve(null);
        isHeld = true;
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch((error: unknown) => {
        // A lock that is taken away rejects as well.
        if (isHeld) onTaken();
        else if (error instanceof DOMException && error.name === "AbortError") resolve(null);
        else reject(error);
      });
  });
}
