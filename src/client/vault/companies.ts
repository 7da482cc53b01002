import type { Hash } from "../../crypto/keys.ts";
import type { Frames } from "../store/frames.ts";
import type { Chain } from "./chain.ts";

/** What a device holds of companies whose desks its user is at, read when it is first asked for. */
export interface HeldCompanies {
  /** Signed links by company, in order: what was verified, and is kept. */
  readonly links: Map<string, Uint8Array[]>;
  /** Some of them with their states: those that were used last. */
  readonly chains: Map<string, Chain>;
  readonly frames: Frames;
  readonly seen: Map<string, Seen>;
}

/** How far something was seen: a roster by its seq, a template by its version. */
export interface Seen {
  readonly position: number;
  readonly hash: Hash;
}
