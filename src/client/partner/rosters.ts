/**
 * Rosters of companies that staff work in, as this device has verified them: each from its genesis, kept sealed, never below what
 * was seen. What the server says of a company beside them counts for nothing here.
 */
import { equalBytes } from "../../crypto/bytes.ts";
import { deriveCompaniesKey } from "../../crypto/client/store-frame.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { rosterEvidence } from "../evidence.ts";
import { encodeEntries } from "../store/entries.ts";
import { EntryReader } from "../store/entry-reader.ts";
import { readFrames, writeFrames } from "../store/frames.ts";
import { checkOf } from "../sync/check-noted.ts";
import { keep } from "../sync/keep.ts";
import { hasRoom, sameEvidence } from "../sync/kept-evidence.ts";
import { type CompanyLinksAnswer, companyLinksOperation } from "../transport/company-roster-operations.ts";
import { type Chain, extendChain, linkAt, newestState, type SequencedLink } from "../vault/chain.ts";
import type { HeldCompanies, Seen } from "../vault/companies.ts";
import { extendGroupChain } from "../vault/group-chain.ts";
import { rememberSeen, seenOf } from "./memory.ts";

/** Chains whose states are kept in memory. */
const mostChains = 50;

/**
 * The company's roster as the server shows it now, behind all that was seen of it. Throws SERVER_CAUGHT where it shows another, or
 * less: what was shown is kept as evidence, and what is held stays. NOT_FOUND for a company that it does not show to this user.
 */
export async function followCompany(core: Core, company: string): Promise<Chain> {
  const open = opened(core);
  const held = await heldCompanies(core, open);
  const known = chainOf(held, company);
  const shown: SequencedLink[] = [];
  try {
    let chain = known;
    for (;;) {
      const afterSeq = chain ? newestState(chain).head.seq : -1;
      const answer = await call(core, companyLinksOperation, { company, roster: company, afterSeq });
      shown.push(...answer.links);
      if (answer.links.length > 0 || chain === null) chain = extendChain(chain, answer.links);
      if (!answer.hasMore) {
        checkShown(chain, company, answer, held.seen.get(company));
        return await keepCompany(core, open, company, chain);
      }
      if (answer.links.length === 0) throw new SealgraphError("MALFORMED_ANSWER", { field: "links" });
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw await caught(core, open, company, known, shown, error);
  }
}

/**
 * A group of a company, from its genesis, by the company as it is held: for what is signed about it now. It is not kept. Throws as
 * `followCompany`.
 */
export async function followCompanyGroup(core: Core, company: string, group: string): Promise<Chain> {
  const open = opened(core);
  const tenant = chainOf(await heldCompanies(core, open), company);
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "company" });
  const shown: SequencedLink[] = [];
  try {
    for (;;) {
      const afterSeq = shown.at(-1)?.seq ?? -1;
      const answer = await call(core, companyLinksOperation, { company, roster: group, afterSeq });
      shown.push(...answer.links);
      if (!answer.hasMore) {
        const chain = extendGroupChain(null, shown, tenant);
        checkShown(chain, group, answer, undefined);
        return chain;
      }
      if (answer.links.length === 0) throw new SealgraphError("MALFORMED_ANSWER", { field: "links" });
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw await caught(core, open, group, null, shown, error);
  }
}

/** Takes in what was signed here and acknowledged: another link in its place is a fork from now on (PROTOCOL §4.7). */
export async function adoptInCompany(core: Core, company: string, more: readonly SequencedLink[]): Promise<Chain> {
  const open = opened(core);
  const known = chainOf(await heldCompanies(core, open), company);
  return keepCompany(core, open, company, extendChain(known, more));
}

/** Companies whose rosters this device has seen, by id. */
export async function seenCompanies(core: Core): Promise<string[]> {
  return [...(await heldCompanies(core, opened(core))).seen.keys()].sort();
}

