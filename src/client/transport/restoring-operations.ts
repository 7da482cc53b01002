import type { Hash } from "../../crypto/keys.ts";
import { fieldOf, readBoolean, readCount, readHash, readList, readOptional, readTime, readUuid } from "./answer.ts";
import type { SignedLinkWire } from "./commit-operations.ts";
import type { Operation } from "./http.ts";

export interface OfferedHeadWire {
  readonly vault: string;
  readonly revision: number;
  readonly hash: string | null;
}

/** A head that a device offered and that does not stand. */
export interface MissingHeadAnswer {
  readonly revision: number;
  readonly hash: Hash;
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly offeredAt: number;
}

/** How a vault stands on a server that was restored from an old copy. */
export interface RestoringVaultAnswer {
  readonly vault: string;
  readonly restoring: boolean;
  readonly revision: number;
  readonly hash: Uint8Array | null;
  /** The highest revision that any device offered. */
  readonly highest: number;
  readonly missing: readonly MissingHeadAnswer[];
}

export interface UploadedRecordWire {
  readonly record: string;
  readonly class: number;
  readonly version: number;
  readonly trashedAt: string | null;
  readonly folder: string | null;
  readonly schema: number;
  readonly epoch: number;
  readonly body: string;
  readonly key: string;
  readonly previousLeaf: string | null;
}

export interface UploadVaultWire {
  readonly vault: string;
  readonly base: number;
  readonly links: readonly SignedLinkWire[];
  readonly manifests: readonly { readonly manifest: string; readonly signature: string }[];
  readonly epochKeys: readonly { readonly epoch: number; readonly previousKey: string }[];
  readonly records: readonly UploadedRecordWire[];
  readonly gone: readonly string[];
}

const fields = "vault restoring revision hash highest missing { revision hash device offeredAt }";

export const offerHeadsOperation: Operation<
  { readonly input: { readonly heads: readonly OfferedHeadWire[] } },
  readonly RestoringVaultAnswer[]
> = {
  name: "OfferHeads",
  document: `mutation OfferHeads($input: OfferHeadsInput!) { offerHeads(input: $input) { vaults { ${fields} } } }`,
  read: (data) => readList(fieldOf(data, "offerHeads"), "vaults", readRestoringVault),
};

export const uploadVaultOperation: Operation<
  { readonly input: UploadVaultWire },
  { readonly taken: boolean; readonly vault: RestoringVaultAnswer }
> = {
  name: "UploadVault",
  document: `mutation UploadVault($input: UploadVaultInput!) { uploadVault(input: $input) { taken vault { ${fields} } } }`,
  read: (data) => {
    const payload = fieldOf(data, "uploadVault");
    return { taken: readBoolean(payload, "taken"), vault: readRestoringVault(fieldOf(payload, "vault")) };
  },
};

const readRestoringVault = (value: unknown): RestoringVaultAnswer => ({
  vault: readUuid(value, "vault"),
  restoring: readBoolean(value, "restoring"),
  revision: readCount(value, "revision"),
  hash: readOptional(value, "hash", readHash),
  highest: readCount(value, "highest"),
  missing: readList(value, "missing", (each) => ({
    revision: readCount(each, "revision"),
    hash: readHash(each, "hash"),
    device: readUuid(each, "device"),
    offeredAt: readTime(each, "offeredAt"),
  })),
});
