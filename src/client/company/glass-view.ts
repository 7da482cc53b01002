/** What a desk asked for beyond its rights, as the verified chain of a company tells it: what stands, and what is over (PROTOCOL §4.16). */
import { breakGlassReasonHash } from "../../crypto/break-glass.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { BreakGlass as BreakGlassEntry, Desk as DeskEntry } from "../../crypto/desk-entries.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { Id } from "../../crypto/keys.ts";
import { desksOf, findBreakGlass, findDesk } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import type { BreakGlass, EndedBreakGlass } from "./desks.ts";
import type { GlassTexts } from "./roster-names.ts";

/** How long one that is over is shown beside what stands: 30 days, in milliseconds. */
const shownFor = 2_592_000_000;

/** One that was asked for, and how it ended; null while the roster states it. */
export interface Glass {
  readonly entry: BreakGlassEntry;
  /** When, and by whom; null for one that ran out. */
  readonly ended: { readonly at: number; readonly by: Id | null } | null;
}

export const noGlassTexts: GlassTexts = { users: new Map(), reasons: new Map() };

/** Of a desk: what stands, and what was over in the last 30 days, the newest first. */
export function glassesOf(chain: Chain, desk: Id, now: number): Glass[] {
  const all: Glass[] = [];
  let standing: BreakGlassEntry | undefined;
  for (const [at, state] of chain.states.entries()) {
    const entry = findBreakGlass(state, desk);
    if (entry?.seq === standing?.seq) continue;
    if (standing) all.push({ entry: standing, ended: endOf(standing, chain.links[at] as Uint8Array) });
    standing = entry;
  }
  const ended = all.filter((each) => each.ended !== null && each.ended.at > now - shownFor).reverse();
  return standing ? [{ entry: standing, ended: null }, ...ended] : ended;
}

/** By the link behind which it is not stated any more: whoever signed that ended it, unless it had run out by then. */
function endOf({ until }: BreakGlassEntry, signed: Uint8Array): { readonly at: number; readonly by: Id | null } {
  const { link } = readSignedLink(signed);
  return link.time < until ? { at: link.time, by: link.author.user } : { at: until, by: null };
}

/** Of all desks that stand. */
export const glassesIn = (chain: Chain, now: number): Glass[] =>
  desksOf(newestState(chain)).flatMap(({ desk }) => glassesOf(chain, desk, now));

/** Of all that were dismissed, of which something was over in the last 30 days: as the roster stated them last. */
export function dismissedIn(chain: Chain, now: number): DeskEntry[] {
  const standing = newestState(chain);
  const known = new Map(chain.states.flatMap(desksOf).map((entry) => [formatUuid(entry.desk), entry]));
  return [...known.values()].filter(
    ({ desk }) => findDesk(standing, desk) === undefined && glassesOf(chain, desk, now).length > 0,
  );
}

export function viewStanding(glasses: readonly Glass[], texts: GlassTexts, now: number): BreakGlass | null {
  const [standing] = glasses;
  if (!standing || standing.ended) return null;
  const { entry } = standing;
  const over = entry.until <= now;
  return { ...asked(entry, texts), inForce: entry.from <= now && !over, over };
}

export const viewEnded = (glasses: readonly Glass[], texts: GlassTexts): EndedBreakGlass[] =>
  glasses.flatMap(({ entry, ended }) => {
    if (ended === null) return [];
    const by = ended.by && formatUuid(ended.by);
    const endedByName = by === null ? null : (texts.users.get(by)?.name ?? null);
    return [{ ...asked(entry, texts), endedAt: new Date(ended.at), endedBy: by, endedByName }];
  });

function asked({ seq, reason: hash, from, until, author }: BreakGlassEntry, { users, reasons }: GlassTexts) {
  const by = formatUuid(author);
  const reason = openReason(hash, reasons.get(seq));
  return { reason, from: new Date(from), until: new Date(until), by, byName: users.get(by)?.name ?? null };
}

/** The text, where it is what was signed. */
export function openReason(hash: Uint8Array, text: string | undefined): string | null {
  try {
    return text !== undefined && equalBytes(breakGlassReasonHash(text), hash) ? text : null;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
