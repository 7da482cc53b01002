/** Whether what somebody signed rests on heads that have moved on: no error, but a reason to sign again (PROTOCOL §5.6). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import type { Id } from "../../crypto/keys.ts";
import { type Link, operation, rosterKind } from "../../crypto/link.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import { Failure } from "../../errors.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import { headOfGroup, type ShareGround } from "./ground.ts";

/** A manifest of a share names tenant and group as they are: only then is its author who the server takes them for. A guest knows neither. */
export const restsOnFormer = (ground: ShareGround, { tenantHead, author }: Pick<Manifest, "tenantHead" | "author">) =>
  ground.visit === null && (isFormer(ground.tenantHead, tenantHead) || viaIsFormer(ground, author.via));

/** A link of a share names tenant and groups as they are, but for a guest's. */
export function isStaleLink(ground: ShareGround, link: Link): boolean {
  if (link.kind !== rosterKind.SHARE || ground.visit) return false;
  const former = link.tenantHead !== null && isFormer(ground.tenantHead, link.tenantHead);
  return former || viaIsFormer(ground, link.author.via) || groupsNamedBy(link).some((named) => lags(ground, named));
}

/** The groups that a link of a share states the place of; and the recovery group that a key is entrusted to. */
export function groupsNamedBy(link: Link): readonly (readonly [Id, number])[] {
  if (link.operation === operation.ENTRUST) return [[link.subject.group, link.subject.groupSeq]];
  if (link.kind !== rosterKind.SHARE) return [];
  if (link.operation === operation.NEW_EPOCH) return link.subject.groups;
  return link.operation === operation.ADD_GROUP ? [[link.subject.group, link.subject.groupSeq]] : [];
}

/** Whether links rest on more of the groups that a share has than they name: for whom there is a key, and whether it is due. */
export const asksForGroups = (links: readonly ParsedLink[]): boolean =>
  links.some(({ link }) => resting.has(link.operation));

const resting: ReadonlySet<number> = new Set([
  operation.GENESIS,
  operation.NEW_EPOCH,
  operation.ROLE,
  operation.ADD,
  operation.ADD_GROUP,
  operation.ENTRUST,
]);

/** No share has more groups than links may name: before any of them is read. Throws `INVALID_PROOF`. */
export function demandRoom(links: readonly ParsedLink[]): void {
  const isOver = links.some(({ link }) => groupsNamedBy(link).length > bounds.groupsPerShare);
  if (isOver) throw new Failure("INVALID_PROOF", undefined, { reason: "TOO_LARGE" });
}

const isFormer = (now: ChainHead, named: ChainHead): boolean => equalBytes(now.id, named.id) && named.seq < now.seq;

const viaIsFormer = (ground: ShareGround, via: ChainHead | undefined): boolean =>
  via !== undefined && lags(ground, [via.id, via.seq]);

function lags(ground: ShareGround, [group, seq]: readonly [Id, number]): boolean {
  const now = headOfGroup(ground, group);
  return now !== undefined && seq < now.seq;
}
