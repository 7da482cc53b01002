/** A page that shows nothing and has the SDK at hand. */
import "../../../examples/web/src/trusted-types.ts";
import * as client from "sealgraph/client";
import * as browser from "sealgraph/client/browser";
import { raw } from "./raw.ts";

/** What the page keeps from one call to the next. */
class Here {
  store!: client.Store;
  client!: client.Client;
  /** Milliseconds that its clock is ahead. */
  ahead = 0;
  readonly told: string[] = [];
  private waiting: (() => void) | null = null;

  /** For a client that follows: keeps why it was closed or locked. */
  take(made: client.Client): void {
    this.client = made;
    for (const event of ["closed", "locked"] as const) {
      made.on(event, ({ reason }) => {
        this.told.push(reason);
        this.waiting?.();
      });
    }
  }

  /** Waits until something was told; all of it. */
  async toldSoon(): Promise<readonly string[]> {
    if (this.told.length === 0) {
      await new Promise<void>((resolve) => {
        this.waiting = resolve;
      });
    }
    return this.told;
  }

  settings(): client.Settings {
    const { origin } = location;
    return { url: origin, store: this.store, patience: 0, clock: () => new Date(Date.now() + this.ahead) };
  }
}

export const sdk = { ...client, ...browser };
export const here = new Here();
export { raw };

Object.assign(globalThis, { sdk, here, raw });
