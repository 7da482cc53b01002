/** What the server holds beside a share's own roster when a change of it is checked (PROTOCOL §4.11). */
import type { ChainHead } from "../../crypto/chain.ts";
import { asHash, asSigningPublicKey, type Id } from "../../crypto/keys.ts";
import type { GroupAt } from "../../crypto/share.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { VaultId } from "../../ids.ts";
import type { ShareRole } from "../access.ts";
import { isPortal } from "../context.ts";
import { recoveryAt } from "../recovery-group/recovery-at.ts";
import { loadTenantState } from "../roster/rows.ts";
import type { Transaction } from "../transaction.ts";
import type { Acquaintance, ShareGround, ShareScopeName, Wanted } from "./acquaintance.ts";
import {
  type GroupStateRow,
  listGroupStates,
  listScopes,
  listWays,
  loadActing,
  lockGroupStates,
  lockTenantState,
  type WayRow,
} from "./rows.ts";
import { meetGuest, readGroundOfGuest } from "./visit.ts";

export type { Acquaintance, ShareGround, ShareScopeName, Wanted };

/** What is asked for before anything is granted. */
export async function meet(tx: Transaction, shares: readonly VaultId[]): Promise<Acquaintance> {
  if (tx.visits) return meetGuest(tx, tx.visits);
  const [[acting], ways, scopes] = await tx.run(loadActing(), listWays(shares), listScopes(shares));
  if (!acting) throw new Failure("NOT_FOUND");
  return {
    acting,
    scopes: new Map(scopes.map(({ share, scope }) => [share, scope])),
    ways: new Map(shares.map((share) => [share, ways.filter((way) => way.share === share)])),
    administers: acting.signingKey !== null && acting.role === "ADMINISTRATOR" && isPortal(tx.actor.surface),
  };
}

const order: readonly ShareRole[] = ["OWNER", "EDITOR", "READER", "READER_HIDDEN"];

/** The most that any of these ways gives; null where there is none. */
export const mostOf = (ways: readonly WayRow[]): ShareRole | null =>
  order.find((role) => ways.some((way) => way.role === role)) ?? null;

/** Reads them, the tenant's first. */
export async function readShareGround(
  tx: Transaction,
  acquaintance: Pick<Acquaintance, "acting" | "administers">,
  wanted: Wanted,
): Promise<ShareGround> {
  const { visit } = tx.actor;
  return visit ? readGroundOfGuest(tx, visit, wanted) : readOwnGround(tx, acquaintance, wanted);
}

async function readOwnGround(
  tx: Transaction,
  { acting, administers }: Pick<Acquaintance, "acting" | "administers">,
  { tenant: wantsTenant, groups: named, shares, locked }: Wanted,
): Promise<ShareGround> {
  const ofTenant = locked ? lockTenantState() : loadTenantState();
  const ofGroups = locked ? lockGroupStates(named, shares) : listGroupStates(named, shares);
  const [states, groups] = wantsTenant ? await tx.run(ofTenant, ofGroups) : [[], ...(await tx.run(ofGroups))];
  const tenant = states[0] ? parseState(states[0].state) : null;
  const id = parseUuid(tx.actor.tenant);
  return {
    tenantHead: tenant?.head ?? { id, seq: acting.tenantSeq, hash: asHash(acting.tenantHead) },
    tenant,
    groups: new Map((groups as readonly GroupStateRow[]).map(({ group, state }) => [group, parseState(state)])),
    everyone: acting.everyone,
    key: acting.signingKey && asSigningPublicKey(acting.signingKey),
    actor: parseUuid(tx.actor.user),
    administers,
    visit: null,
    now: tx.now,
  };
}

/**
 * States of groups as they are now, of Everyone the tenant's; null for every other seq: nothing rests on what has moved on, but for
 * the head that the recovery switch pins.
 */
export const groupAtOf =
  ({ tenant, groups, everyone }: ShareGround): GroupAt =>
  (group, seq) => {
    if (formatUuid(group) === everyone) return tenant?.head.seq === seq ? tenant : null;
    return recoveryAt({ tenant, groups })(group, seq);
  };

/** Where the roster of a group is now, of Everyone the tenant's; undefined for what is none, or was not read. */
export function headOfGroup({ tenantHead, groups, everyone }: ShareGround, group: Id): ChainHead | undefined {
  const id = formatUuid(group);
  return id === everyone ? tenantHead : groups.get(id)?.head;
}
