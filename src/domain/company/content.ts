/** What comes along with links: texts, keys and documents that open what they state, and nothing else. */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { recipientsOf } from "../../crypto/group.ts";
import { publicKeyHash, sealedHash } from "../../crypto/hash.ts";
import type { Hash, Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { parsePolicies, policiesHash } from "../../crypto/policies.ts";
import { isRecoveryGroup } from "../../crypto/recovery.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { wrapSet } from "../../crypto/wrap-set.ts";
import type { UserId } from "../../ids.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { contentAtDesk } from "../desk/content.ts";
import { checkWholeSet, codeKeyOf } from "../recovery-group/content.ts";
import type { Applied, Outcome } from "./outcome.ts";
import type { MemberWrap, RosterChange } from "./parse.ts";
import { openPerson } from "./person.ts";

/** What came along with a link opens what the link states, and nothing else may come along. */
export function withContent(
  each: ParsedLink,
  before: RosterState | null,
  after: RosterState,
  { tenant }: Pick<Outcome, "tenant">,
  change: RosterChange,
  address: string,
): Applied {
  const { link, roster } = each;
  const nothing = { person: null, name: null, epoch: null, policies: null, code: null, staffKey: null, reason: null };
  const bare = { link: each, before, after, tenant, ...nothing };
  const atDesk = contentAtDesk(link, before, change);
  if (atDesk) return { ...bare, ...atDesk };
  if (link.operation === operation.INVITE || link.operation === operation.PERSON) {
    const person = openPerson(link.subject.person, change.persons.get(link.seq));
    // Of addresses only the own is taken, and one that was proven.
    if (link.operation === operation.PERSON && person.address !== address)
      throw new ProtocolError("MISMATCH", "person");
    return { ...bare, person };
  }
  if (link.operation === operation.POLICY && link.subject.hash) {
    return { ...bare, policies: documentOf(link.subject.hash, change.policies.get(link.seq)) };
  }
  if (link.kind !== rosterKind.GROUP) return bare;
  if (link.operation === operation.GENESIS || link.operation === operation.NAME) {
    const name = change.names.get(roster) ?? null;
    if (!equalOrNull(link.subject.name, name && sealedHash(name.name))) throw new ProtocolError("MISMATCH", "name");
    return { ...bare, name };
  }
  if (link.operation === operation.CODE) return { ...bare, code: codeKeyOf(each, change.codes) };
  return link.operation === operation.NEW_EPOCH ? { ...bare, epoch: epochOf(each, after, tenant, change) } : bare;
}

function documentOf(hash: Hash, document: Uint8Array | undefined): Uint8Array {
  if (document === undefined || !equalBytes(policiesHash(document), hash))
    throw new ProtocolError("MISMATCH", "policies");
  parsePolicies(document);
  return document;
}

/** The keys of a new epoch are those that its link states; who has a wrap is a recipient, its author for one (PROTOCOL §4.8). */
function epochOf({ link, roster }: ParsedLink, after: RosterState, tenant: RosterState, change: RosterChange) {
  const keys = change.epochs.get(roster);
  const stated = (link.subject as { xwingKeyHash: Hash }).xwingKeyHash;
  if (keys?.epoch !== link.epoch || !equalBytes(publicKeyHash(keys.publicKey), stated)) {
    throw new ProtocolError("WRONG_KEYS", "epoch");
  }
  if (keys.previousSecret !== null && keys.epoch === 1) throw new ProtocolError("WRONG_EPOCH", "previous secret");
  const wraps = change.wraps.filter(({ group, epoch }) => group === roster && epoch === link.epoch);
  const set = wrapSet(wraps.map(({ user, wrap }) => ({ user: parseUuid(user), wrap })));
  if (link.wraps?.count !== set.count || !equalBytes(link.wraps.root, set.root)) {
    throw new ProtocolError("MISMATCH", "wraps");
  }
  if (isRecoveryGroup(after)) {
    checkWholeSet(after, tenant, wraps);
    return { ...keys, wraps };
  }
  const recipients = new Set(recipientsOf(after, tenant).map(({ user }) => userOf(user)));
  const own = wraps.some(({ user }) => user === userOf(link.author.user));
  if (!own || wraps.some(({ user }) => !recipients.has(user))) throw new ProtocolError("NOT_ALLOWED", "wraps");
  return { ...keys, wraps };
}

/** Throws MISMATCH for what no link of the change states. */
export function checkNothingBesides(
  applied: readonly Applied[],
  given: readonly MemberWrap[],
  { persons, names, epochs, wraps, policies, codes, staffKeys, reasons }: RosterChange,
): void {
  const used = (what: (each: Applied) => unknown) => applied.filter((each) => what(each) !== null).length;
  const wrapped = applied.reduce((sum, { epoch }) => sum + (epoch?.wraps.length ?? 0), 0);
  const all =
    used(({ person }) => person) === persons.size &&
    used(({ name }) => name) === names.size &&
    used(({ epoch }) => epoch) === epochs.size &&
    used(({ policies: document }) => document) === policies.size &&
    used(({ code }) => code) === codes.size &&
    used(({ staffKey }) => staffKey) === staffKeys.size &&
    used(({ reason }) => reason) === reasons.size &&
    wrapped + given.length === wraps.length;
  if (!all) throw new ProtocolError("MISMATCH", "nothing that a link states");
}

const userOf = (id: Id): UserId => formatUuid(id) as UserId;
