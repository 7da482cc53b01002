/** What the server holds a guest's deeds against: nothing of it is shown to them (PROTOCOL §4.12). */
import { asHash, asSigningPublicKey } from "../../crypto/keys.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { RosterId, VaultId } from "../../ids.ts";
import type { Visit } from "../context.ts";
import type { Transaction } from "../transaction.ts";
import type { Acquaintance, ShareGround, Wanted } from "./acquaintance.ts";
import { listVisitedRosters } from "./guest-rows.ts";
import { listScopes, listWays } from "./rows.ts";

/** The visitor, and what they are to the one share that they see. */
export async function meetGuest(tx: Transaction, share: VaultId): Promise<Acquaintance> {
  const [ways, scopes, rosters] = await tx.run(listWays([share]), listScopes([share]), listVisitedRosters(false));
  const { tenant, visit } = tx.actor;
  const company = rosters.find(({ id }) => id === (tenant as string));
  if (!visit || !company) throw new Failure("NOT_FOUND");
  return {
    acting: {
      signingKey: visit.signingKey,
      role: "USER",
      tenantSeq: company.seq,
      tenantHead: company.head,
      suspendedAt: visit.closed ? tx.now : null,
      everyone: rosters.find(({ everyone }) => everyone)?.id ?? null,
    },
    scopes: new Map(scopes.map(({ share: id, scope }) => [id, scope])),
    ways: new Map([[share, ways]]),
    administers: false,
  };
}

/** Rosters of the company, as they are: no link by a guest rests on them, so none is locked. */
export async function readGroundOfGuest(
  tx: Transaction,
  visit: Visit,
  { tenant: wantsTenant, groups, shares }: Pick<Wanted, "tenant" | "groups" | "shares">,
): Promise<ShareGround> {
  const [rosters] = await tx.run(listVisitedRosters(wantsTenant || groups.length + shares.length > 0));
  const states = new Map<string, RosterState>();
  for (const { id, state } of rosters) if (state) states.set(id, parseState(state));
  const id = tx.actor.tenant as string;
  const company = rosters.find((row) => row.id === id);
  if (!company) throw new Failure("NOT_FOUND");
  return {
    tenantHead: { id: parseUuid(id), seq: company.seq, hash: asHash(company.head) },
    tenant: states.get(id) ?? null,
    groups: states,
    everyone: (rosters.find(({ everyone }) => everyone)?.id ?? null) as RosterId | null,
    key: asSigningPublicKey(visit.signingKey),
    actor: parseUuid(tx.actor.user),
    administers: false,
    visit,
    now: tx.now,
  };
}
