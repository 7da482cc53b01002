import { parseId, type VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { Request } from "../context.ts";
import { parseFirst } from "../invalid.ts";
import { type Connection, connectionOf, type PageAsked, parsePage } from "../page.ts";
import { ask } from "../transaction.ts";
import { demandAdministrator } from "../user/demand-administrator.ts";
import { loadViewer } from "../user/rows.ts";
import {
  type CompanyShareRow,
  findShare,
  type GroupOfShare,
  listCompanyShares,
  listGroupsHad,
  listOwnWraps,
  listRecipients,
  listShareEpochKeys,
  listShares,
  type ShareEpochKeyRow,
  type ShareEpochsAsked,
  type ShareRecipientRow,
  type ShareRow,
  type ShareWrapRow,
} from "./read-rows.ts";

export type {
  CompanyShareRow,
  GroupOfShare,
  ShareEpochKeyRow,
  ShareEpochsAsked,
  ShareRecipientRow,
  ShareRow,
  ShareWrapRow,
};

interface PageArgs {
  readonly first: number;
  readonly after?: string | null;
}

/** Shares that the caller is a recipient of, offers included. Throws `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readShares(request: Request, args: PageArgs): Promise<Connection<ShareRow>> {
  const asked = parsePage(args, "ID");
  const { answers } = await ask(request, listShares(asked.after, asked.first + 1));
  return connectionOf(answers[0], asked, ({ share }) => share);
}

/** One of them; null for whoever is no recipient. Throws `BAD_USER_INPUT`. */
export async function readShare(request: Request, share: string): Promise<ShareRow | null> {
  const { answers } = await ask(request, findShare(parseId<VaultId>(share, "share")));
  return answers[0][0] ?? null;
}

/** Who is in each of these shares, for whoever was shown them. */
export async function readRecipients(
  request: Request,
  shares: readonly VaultId[],
  asked: PageAsked,
): Promise<Connection<ShareRecipientRow>[]> {
  const { answers } = await ask(request, listRecipients(shares, asked.after, asked.first + 1, request.now));
  return shares.map((_, place) => {
    const rows = answers[0].filter(({ nth }) => nth === place + 1);
    return connectionOf(rows, asked, ({ recipient }) => recipient);
  });
}

/** Takes which epochs are asked for. Throws `BAD_USER_INPUT`. */
export const parseShareEpochs = (args: {
  readonly first: number | null;
  readonly beforeEpoch: number | null;
}): ShareEpochsAsked => ({
  first: parseFirst(args.first ?? bounds.nodesPerPage, bounds.nodesPerPage),
  beforeEpoch: args.beforeEpoch ?? bounds.count,
});

/** The caller's wraps of shares, those of its groups among them, each share's newest epoch first. */
export async function readOwnShareWraps(
  request: Request,
  shares: readonly VaultId[],
  asked: ShareEpochsAsked,
): Promise<ShareWrapRow[][]> {
  const { answers } = await ask(request, listOwnWraps(shares, asked));
  return shares.map((share) => answers[0].filter((row) => row.share === share));
}

/** Keys of epochs of shares, each sealed under the one after, the newest first. */
export async function readShareEpochKeys(
  request: Request,
  shares: readonly VaultId[],
  asked: ShareEpochsAsked,
): Promise<ShareEpochKeyRow[][]> {
  const { answers } = await ask(request, listShareEpochKeys(shares, asked));
  return shares.map((share) => answers[0].filter((row) => row.share === share));
}

/** Open shares of the company. Throws `WRONG_SURFACE`, `FORBIDDEN`, `INVALID_CURSOR`, `BAD_USER_INPUT`. */
export async function readCompanyShares(request: Request, args: PageArgs): Promise<Connection<CompanyShareRow>> {
  const asked = parsePage(args, "ID");
  const { answers, actor } = await ask(request, loadViewer(), listCompanyShares(asked.after, asked.first + 1));
  const [[viewer], rows] = answers;
  demandAdministrator(actor, viewer);
  return connectionOf(rows, asked, ({ share }) => share);
}

/** Whether each share has, or ever had, the group: for whoever was shown the shares. */
export async function readGroupsHad(request: Request, asked: readonly GroupOfShare[]): Promise<boolean[]> {
  const { answers } = await ask(request, listGroupsHad(asked));
  const had = new Set(answers[0].map(({ nth }) => nth));
  return asked.map((_, place) => had.has(place + 1));
}
