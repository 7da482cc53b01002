/** Which shares a commit touches, and all that they are checked against, read in the order of everybody's locks. */
import { operation, rosterKind, shareScope } from "../../crypto/link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import type { Held } from "../access.ts";
import { noBuckets } from "../commit/buckets.ts";
import type { Sharing, VaultGround } from "../commit/ground.ts";
import type { Commit, ParsedLink } from "../commit/parse.ts";
import type { VaultRow } from "../commit/rows.ts";
import { proving } from "../invalid.ts";
import type { Transaction } from "../transaction.ts";
import { found } from "./follow.ts";
import { type Acquaintance, meet, mostOf, readShareGround, type ShareScopeName } from "./ground.ts";
import { findNamesake } from "./rows.ts";
import { asksForGroups, demandRoom, groupsNamedBy, isStaleLink } from "./stale.ts";

/** What is known of the shares of a commit before anything is granted. */
export interface Shares {
  readonly founded: ReadonlySet<VaultId>;
  readonly standing: readonly VaultRow[];
  readonly acquaintance: Acquaintance | null;
}

const isGenesis = ({ link }: ParsedLink): boolean =>
  link.kind === rosterKind.SHARE && link.operation === operation.GENESIS;

/** Null for a commit without shares: it asks for nothing more. */
export async function meetShares(
  tx: Transaction,
  { links, vaults }: Commit,
  rows: ReadonlyMap<VaultId, VaultRow>,
): Promise<Shares> {
  const named = new Set(links.filter(isGenesis).map(({ roster }) => roster));
  const founded = new Set(vaults.flatMap(({ vault }) => (named.has(vault) && !rows.has(vault) ? [vault] : [])));
  const standing = [...rows.values()].filter((row) => row.class === "SHARE");
  const any = founded.size + standing.length > 0;
  return {
    founded,
    standing,
    acquaintance: any
      ? await meet(
          tx,
          standing.map(({ id }) => id),
        )
      : null,
  };
}

/** The vault with what the actor is to it. Whoever founds a share owns it. */
export function heldOf(row: VaultRow | undefined, vault: VaultId, { founded, acquaintance }: Shares): Held | undefined {
  if (founded.has(vault)) return { id: vault, userId: null, share: "OWNER" };
  if (row?.class !== "SHARE") return row;
  return { id: vault, userId: null, share: mostOf(acquaintance?.ways.get(vault) ?? []) };
}

/** The grounds of all vaults, those of shares with what they are checked against besides. */
export interface SharedGrounds {
  readonly grounds: ReadonlyMap<VaultId, VaultGround>;
  /** Shares that were to be founded by a tenant that has moved on. */
  readonly stale: readonly VaultId[];
}

/** Throws `INVALID_PROOF`, `READ_ONLY`. */
export async function withShares(
  tx: Transaction,
  commit: Commit,
  grounds: ReadonlyMap<VaultId, VaultGround>,
  { founded, standing, acquaintance }: Shares,
): Promise<SharedGrounds> {
  if (!acquaintance) return { grounds, stale: [] };
  const { acting, scopes, ways } = acquaintance;
  if (acting.suspendedAt) throw new Failure("READ_ONLY");
  if (founded.size > 0) await demandFoundable(tx, [...founded]);
  const due = standing.filter((row) => row.due);
  const ids = new Set([...founded, ...standing.map(({ id }) => id)]);
  const links = commit.links.filter(({ link, roster }) => link.kind === rosterKind.SHARE && ids.has(roster));
  demandRoom(links);
  const through = [...commit.vaults.map(({ manifest }) => manifest), ...links.map(({ link }) => link)];
  const vias = through.flatMap(({ author }) => (author.via ? [formatUuid(author.via.id) as RosterId] : []));
  const named = links.flatMap(({ link }) => groupsNamedBy(link).map(([group]) => formatUuid(group) as RosterId));
  const changed = standing.filter(({ id }) => asksForGroups(links.filter(({ roster }) => roster === id)));
  const ground = await readShareGround(tx, acquaintance, {
    tenant: links.length > 0 || due.length > 0 || vias.some((via) => via === acting.everyone),
    groups: [...new Set([...vias, ...named])],
    shares: [...new Set([...changed, ...due].map(({ id }) => id))],
    locked: links.length > 0,
  });
  const all = new Map(grounds);
  for (const row of standing) {
    const its = grounds.get(row.id) as VaultGround;
    const scope = scopes.get(row.id) as ShareScopeName;
    all.set(row.id, { ...its, sharing: { ground, scope, ways: ways.get(row.id) ?? [], due: row.due, isNew: false } });
  }
  const stale: VaultId[] = [];
  for (const vault of founded) {
    const its = links.filter(({ roster }) => roster === vault);
    if (its.some(({ link }) => isStaleLink(ground, link))) stale.push(vault);
    else all.set(vault, newGround(vault, its, ground));
  }
  return { grounds: all, stale };
}

/** A share is founded under an id that is nobody's: what a user keeps under their own, or a device's, no share comes across. */
async function demandFoundable(tx: Transaction, founded: readonly VaultId[]): Promise<void> {
  const [[namesake]] = await tx.run(findNamesake(founded));
  if (namesake) throw new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
}

/** Of a share that is founded: its roster is the one that its first link makes. */
function newGround(vault: VaultId, links: readonly ParsedLink[], ground: Sharing["ground"]): VaultGround {
  const [first, ...others] = links as [ParsedLink, ...ParsedLink[]];
  if (others.some(isGenesis)) throw new Failure("INVALID_PROOF", undefined, { reason: "BROKEN_CHAIN" });
  const roster = proving(() => found({ ground }, first));
  const scope = roster.class === shareScope.PERSONAL ? "PERSONAL" : "BUSINESS";
  const own = { share: vault, role: "OWNER", group: null, expiresAt: null } as const;
  return {
    vault,
    owner: "",
    class: "SHARE",
    count: 0,
    head: null,
    hashes: new Map(),
    roster,
    tenantLinks: new Map([[ground.tenantHead.seq, ground.tenantHead]]),
    records: new Map(),
    buckets: noBuckets,
    behind: false,
    disabled: false,
    due: false,
    entrusting: null,
    sharing: { ground, scope, ways: [own], due: false, isNew: true },
    tenant: null,
  };
}
