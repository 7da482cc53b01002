/** Links of a share, one after the other, as the server takes them (PROTOCOL §4.4, §4.11). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import { asXWingPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { applyGenesis, applyLink, checkCut, checkTenantHead } from "../../crypto/roster.ts";
import { findExpiry, type RosterState } from "../../crypto/roster-state.ts";
import { roleOf, writes } from "../../crypto/share.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Visit } from "../context.ts";
import { groupAtOf, type ShareGround } from "./ground.ts";
import type { WayRow } from "./rows.ts";

type ShareLink = Extract<Link, { readonly kind: typeof rosterKind.SHARE }>;

/** What a share's links may be, beside what its roster says of each. */
export interface Following {
  readonly ground: ShareGround;
  /** The head that the vault has before the links; null for none. */
  readonly head: VaultHead | null;
  /** The ways in which the actor is in the share whose time is not over. */
  readonly ways: readonly WayRow[];
  /** Whether an administrator may act who is no recipient: in the company's shares, in the portal. */
  readonly administers: boolean;
  readonly operations: ReadonlySet<number>;
}

/** The state that a share begins with. Throws ProtocolError. */
export function found({ ground }: Pick<Following, "ground">, { link, signed }: ParsedLink): RosterState {
  if (link.kind !== rosterKind.SHARE || link.operation !== operation.GENESIS)
    throw new ProtocolError("BROKEN_CHAIN", "genesis");
  checkAuthor(ground, link);
  return applyGenesis(signed, ground.tenant);
}

/** The state after a link. Throws ProtocolError. */
export function followShare(
  following: Following,
  state: RosterState,
  { link, signed }: Pick<ParsedLink, "link" | "signed">,
): RosterState {
  const { ground, head, operations } = following;
  if (link.kind !== rosterKind.SHARE) throw new ProtocolError("WRONG_ROSTER", "link");
  if (!operations.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "link");
  checkAuthor(ground, link);
  if (ground.visit) checkGuest(ground.visit, link);
  else checkRight(following, state, link);
  const next = applyLink(state, signed, ground.tenant, openSignedLink, groupAtOf(ground));
  // Of the tenant a guest repeats what the share names.
  if (!ground.visit) checkTenantHead(next, ground.tenantHead);
  checkCut(link, head, state);
  checkRoom(state, next);
  return next;
}

function checkAuthor({ actor }: ShareGround, { author }: Link): void {
  if (!equalBytes(author.user, actor)) throw new ProtocolError("WRONG_AUTHOR", "link");
}

/**
 * Who may what, by the server's clock and by the session: the roster's own rules know neither. An owner does everything; a
 * writer begins epochs, entrusts keys and takes out whose time is over; who is in it by name has new keys; everybody leaves, also whose own
 * time is over; an administrator takes out, and makes an owner where none can act, in the portal.
 */
function checkRight({ ground, ways, administers }: Following, state: RosterState, link: ShareLink): void {
  const { author, operation: deed } = link;
  const isIn = hasWay(ways, author);
  if (isIn && deed === operation.OWN_KEYS) return;
  const entry = roleOf(state, author, groupAtOf(ground));
  const stated = entry?.seq === author.seq ? entry : null;
  if (stated && deed === operation.LEAVE) return;
  const named = isIn ? stated : null;
  if (named?.role === role.OWNER || (named && byWriters.has(deed))) return;
  if (named && writes(named.role) && deed === operation.REMOVE && isOver(ground, state, link)) return;
  if (administers && byAdministrators.has(deed)) return;
  throw new ProtocolError(named ? "NOT_ALLOWED" : "WRONG_AUTHOR", "link");
}

/** That they are writers the roster says. */
const byWriters: ReadonlySet<number> = new Set([operation.NEW_EPOCH, operation.ENTRUST]);
const byAdministrators: ReadonlySet<number> = new Set([
  operation.REMOVE,
  operation.ROLE,
  operation.ADD,
  operation.VOID,
]);

/** A guest leaves, and brings the keys that their account has; what else speaks against it the roster says. */
function checkGuest({ signingKey, encryptionKey }: Visit, link: ShareLink): void {
  if (link.operation === operation.LEAVE) return;
  if (link.operation !== operation.OWN_KEYS) throw new ProtocolError("NOT_ALLOWED", "guest");
  const { subject } = link;
  const same =
    equalBytes(subject.signingKey, signingKey) &&
    equalBytes(subject.xwingKeyHash, publicKeyHash(asXWingPublicKey(encryptionKey)));
  if (!same) throw new ProtocolError("WRONG_KEYS", "guest");
}

/** Whether the way in which somebody signs, by name or through a group, is one whose time is not over. */
export function hasWay(ways: readonly WayRow[], { via }: { readonly via?: ChainHead }): boolean {
  const group = via ? formatUuid(via.id) : null;
  return ways.some((way) => way.group === group);
}

/** That somebody's time is over is for no author to say. */
function isOver({ now }: ShareGround, state: RosterState, { subject }: Extract<ShareLink, { operation: 7 }>): boolean {
  const expiry = findExpiry(state, subject.recipient);
  return expiry !== undefined && expiry.time <= now.getTime();
}

function checkRoom(before: RosterState, after: RosterState): void {
  const grows = after.tree.count > before.tree.count;
  if (grows && after.tree.count > bounds.stateEntries) throw new ProtocolError("TOO_LARGE", "state");
}
