/** A share of the company as its administrators are shown it: its roster, verified from its genesis; nothing of it is kept. */
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { findGroup } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import {
  type CompanyShareAnswer,
  type CompanyShareSummary,
  companyShareGroupOperation,
  companyShareOperation,
  companySharesOperation,
  type LinksAnswer,
} from "../transport/company-share-operations.ts";
import { type Chain, newestState, type SequencedLink } from "../vault/chain.ts";
import { followGroup } from "../vault/group-chain.ts";
import { extendShareChain, type OwnBase, shareBase } from "../vault/share-chain.ts";
import { baseOf } from "./rights.ts";

export interface FetchedShare {
  readonly chain: Chain;
  /** By what it was verified: with the groups that ended. */
  readonly base: OwnBase;
  readonly head: CompanyShareAnswer["head"];
  readonly guests: CompanyShareAnswer["guests"];
  readonly summary: CompanyShareSummary;
}

/** Every open share of the company, in the order of their ids. Throws what `call` throws. */
export async function listCompanyShares(core: Core): Promise<CompanyShareSummary[]> {
  const all: CompanyShareSummary[] = [];
  for await (const { share } of walk(core)) all.push(share);
  return all;
}

/** Throws NOT_FOUND, SERVER_CAUGHT. */
export async function fetchCompanyShare(core: Core, share: string): Promise<FetchedShare> {
  const { after, summary } = await placeOfShare(core, share);
  const links: SequencedLink[] = [];
  for (let next: string | null = null; ; ) {
    const answer: CompanyShareAnswer | undefined = await call(core, companyShareOperation, { after, links: next });
    if (answer?.share !== share) throw new SealgraphError("NOT_FOUND", { part: "share" });
    links.push(...answer.links);
    next = answer.links.length > 0 ? answer.next : null;
    const { head, guests } = answer;
    if (next === null) return { ...(await verified(core, share, after, links)), head, guests, summary };
  }
}

async function verified(core: Core, share: string, after: string | null, links: readonly SequencedLink[]) {
  try {
    const { tenant } = baseOf(opened(core));
    const base = shareBase(tenant, await groupsNamedIn(core, links, async () => after));
    return { chain: extendShareChain(share, null, links, base), base };
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}

/**
 * By id: what is held, and the rosters of groups that a share's links name and that have ended, whole: no device keeps up with
 * those. Throws ProtocolError, NOT_FOUND.
 *
 * @param place of the share, in the list of the company's; asked only where there is such a group.
 */
export async function groupsNamedIn(
  core: Core,
  links: readonly SequencedLink[],
  place: () => Promise<string | null>,
): Promise<ReadonlyMap<string, Chain>> {
  const { held } = opened(core);
  const { tenant } = baseOf(opened(core));
  const groups = new Map(held.groups);
  const asked = new Set<string>();
  for (const { signed } of links) {
    const { link } = readSignedLink(signed);
    if (link.operation !== operation.ADD_GROUP || findGroup(newestState(tenant), link.subject.group)) continue;
    const group = formatUuid(link.subject.group);
    if (asked.has(group)) continue;
    asked.add(group);
    const chain = followGroup(groups.get(group) ?? null, await fetchGroup(core, await place(), group), tenant);
    if (formatUuid(newestState(chain).head.id) !== group) throw new ProtocolError("WRONG_ROSTER", "group");
    groups.set(group, chain);
  }
  return groups;
}

async function fetchGroup(core: Core, after: string | null, group: string): Promise<SequencedLink[]> {
  const links: SequencedLink[] = [];
  for (let next: string | null = null; ; ) {
    const answer: LinksAnswer | null = await call(core, companyShareGroupOperation, { after, group, links: next });
    if (answer === null) throw notShown();
    links.push(...answer.links);
    next = answer.links.length > 0 ? answer.next : null;
    if (next === null) return links;
  }
}

const notShown = () =>
  new SealgraphError(
    "NOT_FOUND",
    { part: "group" },
    "A group was in this share that has ended, and the server does not show its roster.",
  );

/** Where a share stands in the list of the company's: behind which cursor; null: it is the first. Throws NOT_FOUND. */
export async function placeOfShare(
  core: Core,
  share: string,
): Promise<{ after: string | null; summary: CompanyShareSummary }> {
  for await (const each of walk(core))
    if (each.share.share === share) return { after: each.after, summary: each.share };
  throw new SealgraphError("NOT_FOUND", { part: "share" });
}

/** All of them, each with the cursor of the one before it. A page that brings none is the last, whatever it says. */
async function* walk(core: Core): AsyncGenerator<{ share: CompanyShareSummary; after: string | null }> {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof companySharesOperation.read>> = await call(core, companySharesOperation, {
      after,
    });
    for (const share of page.shares) {
      yield { share, after };
      after = share.cursor;
    }
    if (!page.hasMore || page.shares.length === 0) return;
  }
}
