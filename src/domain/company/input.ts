import type { SignedLinkInput } from "../commit/input.ts";

/** What a change of rosters brings, as it arrives. */
export interface ChangeRostersInput {
  readonly clientMutationId: string;
  readonly links: readonly SignedLinkInput[];
  readonly persons?: readonly PersonTextInput[] | null;
  readonly names?: readonly GroupNameInput[] | null;
  readonly epochs?: readonly GroupEpochInput[] | null;
  readonly wraps?: readonly MemberWrapInput[] | null;
  readonly policies?: readonly PolicyDocumentInput[] | null;
  readonly codes?: readonly RecoveryCodeInput[] | null;
  readonly newAddress?: NewAddressInput | null;
  readonly staffKeys?: readonly StaffKeyInput[] | null;
  readonly reasons?: readonly ReasonInput[] | null;
}

/** The code that was mailed to an address which the user wants to have. */
export interface NewAddressInput {
  readonly request: string;
  readonly code: string;
}

/** A document of policies; `seq` is that of the link that states its hash. */
export interface PolicyDocumentInput {
  readonly seq: number;
  readonly document: Uint8Array;
}

export interface PersonTextInput {
  readonly seq: number;
  readonly address: string;
  readonly name: string;
  readonly salt: Uint8Array;
}

export interface GroupNameInput {
  readonly group: string;
  readonly name: Uint8Array;
  readonly epoch: number;
}

export interface GroupEpochInput {
  readonly group: string;
  readonly epoch: number;
  readonly publicKey: Uint8Array;
  readonly previousSecret?: Uint8Array | null;
}

export interface MemberWrapInput {
  readonly group: string;
  readonly epoch: number;
  readonly user: string;
  readonly wrap: Uint8Array;
}

/** The X-Wing key of whom a link takes to a desk. */
export interface StaffKeyInput {
  readonly seq: number;
  readonly publicKey: Uint8Array;
}

/** Why a link asks for break-glass. */
export interface ReasonInput {
  readonly seq: number;
  readonly reason: string;
}

/** The public key of a recovery code that a link sets. */
export interface RecoveryCodeInput {
  readonly group: string;
  readonly publicKey: Uint8Array;
}
