/** What comes along with links of desks: texts and keys of staff, and why break-glass is asked for (PROTOCOL §4.15, §4.16). */
import { breakGlassReasonHash } from "../../crypto/break-glass.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import type { Hash, XWingPublicKey } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import { findStaff, type RosterState } from "../../crypto/roster-state.ts";
import type { Applied } from "../company/outcome.ts";
import type { RosterChange } from "../company/parse.ts";
import { openPerson } from "../company/person.ts";

type Content = Partial<Pick<Applied, "person" | "staffKey" | "reason">>;

/** Null for a link that is about no desk. Throws MISMATCH, WRONG_KEYS. */
export function contentAtDesk(link: Link, before: RosterState | null, change: RosterChange): Content | null {
  if (link.kind !== rosterKind.TENANT) return null;
  const { seq } = link;
  switch (link.operation) {
    case operation.GENESIS:
      return link.subject.desk ? staffOf(link.subject, seq, change) : null;
    case operation.DESK:
      return link.subject.setting?.founding ? staffOf(link.subject.setting.founding, seq, change) : {};
    case operation.STAFF:
      return link.subject.setting ? staffOf(link.subject.setting, seq, change) : {};
    case operation.OWN_KEYS:
      if (before === null || !findStaff(before, link.author.user)) return null;
      return { staffKey: keyOf(link.subject.xwingKeyHash, change.staffKeys.get(seq)) };
    case operation.BREAK_GLASS:
      return link.subject.asked ? { reason: reasonOf(link.subject.asked.reason, change.reasons.get(seq)) } : {};
    default:
      return null;
  }
}

const staffOf = (
  { person, xwingKeyHash }: { readonly person: Hash; readonly xwingKeyHash: Hash },
  seq: number,
  { persons, staffKeys }: RosterChange,
): Content => ({
  person: openPerson(person, persons.get(seq)),
  staffKey: keyOf(xwingKeyHash, staffKeys.get(seq)),
});

function keyOf(stated: Hash, key: XWingPublicKey | undefined): XWingPublicKey {
  if (!key || !equalBytes(publicKeyHash(key), stated)) throw new ProtocolError("WRONG_KEYS", "staff");
  return key;
}

function reasonOf(stated: Hash, reason: string | undefined): string {
  if (reason === undefined || !equalBytes(breakGlassReasonHash(reason), stated))
    throw new ProtocolError("MISMATCH", "reason");
  return reason;
}
