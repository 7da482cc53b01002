/** What is done in a share's roster, by what the tenant's and those of groups state (PROTOCOL §4.4, §4.11). */
import { equalBytes } from "./bytes.ts";
import { checkSameEpoch } from "./epoch-of-link.ts";
import { ProtocolError } from "./errors.ts";
import { introduce, invite, resume, voidInvitation } from "./guest-operations.ts";
import { operation } from "./link.ts";
import type { ShareView } from "./outside.ts";
import { replaceKeys } from "./own-keys.ts";
import { changeState, findEnd, listEntries, membersOf, type RosterState, type StateEntries } from "./roster-state.ts";
import { groupsOf, guestsOf } from "./share.ts";
import { beginEpoch, checkStatedIn, entrustShare, found, type ShareLink } from "./share-epoch-operations.ts";
import { allFormer, drop } from "./share-parting.ts";
import { add, addGroup, changeRole, remove, rescues, setExpiry, withOwner } from "./share-recipient-operations.ts";
import { demand, rightsOf } from "./share-rights.ts";
import { entryType } from "./state-entries.ts";

/** All but what guests sign. */
type InShare = ShareLink<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 10 | 11 | 15 | 18 | 22 | 23 | 24 | 25 | 28>;

/** The entries after a link of a share. Throws NOT_ALLOWED, WRONG_EPOCH, WRONG_KEYS, WRONG_AUTHOR, BROKEN_CHAIN. */
export function enactInShare(before: RosterState | null, link: InShare, view: ShareView): StateEntries {
  if (link.operation === operation.GENESIS) return found(link, view);
  if (before === null) throw new ProtocolError("BROKEN_CHAIN", "no genesis");
  if (findEnd(before)) throw new ProtocolError("NOT_ALLOWED", "a share that ended");
  if (link.operation === operation.NEW_EPOCH) return beginEpoch(before, link, view);
  checkSameEpoch(before, link);
  if (link.operation === operation.OWN_KEYS) {
    if (link.author.via) throw new ProtocolError("WRONG_AUTHOR", "via");
    checkStatedIn(view, link.subject);
    return replaceKeys(before, link);
  }
  const by = rightsOf(before, link, view);
  if (link.cut !== null && !mayCut.has(link.operation)) throw new ProtocolError("NOT_ALLOWED", "cut");
  switch (link.operation) {
    case operation.REMOVE:
      return remove(before, link, by);
    case operation.LEAVE:
      if (!by.member || !equalBytes(link.subject.user, link.author.user))
        throw new ProtocolError("NOT_ALLOWED", "somebody else");
      return withOwner(drop(before, by.member, link));
    case operation.ROLE:
      return changeRole(before, link, view, by);
    case operation.NAME:
      demand(by.owner, "owner");
      return changeState(before, [{ type: entryType.NAME, name: link.subject.name, seq: link.seq }]);
    case operation.ADD:
      demand(by.owner || (by.administrator && rescues(before, link, view)), "owner");
      return add(before, link, view);
    case operation.ADD_GROUP:
      demand(by.owner, "owner");
      return addGroup(before, link, view);
    case operation.EXPIRY:
      demand(by.owner, "owner");
      return setExpiry(before, link);
    case operation.CLOSE:
      demand(by.owner, "owner");
      return close(before, link);
    case operation.INVITE:
      demand(by.owner, "owner");
      return invite(before, link);
    case operation.VOID:
      demand(by.owner || by.administrator, "owner");
      return voidInvitation(before, link);
    case operation.RESUME:
      demand(by.owner, "owner");
      return resume(before, link);
    case operation.INTRODUCE:
      demand(by.owner, "owner");
      return introduce(before, link, view.tenant);
    case operation.ENTRUST:
      demand(by.writer, "writer");
      return entrustShare(before, link, view);
    case operation.JOIN:
      throw new ProtocolError("WRONG_AUTHOR", "link");
  }
}

/** Links that carry a cut where the vault has a head (PROTOCOL §4.6); a `ROLE` where it takes writing, an `ADD` where it takes a key. */
const mayCut: ReadonlySet<number> = new Set([
  operation.REMOVE,
  operation.LEAVE,
  operation.ROLE,
  operation.ADD,
  operation.CLOSE,
]);

function close(before: RosterState, { cut, seq }: ShareLink<24>): StateEntries {
  const recipients = [...membersOf(before), ...groupsOf(before), ...guestsOf(before)];
  const other = [...listEntries(before, entryType.EXPIRY), ...listEntries(before, entryType.INVITATION)];
  const gone = [...recipients, ...other];
  return changeState(before, [{ type: entryType.ENDED, cut, seq }], [...gone, ...allFormer(before)]);
}
