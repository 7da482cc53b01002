/** What the author of a share's link may do, by the rosters at hand (PROTOCOL §4.11, §4.12). */
import { equalBytes } from "./bytes.ts";
import { ProtocolError } from "./errors.ts";
import { type LinkDraft, operation, shareScope } from "./link.ts";
import type { ShareView } from "./outside.ts";
import { findMember, isActive, isAdministrator, type RosterState } from "./roster-state.ts";
import { type GroupAt, noGroups, roleOf, standingIn, writes } from "./share.ts";
import { entryType, type Member, role, type ShareGroup } from "./state-entries.ts";

/** By the entry whose seq the link names. */
export interface Rights {
  readonly owner: boolean;
  readonly writer: boolean;
  readonly administrator: boolean;
  /** By name; null for who acts through a group, or as an administrator alone. */
  readonly member: Member | null;
}

type Deed = Pick<LinkDraft, "author" | "operation">;

/** Throws WRONG_AUTHOR for somebody who has none. */
export function rightsOf(share: RosterState, link: Deed, view: ShareView): Rights {
  if (view.tenant !== null) return rightsInCompany(share, link, view.tenant, view.groupAt);
  const rights = rightsFromOutside(share, link);
  if (view.isTaken) return { ...rights, owner: true, writer: true };
  if (!rights.member && !rights.administrator) throw new ProtocolError("WRONG_AUTHOR", "link");
  return rights;
}

function rightsInCompany(
  share: RosterState,
  { author, operation: deed }: Deed,
  tenant: RosterState,
  groupAt: GroupAt,
): Rights {
  const stated = findMember(tenant, author.user);
  if (!isActive(stated) || !equalBytes(stated.signingKey, author.key))
    throw new ProtocolError("WRONG_AUTHOR", "tenant");
  const entry = roleOf(share, author, standingIn(tenant, groupAt));
  const named = entry?.seq === author.seq ? entry : null;
  // Where an administrator adds somebody, `via` says through which group they have the share.
  const isCompanys = share.class === shareScope.BUSINESS && (!author.via || deed === operation.ADD);
  const administrator = isCompanys && isAdministrator(stated) && stated.seq === author.seq;
  if (!named && !administrator) throw new ProtocolError("WRONG_AUTHOR", "link");
  return { ...rightsOfEntry(named), administrator };
}

/**
 * By name alone, because groups do not write where guests are. Whoever takes out or voids and is not named as one who may is
 * taken for an administrator: it gives nobody anything.
 */
function rightsFromOutside(share: RosterState, { author, operation: deed }: Deed): Rights {
  const entry = author.via ? null : roleOf(share, author, noGroups);
  const named = entry?.seq === author.seq ? entry : null;
  const isCompanys = share.class === shareScope.BUSINESS && !author.via;
  return { ...rightsOfEntry(named), administrator: isCompanys && takes.has(deed) };
}

const takes: ReadonlySet<number> = new Set([operation.REMOVE, operation.VOID]);

const rightsOfEntry = (named: Member | ShareGroup | null): Omit<Rights, "administrator"> => ({
  owner: named?.role === role.OWNER,
  writer: named !== null && writes(named.role),
  member: named?.type === entryType.MEMBER ? named : null,
});

/** Throws NOT_ALLOWED where a right is missing. */
export function demand(right: boolean, whose: string): void {
  if (!right) throw new ProtocolError("NOT_ALLOWED", whose);
}
