import { Failure } from "../../errors.ts";
import type { TenantId, VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import type { Request } from "../context.ts";
import type { LinkRow } from "../sync/page.ts";
import type { PersonRow } from "./guest-read.ts";

export type ShareInvitationRefusal =
  | "GONE"
  | "EXPIRED"
  | "OTHER_ADDRESS"
  | "STALE_ROSTER"
  | "OWN_COMPANY"
  | "SHARING_DISABLED"
  | "VISITS_TAKEN";
export interface ShareInvitationRefused {
  readonly __typename: "ShareInvitationRefused";
  readonly refusal: ShareInvitationRefusal;
}

export interface OpenedShareInvitation {
  readonly __typename: "OpenedShareInvitation";
  readonly tenant: TenantId;
  readonly share: VaultId;
  readonly address: string;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly permission: ShareRole;
  readonly expiresAt: Date;
  readonly introduced: readonly PersonRow[];
  readonly links: readonly LinkRow[];
  readonly hasMore: boolean;
}

export interface OpenShareInvitationInput {
  readonly tenant: string;
  readonly proof: Uint8Array;
  readonly signature: Uint8Array;
  readonly after?: number | null;
}

export async function openShareInvitation(
  _request: Request,
  _input: OpenShareInvitationInput,
): Promise<OpenedShareInvitation | ShareInvitationRefused> {
  throw new Failure("UNAVAILABLE");
}