/** Throws WRONG_ROSTER, WENT_BACK or BROKEN_CHAIN. */
function checkShown(chain: Chain, company: string, { seq, head }: CompanyLinksAnswer, seen: Seen | undefined): void {
  const newest = newestState(chain).head;
  if (formatUuid(newest.id) !== company) throw new ProtocolError("WRONG_ROSTER", "company");
  if (seen) {
    const link = linkAt(chain, seen.position);
    if (link === null) throw new ProtocolError("WENT_BACK", "company");
    if (!equalBytes(link.hash, seen.hash)) throw new ProtocolError("BROKEN_CHAIN", "company");
  }
  if (seq < newest.seq) throw new ProtocolError("WENT_BACK", "company");
  if (seq > newest.seq) throw new SealgraphError("MALFORMED_ANSWER", { field: "seq" });
  if (!equalBytes(head, newest.hash)) throw new ProtocolError("BROKEN_CHAIN", "company");
}

/** Keeps what is new of a chain; before that nobody works by it. */
async function keepCompany(core: Core, open: Open, company: string, chain: Chain): Promise<Chain> {
  const held = await heldCompanies(core, open);
  const before = held.links.get(company)?.length ?? 0;
  const { id, seq, hash } = newestState(chain).head;
  if (chain.links.length > before) {
    const news = chain.links.slice(before);
    await held.frames.append(encodeEntries(news.map((signed) => ({ type: "LINK", roster: id, signed }) as const)));
    held.links.set(company, [...chain.links]);
  }
  held.chains.delete(company);
  held.chains.set(company, chain);
  for (const oldest of [...held.chains.keys()].slice(0, -mostChains)) held.chains.delete(oldest);
  if ((held.seen.get(company)?.position ?? -1) < seq) {
    const seen = { position: seq, hash };
    await rememberSeen(core, "companies", new Map([[company, seen]]));
    held.seen.set(company, seen);
  }
  return chain;
}

async function caught(
  core: Core,
  open: Open,
  company: string,
  known: Chain | null,
  shown: readonly SequencedLink[],
  error: ProtocolError,
): Promise<ServerCaught> {
  const evidence = rosterEvidence(checkOf(error), core.around.now(), company, known, shown);
  const same = sameEvidence(open.held, evidence);
  if (same) return new ServerCaught(error.code, same.id);
  if (!hasRoom(open.held, evidence)) return new ServerCaught(error.code, null);
  open.held.evidence.push(evidence);
  await keep(core, open, [{ type: "EVIDENCE", evidence }]);
  core.events.emit("caught", evidence);
  return new ServerCaught(error.code, evidence.id);
}

function chainOf({ links, chains }: HeldCompanies, company: string): Chain | null {
  const known = chains.get(company);
  if (known) return known;
  const kept = links.get(company);
  if (!kept) return null;
  try {
    const sequenced = kept.map((signed, seq) => ({ seq, signed }));
    return extendChain(null, sequenced, { kept: true });
  } catch (error) {
    if (error instanceof ProtocolError) throw new SealgraphError("STORE_DAMAGED", { part: "companies" });
    throw error;
  }
}

function heldCompanies(core: Core, open: Open): Promise<HeldCompanies> {
  open.companies ??= readCompanies(core, open).catch((error: unknown) => {
    delete open.companies;
    throw error;
  });
  return open.companies;
}

async function readCompanies(core: Core, { rootKey, user, device }: Open): Promise<HeldCompanies> {
  const { store } = core.around;
  const key = { storeKey: deriveCompaniesKey(rootKey, user, device), user, device };
  const { contents, next, size } = await readFrames(store, key, "companies");
  const reader = new EntryReader();
  const links = new Map<string, Uint8Array[]>();
  for (const content of contents) {
    const entry = readOrRefuse(reader, content);
    // Nobody else can seal what is kept here, and this device keeps links alone.
    if (entry?.type !== "LINK") throw new SealgraphError("STORE_DAMAGED", { part: "companies" });
    const company = formatUuid(entry.roster);
    const its = links.get(company) ?? [];
    its.push(entry.signed);
    links.set(company, its);
  }
  const frames = writeFrames(store, key, next, size, "companies");
  return { links, chains: new Map(), frames, seen: new Map(await seenOf(core, "companies")) };
}

function readOrRefuse(reader: EntryReader, content: Uint8Array) {
  try {
    return reader.read(content);
  } catch (error) {
    if (error instanceof ProtocolError) throw new SealgraphError("STORE_DAMAGED", { part: "companies" });
    throw error;
  }
}
