/** What one run asked about keys of shares that are not here yet. */

/** For so long, in milliseconds, a key is not asked for again by itself that was asked for in vain. */
export const askInterval = 30_000;

/** What this run did about keys of shares that are not here yet. */
export interface AskedKeys {
  /** By share: the epoch whose key was asked for last, and when: milliseconds since 1970. */
  readonly asked: Map<string, { readonly epoch: number; readonly at: number }>;
  /** Wraps that opened nothing and were given back. */
  readonly givenBack: Set<string>;
  /** Questions for many wait in turn. */
  turn: Promise<unknown>;
}

export const newAskedKeys = (): AskedKeys => ({ asked: new Map(), givenBack: new Set(), turn: Promise.resolve() });
