/** What no roster forbids, and the company or this house does: policies about sharing, and how many there may be. */
import { domainToASCII } from "node:url";
import { operation, rosterKind } from "../../crypto/link.ts";
import { listEntries, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { groupsOf, guestsOf } from "../../crypto/share.ts";
import { entryType, role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import type { RosterId, UserId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { Refusal } from "../commit/refusal.ts";
import { loadBoundActor } from "../policy/bound-user-rows.ts";
import { listDocumentsBindingActor } from "../policy/rows.ts";
import { bindUser, readSaid } from "../policy/sources.ts";
import type { Transaction } from "../transaction.ts";
import { countFounded, countSharesOfGroups, listAddresses } from "./rows.ts";

type RuleRefusal = Extract<Refusal, { kind: "POLICY" | "LIMIT" }>;

/** Who is put into a share by links: by name, and groups. */
interface Added {
  readonly users: readonly UserId[];
  readonly groups: readonly RosterId[];
}

/**
 * Null where nothing speaks against the links. Whatever was shared before stays, also where a policy would forbid it now.
 *
 * @param persons whom invitations among them are for.
 */
export async function refusedByRules(
  tx: Transaction,
  links: readonly ParsedLink[],
  before: RosterState | null,
  after: RosterState,
  persons: Iterable<{ readonly address: string }> = [],
): Promise<RuleRefusal | null> {
  if (after.head.seq >= bounds.linksPerShare && !links.every(isAlways))
    return { kind: "LIMIT", limit: "LINKS_PER_SHARE" };
  const { users, groups } = addedBy(links);
  const invites = links.some(({ link }) => link.kind === rosterKind.SHARE && link.operation === operation.INVITE);
  const founds = before === null;
  if (!founds && !invites && users.length + groups.length === 0) return null;
  if (invites && guestsAndInvited(after) > bounds.guestsPerShare) return { kind: "LIMIT", limit: "GUESTS_PER_SHARE" };
  if (membersOf(after).length > bounds.membersPerShare) return { kind: "LIMIT", limit: "MEMBERS_PER_SHARE" };
  if (groupsOf(after).length > bounds.groupsPerShare) return { kind: "LIMIT", limit: "GROUPS_PER_SHARE" };
  const [[founded], ofGroups, [bound], documents, addresses] = await tx.run(
    countFounded(),
    countSharesOfGroups(groups),
    loadBoundActor(),
    listDocumentsBindingActor(),
    listAddresses(users, groups),
  );
  if (founds && (founded?.shares ?? 0) >= bounds.sharesPerFounder)
    return { kind: "LIMIT", limit: "SHARES_PER_FOUNDER" };
  if (ofGroups.some(({ shares }) => shares >= bounds.sharesPerGroup))
    return { kind: "LIMIT", limit: "SHARES_PER_GROUP" };
  const { tenant, user } = tx.actor;
  const policies = bindUser(readSaid(documents), tenant, bound ?? { user, groups: "", administrator: false });
  if (policies.disableSharing.value) return { kind: "POLICY", policy: "DISABLE_SHARING" };
  const allowed = policies.shareRecipientDomains.value;
  const isOutside = ({ address }: { readonly address: string }) => allowed !== null && !isWithin(address, allowed);
  return [...addresses, ...persons].some(isOutside) ? { kind: "POLICY", policy: "SHARE_RECIPIENT_DOMAINS" } : null;
}

const always: ReadonlySet<number> = new Set([
  operation.NEW_EPOCH,
  operation.OWN_KEYS,
  operation.REMOVE,
  operation.LEAVE,
  operation.CLOSE,
  operation.VOID,
  operation.RESUME,
]);

const guestsAndInvited = (state: RosterState): number =>
  guestsOf(state).length + listEntries(state, entryType.INVITATION).length;

/**
 * Whether a link is taken however many a share has: nobody makes any number of these, but by what they do elsewhere. Among
 * them are those by which an administrator makes an owner where none can act.
 */
function isAlways({ link }: ParsedLink): boolean {
  if (link.kind !== rosterKind.SHARE) return false;
  if (link.operation === operation.ROLE) return link.subject.role === role.OWNER;
  if (link.operation === operation.ADD) return link.author.via !== undefined;
  return always.has(link.operation);
}

function addedBy(links: readonly ParsedLink[]): Added {
  const users: UserId[] = [];
  const groups: RosterId[] = [];
  for (const { link } of links) {
    if (link.kind !== rosterKind.SHARE) continue;
    if (link.operation === operation.ADD) users.push(formatUuid(link.subject.user) as UserId);
    if (link.operation === operation.ADD_GROUP) groups.push(formatUuid(link.subject.group) as RosterId);
  }
  return { users, groups };
}

/** Whether an address lies in one of the domains, or below one: those are in lower case ASCII. */
function isWithin(address: string, domains: readonly string[]): boolean {
  const domain = domainToASCII(address.slice(address.lastIndexOf("@") + 1));
  return domains.some((each) => domain === each || domain.endsWith(`.${each}`));
}
