/** Shares in a commit: what is asked of links and manifest beside what every vault's are (PROTOCOL §4.11, §5.4). */
import { equalBytes, equalOrNull } from "../../crypto/bytes.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import type { ShareGround as WriterGround } from "../../crypto/successor.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { Sharing, VaultGround } from "../commit/ground.ts";
import type { ParsedLink, VaultCommit } from "../commit/parse.ts";
import type { PersonText } from "../company/person.ts";
import { checkName, checkOtherWraps, isDue, isOver, namedWraps } from "./content.ts";
import { followShare, hasWay } from "./follow.ts";
import { groupAtOf } from "./ground.ts";
import type { ShareWrap } from "./parse.ts";
import { asksForGroups, isStaleLink, restsOnFormer } from "./stale.ts";

/** What a change of a share comes to beside its roster. */
export interface ShareChange {
  /** The roster before the links; null for one that is founded. */
  readonly before: RosterState | null;
  readonly name: Uint8Array | null;
  /** To be kept: for recipients whose time is not over. */
  readonly wraps: readonly ShareWrap[];
  /** By the seq of the invitation that is for them. */
  readonly persons: ReadonlyMap<number, PersonText>;
}

/** Nobody is invited in a commit. */
const nobody: ReadonlyMap<number, PersonText> = new Map();

/** Links of shares that go with a manifest. */
const inCommit: ReadonlySet<number> = new Set([
  operation.NEW_EPOCH,
  operation.REMOVE,
  operation.ROLE,
  operation.NAME,
  operation.ADD,
  operation.ADD_GROUP,
  operation.EXPIRY,
  operation.ENTRUST,
]);

/** Whether a commit rests on a head that has moved on, of the share's roster, of the tenant, or of a group. */
export function isStaleInShare(
  { sharing, roster }: VaultGround,
  { manifest }: VaultCommit,
  links: readonly ParsedLink[],
): boolean {
  if (!sharing) return false;
  const { ground, isNew } = sharing;
  const [first] = links;
  const previous = first ? first.link.previous : manifest.rosterHash;
  if (!isNew && !equalOrNull(previous, roster.head.hash)) return true;
  return restsOnFormer(ground, manifest) || links.some(({ link }) => isStaleLink(ground, link));
}

/** The roster after a link. Of one that is founded the first was followed already. Throws ProtocolError. */
export function followInCommit(
  { ground, ways, isNew }: Sharing,
  { head, vault }: Pick<VaultGround, "head" | "vault">,
  state: RosterState,
  link: Pick<ParsedLink, "link" | "signed">,
): RosterState {
  if (isNew && link.link.operation === operation.GENESIS) return state;
  const at = head && { vault: parseUuid(vault), revision: head.manifest.revision, hash: head.hash };
  return followShare({ ground, head: at, ways, administers: false, operations: inCommit }, state, link);
}

/**
 * Whether somebody ceased to be a recipient, and the links begin no epoch. The mark on the vault may be out of date; and who is put
 * in may be one who had other keys when the epoch began.
 */
export function lacksEpoch({ sharing }: VaultGround, after: RosterState, links: readonly ParsedLink[]): boolean {
  if (!sharing || links.some(({ link }) => link.operation === operation.NEW_EPOCH)) return false;
  return (sharing.due || asksForGroups(links)) && isDue(after, sharing.ground);
}

/** Whether a link names the wraps of an epoch; that of the recovery group stands by itself. */
const namesKeys = ({ link }: ParsedLink): boolean => link.wraps !== null && link.operation !== operation.ENTRUST;

/** By what the author of a share's manifest may write: the actor, under the key in force, in a way whose time is not over. */
export function writerGround({ sharing }: VaultGround, { author }: Manifest): { readonly share?: WriterGround } {
  if (!sharing) return {};
  const { ground, ways } = sharing;
  const isOwn = equalBytes(author.user, ground.actor) && equalOrNull(ground.key, author.key);
  if (!isOwn || !hasWay(ways, author)) throw new ProtocolError("WRONG_AUTHOR", "manifest");
  const keyOf: WriterGround["keyOf"] = (user) => (equalBytes(user, ground.actor) ? ground.key : null);
  return { share: { keyOf, groupAt: groupAtOf(ground) } };
}

/**
 * Name and wraps, held against the links that they come with. Throws ProtocolError.
 *
 * @param states of the roster, after each link.
 */
export function shareChangeOf(
  { sharing, roster: held }: VaultGround,
  { name, wraps }: Pick<VaultCommit, "name" | "wraps">,
  links: readonly ParsedLink[],
  states: readonly RosterState[],
): ShareChange | null {
  if (!sharing) {
    if (name || wraps.length > 0) throw new ProtocolError("NOT_ALLOWED", "what belongs to a share");
    return null;
  }
  const after = states.at(-1) ?? held;
  checkName(name, links, after);
  if (links.length === 0 && wraps.length > 0) throw new ProtocolError("NOT_ALLOWED", "wraps");
  const { ground, isNew } = sharing;
  const begun = links.findIndex(namesKeys);
  if (begun !== links.findLastIndex(namesKeys)) throw new ProtocolError("NOT_ALLOWED", "epochs");
  const state = states[begun];
  const named = state ? namedWraps(wraps, links[begun] as ParsedLink, state, ground) : [];
  checkOtherWraps(
    wraps.filter((wrap) => !named.includes(wrap)),
    links,
    after,
    sharing,
  );
  const kept = wraps.filter(({ recipient }) => !isOver(after, recipient, ground.now));
  return { before: isNew ? null : held, name, wraps: kept, persons: nobody };
}
