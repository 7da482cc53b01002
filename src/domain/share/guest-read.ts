import { Failure } from "../../errors.ts";
import type { RosterId, TenantId, UserId, VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import type { Request } from "../context.ts";

export type GuestStatus = "ACTIVE" | "SUSPENDED" | "GONE";

export interface PersonRow {
  user: UserId;
  address: string;
  name: string;
  salt: Uint8Array;
}

export interface GuestRow extends PersonRow {
  permission: ShareRole;
  status: GuestStatus;
  encryptionKey: Uint8Array;
  joinedAt: Date;
  expiresAt: Date | null;
  expired: boolean;
}

export interface ShareInvitationRow {
  key: Uint8Array;
  seq: number;
  permission: ShareRole;
  address: string;
  name: string;
  salt: Uint8Array;
  expiresAt: Date;
  expired: boolean;
  author: UserId;
  createdAt: Date;
}

export interface VisitRow {
  share: VaultId;
  tenant: TenantId;
  permission: ShareRole;
  status: GuestStatus;
  joinedAt: Date;
  expiresAt: Date | null;
}

/** Guests of each of these shares, for whoever was shown them. */
export async function readGuests(_request: Request, _shares: readonly RosterId[]): Promise<GuestRow[][]> {
  throw new Failure("UNAVAILABLE");
}

/** Invitations into each of these shares, for those that the caller owns. */
export async function readShareInvitations(
  _request: Request,
  _shares: readonly RosterId[],
): Promise<ShareInvitationRow[][]> {
  throw new Failure("UNAVAILABLE");
}

/** Members of each of these shares who were introduced to its guests. */
export async function readIntroduced(_request: Request, _shares: readonly RosterId[]): Promise<PersonRow[][]> {
  throw new Failure("UNAVAILABLE");
}

/** Shares of other companies that the caller is a guest in. */
export async function readVisits(_request: Request): Promise<VisitRow[]> {
  throw new Failure("UNAVAILABLE");
}
