import { checkEnvelope } from "../../crypto/envelope.ts";
import { parseKeyWrap } from "../../crypto/wrap-set.ts";
import { Failure } from "../../errors.ts";
import { parseId, type RosterId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { parseLength, proving } from "../invalid.ts";

export interface ShareWrapInput {
  readonly recipient: string;
  readonly epoch: number;
  readonly groupEpoch?: number | null;
  readonly wrap: Uint8Array;
}

/** The key of an epoch for one recipient. */
export interface ShareWrap {
  readonly recipient: RosterId;
  readonly epoch: number;
  /** Of a group; null for a user. */
  readonly groupEpoch: number | null;
  readonly wrap: Uint8Array;
}

/** Wraps of one share, for each recipient one. Throws `BAD_USER_INPUT`, or `INVALID_PROOF`. */
export function parseShareWraps(wraps: readonly ShareWrapInput[]): ShareWrap[] {
  if (wraps.length > bounds.wrapsPerChange) {
    throw new Failure("BAD_USER_INPUT", `wraps has at most ${bounds.wrapsPerChange} entries.`);
  }
  const parsed = wraps.map(({ recipient, epoch, groupEpoch = null, wrap }) => {
    proving(() => parseKeyWrap(wrap));
    if (epoch < 1 || (groupEpoch !== null && groupEpoch < 1))
      throw new Failure("BAD_USER_INPUT", "epochs count from 1.");
    return { recipient: parseId<RosterId>(recipient, "wraps.recipient"), epoch, groupEpoch, wrap };
  });
  if (new Set(parsed.map(({ recipient }) => recipient)).size !== parsed.length) {
    throw new Failure("BAD_USER_INPUT", "wraps names one recipient twice.");
  }
  return parsed;
}

/** A sealed name. Throws `BAD_USER_INPUT`, or `INVALID_PROOF`. */
export function parseShareName(name: Uint8Array | null | undefined): Uint8Array | null {
  if (!name) return null;
  parseLength(name, "name", bounds.groupName[0], bounds.groupName[1]);
  proving(() => checkEnvelope(name));
  return name;
}
