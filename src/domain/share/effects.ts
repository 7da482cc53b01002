/** What links of a share do to the tables beside its roster: their lists, not their truth. */
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { findExpiry, findShareGroup, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { findRecipient, groupsOf, guestsOf } from "../../crypto/share.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import type { RosterId } from "../../ids.ts";
import type { Bound } from "../batch.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { addedBy } from "./content.ts";
import {
  closeShare,
  dropRecipients,
  insertShare,
  noteGroups,
  putAnswer,
  putRecipients,
  putWraps,
  type RecipientRow,
  type ShareGrant,
  setDue,
  setName,
} from "./effect-rows.ts";
import type { ShareScopeName } from "./ground.ts";
import { writeGuests } from "./guest-effects.ts";
import type { ShareChange } from "./in-commit.ts";
import { roleNameOf } from "./role-name.ts";

/** Users and groups that links of a share are about. */
export function recipientsIn(links: readonly ParsedLink[], before: RosterState | null, after: RosterState): RosterId[] {
  const all = links.flatMap(({ link }): readonly Id[] => {
    if (link.kind !== rosterKind.SHARE) return [];
    switch (link.operation) {
      case operation.GENESIS:
      case operation.ADD:
      case operation.LEAVE:
      case operation.OWN_KEYS:
      case operation.JOIN:
      case operation.RESUME:
        return [link.subject.user];
      case operation.INTRODUCE:
        return link.subject.persons.map(([user]) => user);
      case operation.REMOVE:
      case operation.ROLE:
      case operation.EXPIRY:
        return [link.subject.recipient];
      case operation.ADD_GROUP:
        return [link.subject.group];
      case operation.CLOSE:
        return before ? everybodyIn(before) : [];
      case operation.NEW_EPOCH:
        return before ? groupsOf(before).flatMap(({ group }) => (findShareGroup(after, group) ? [] : [group])) : [];
      default:
        return [];
    }
  });
  return [...new Set(all.map((id) => formatUuid(id) as RosterId))];
}

const everybodyIn = (state: RosterState): Id[] => [
  ...membersOf(state).map(({ user }) => user),
  ...groupsOf(state).map(({ group }) => group),
  ...guestsOf(state).map(({ user }) => user),
];

/**
 * All that is to be written of a share beside its roster and its vault.
 *
 * @param state the roster's, encoded.
 * @param due what is known now of its epoch; null where nobody looked.
 */
export function writeShare(
  grant: ShareGrant,
  { before, name, wraps, persons }: ShareChange,
  links: readonly ParsedLink[],
  after: RosterState,
  { scope, state, due }: { readonly scope: ShareScopeName; readonly state: Uint8Array; readonly due: boolean | null },
): Bound<unknown>[] {
  const does = (which: number) => links.some(({ link }) => link.operation === which);
  const epoch = after.epoch?.epoch ?? 0;
  if (does(operation.CLOSE)) return [closeShare(grant)];
  const touched = recipientsIn(links, before, after);
  const added = addedBy(links);
  const rows = touched.flatMap((recipient) => rowOf(after, recipient, added.has(recipient)) ?? []);
  const groups = links.flatMap(groupAddedBy);
  const gone = touched.filter((recipient) => !rows.some((row) => row.recipient === recipient));
  return [
    ...(before === null ? insertShare(grant, scope, name as Uint8Array, after, state) : []),
    ...(before !== null && name ? [setName(grant, name, epoch)] : []),
    ...(gone.length > 0 ? [dropRecipients(grant, gone)] : []),
    ...writeGuests(grant, { before, persons }, links, after),
    ...(rows.length > 0 ? [putRecipients(grant, rows)] : []),
    ...(groups.length > 0 ? [noteGroups(grant, groups)] : []),
    ...(before === null ? [putAnswer(grant, "ACCEPTED")] : []),
    ...(wraps.length > 0 ? [putWraps(grant, wraps, added)] : []),
    ...(due === null ? [] : [setDue(grant, due)]),
  ];
}

/** Also one that the next link takes out again: what the roster names has to be read. */
const groupAddedBy = ({ link }: ParsedLink): RosterId[] =>
  link.kind === rosterKind.SHARE && link.operation === operation.ADD_GROUP
    ? [formatUuid(link.subject.group) as RosterId]
    : [];

function rowOf(after: RosterState, recipient: RosterId, added: boolean): RecipientRow | null {
  const id = parseUuid(recipient);
  const entry = findRecipient(after, id);
  if (!entry) return null;
  const expiry = findExpiry(after, id);
  const expiresAt = expiry ? new Date(expiry.time) : null;
  const introduced = entry.type === entryType.MEMBER && entry.person !== null;
  return { recipient, kind: kinds[entry.type], role: roleNameOf(entry.role), expiresAt, added, introduced };
}

const kinds = {
  [entryType.MEMBER]: "USER",
  [entryType.SHARE_GROUP]: "GROUP",
  [entryType.GUEST]: "GUEST",
} as const;
