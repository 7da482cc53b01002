import type { RosterId } from "../../ids.ts";
import type { ShareWrapInput } from "../share/parse.ts";

/** What the API takes, before anything of it was checked. Bytes are decoded; ids are text. */
export interface CommitInput {
  readonly clientMutationId: string;
  readonly links?: readonly SignedLinkInput[] | null;
  readonly vaults: readonly VaultCommitInput[];
}

export interface SignedLinkInput {
  readonly link: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

export interface VaultCommitInput {
  readonly vault: string;
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
  readonly changes: readonly RecordChangeInput[];
  readonly epochKey?: { readonly epoch: number; readonly previousKey: Uint8Array } | null;
  /** Of a share. */
  readonly name?: Uint8Array | null;
  readonly wraps?: readonly ShareWrapInput[] | null;
  /** With a link that entrusts the key. */
  readonly recoveryWrap?: Uint8Array | null;
}

export interface RecordChangeInput {
  readonly record: string;
  readonly expectedLeaf?: Uint8Array | null;
  readonly purge?: boolean | null;
  readonly class?: number | null;
  readonly version?: number | null;
  readonly trashedAt?: Date | null;
  readonly folder?: string | null;
  readonly schema?: number | null;
  readonly epoch?: number | null;
  readonly body?: Uint8Array | null;
  readonly key?: Uint8Array | null;
}

/** The new head of a vault. */
export interface VaultHead {
  readonly vault: RosterId;
  readonly revision: number;
  readonly hash: Uint8Array;
}
