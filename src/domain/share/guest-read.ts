import type { VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import {
  type GuestRow,
  listGuests,
  listIntroduced,
  listShareInvitations,
  listVisits,
  type PersonRow,
  type ShareInvitationRow,
  type VisitRow,
} from "./guest-rows.ts";

export type { GuestRow, PersonRow, ShareInvitationRow };

/** Guests of each of these shares, for whoever was shown them. */
export async function readGuests(request: Request, shares: readonly VaultId[]): Promise<GuestRow[][]> {
  return byShare(shares, (await ask(request, listGuests(shares, request.now))).answers[0]);
}

/** Invitations into each of these shares: of those that the caller owns. */
export async function readShareInvitations(
  request: Request,
  shares: readonly VaultId[],
): Promise<ShareInvitationRow[][]> {
  return byShare(shares, (await ask(request, listShareInvitations(shares, request.now))).answers[0]);
}

/** Members of each of these shares who were introduced to its guests. */
export async function readIntroduced(request: Request, shares: readonly VaultId[]): Promise<PersonRow[][]> {
  return byShare(shares, (await ask(request, listIntroduced(shares))).answers[0]);
}

/** Shares of other companies that the caller is a guest in. */
export async function readVisits(request: Request): Promise<VisitRow[]> {
  return (await ask(request, listVisits())).answers[0];
}

const byShare = <Row extends { readonly share: VaultId }>(shares: readonly VaultId[], rows: readonly Row[]): Row[][] =>
  shares.map((share) => rows.filter((row) => row.share === share));
