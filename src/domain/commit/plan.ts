import { rosterKind } from "../../crypto/link.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { TenantId, VaultId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import type { Bound } from "../batch.ts";
import type { House } from "../context.ts";
import { isWithoutBackups, readEntrusting, writeEntrusted } from "../recovery-group/in-commit.ts";
import { keepState } from "../roster/keep-state.ts";
import { loadTenantState } from "../roster/rows.ts";
import { writeShare } from "../share/effects.ts";
import { heldOf, meetShares, withShares } from "../share/gather.ts";
import { refusedByRules } from "../share/rules.ts";
import type { Transaction } from "../transaction.ts";
import { eventsOfCommit } from "./audit.ts";
import { checkVaultCommit, type VaultEffect } from "./check.ts";
import { type Deed, insertCommitted, writeVault } from "./effect-rows.ts";
import type { VaultGround } from "./ground.ts";
import type { VaultHead } from "./input.ts";
import { abandonOffers } from "./offers.ts";
import type { Commit } from "./parse.ts";
import { readGround } from "./read-ground.ts";
import type { Refusal } from "./refusal.ts";

export interface VaultRefusal {
  readonly vault: VaultId;
  readonly refusal: Refusal;
}

/** What a commit does, and what is answered to it. */
export interface Effect {
  readonly kind: "EFFECT";
  readonly tenant: TenantId;
  readonly effects: readonly VaultEffect[];
  readonly heads: readonly VaultHead[];
}

/** What comes of a commit: something to write, an answer that was given before, or a refusal. */
export type Plan =
  | (Effect & { readonly writes: Bound<unknown>[] })
  | { readonly kind: "REPEATED"; readonly heads: readonly VaultHead[] }
  | { readonly kind: "REFUSED"; readonly refusals: readonly VaultRefusal[] };

/** What goes with a commit besides it: then, and only then, it may bring links that no bare commit brings. */
export interface Besides {
  /** The tenant's roster after the link that goes with new account keys: the commit is the account vault's (PROTOCOL §3.10). */
  readonly renewed?: RosterState;
  /** The roster of the tenant that an account goes to, its user in it: all vaults move there (PROTOCOL §3.11). */
  readonly arrived?: RosterState;
}

/**
 * Locks the vaults of a commit, checks it against them, and says what is to be written. Writes nothing itself. Throws
 * `READ_ONLY`, and `VAULT_RESTORING` where one of them is read only, and what is missing of it is not abandoned.
 */
export async function planCommit(
  tx: Transaction,
  house: House,
  commit: Commit,
  { renewed, arrived }: Besides = {},
): Promise<Plan> {
  if (tx.visits) demandOwn(tx.visits, commit);
  const { rows, before, grounds: bare, restoring, closed } = await readGround(tx, commit);
  const shares = await meetShares(tx, commit, rows);
  const grants = commit.vaults.map(({ vault }) =>
    Grant.authorize(tx, "vault.write", heldOf(rows.get(vault), vault, shares)),
  );
  if (before) return repeated(commit, before);
  if (closed) throw new Failure("READ_ONLY");
  const { grounds, stale } = await withShares(tx, commit, bare, shares);
  if (stale.length > 0)
    return {
      kind: "REFUSED",
      refusals: stale.map((vault) => ({ vault, refusal: { kind: "STALE_HEAD", inShare: true } })),
    };
  const besides = await abandonOffers(
    tx,
    commit.vaults.filter(({ vault }) => restoring.has(vault)),
  );
  if (commit.links.some((link) => !grounds.has(link.roster))) throw wrongRoster();

  const rules = {
    device: parseUuid(tx.actor.device),
    disablePersonalProfile: house.disablePersonalProfile,
    newAccountKeys: renewed !== undefined,
    moving: arrived !== undefined,
  };
  const ofProfiles = commit.links.some(({ link }) => link.kind !== rosterKind.SHARE);
  // What goes to another company keeps its mark: nothing is written but the link that says so.
  const entrusting = arrived ? null : await readEntrusting(tx, commit, rows, grounds);
  const tenant = renewed ?? arrived ?? entrusting?.tenant ?? (ofProfiles ? await tenantInForce(tx) : null);
  const effects: VaultEffect[] = [];
  const refusals: VaultRefusal[] = [];
  for (const each of commit.vaults) {
    const ground = grounds.get(each.vault);
    if (!ground) throw new Failure("NOT_FOUND");
    const links = commit.links.filter((link) => link.roster === each.vault);
    const known = { ...ground, entrusting: ground.sharing ? null : entrusting };
    const outcome = checkVaultCommit(tenant ? withTenant(known, tenant) : known, each, links, rules);
    const refusal =
      "kind" in outcome ? outcome : ((await refusedInShare(tx, outcome)) ?? (await refusedToEntrust(tx, outcome)));
    if (refusal) refusals.push({ vault: each.vault, refusal });
    else effects.push(outcome as VaultEffect);
  }
  if (refusals.length > 0) return { kind: "REFUSED", refusals };
  const heads = headsOf(commit);
  const writes = [
    ...writesOf(commit, grants, effects, heads),
    ...besides,
    ...audited(tx, ...effects.flatMap(eventsOfCommit)),
  ];
  return { kind: "EFFECT", tenant: tx.actor.tenant, effects, heads, writes };
}

/** In a visit there is one share, and a guest brings no link with a manifest (PROTOCOL §4.12). Throws `NOT_FOUND`, `INVALID_PROOF`. */
function demandOwn(share: VaultId, { vaults, links }: Commit): void {
  if (vaults.some(({ vault }) => vault !== share)) throw new Failure("NOT_FOUND");
  if (links.length > 0) throw new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
}

/** What company or house have against a share's links. */
const refusedInShare = async (tx: Transaction, { share, links, roster }: VaultEffect): Promise<Refusal | null> =>
  share && links.length > 0 ? refusedByRules(tx, links, share.before, roster) : null;

/** What plan or policies have against a key that is entrusted. */
const refusedToEntrust = async (tx: Transaction, { entrusts, share }: VaultEffect): Promise<Refusal | null> =>
  entrusts && (await isWithoutBackups(tx, share === null)) ? { kind: "POLICY", policy: "ORGANISATION_BACKUP" } : null;

async function tenantInForce(tx: Transaction): Promise<RosterState | null> {
  const [[tenant]] = await tx.run(loadTenantState());
  return tenant ? parseState(tenant.state) : null;
}

const withTenant = (ground: VaultGround, tenant: RosterState): VaultGround => ({
  ...ground,
  tenant,
  tenantLinks: new Map(ground.tenantLinks).set(tenant.head.seq, tenant.head),
});

/** The heads that a commit leads to. */
export const headsOf = ({ vaults }: Commit): VaultHead[] =>
  vaults.map(({ vault, manifest, manifestHash }) => ({ vault, revision: manifest.revision, hash: manifestHash }));

export const deedOf = ({ clientMutationId, contentHash }: Commit, heads: readonly VaultHead[]): Deed => ({
  clientMutationId,
  contentHash,
  answer: encodeHeads(heads),
});

function writesOf(
  commit: Commit,
  grants: readonly Grant<"vault.write">[],
  effects: readonly VaultEffect[],
  heads: readonly VaultHead[],
): Bound<unknown>[] {
  const writes = effects.flatMap((effect, place) => {
    const grant = grants[place] as Grant<"vault.write">;
    const state = keepState(effect.roster);
    const { ground, links, entrusts } = effect;
    return [
      ...writesOfShare(grant, effect, state),
      ...writeVault(grant, effect, state),
      ...writeEntrusted(grant, ground, links, entrusts),
    ];
  });
  return [...writes, insertCommitted(grants[0] as Grant<"vault.write">, deedOf(commit, heads))];
}

/** A share's lists, beside its roster and its vault: before them, where they are new. */
function writesOfShare(
  grant: Grant<"vault.write">,
  { share, ground: { sharing }, links, roster }: VaultEffect,
  state: Uint8Array,
): Bound<unknown>[] {
  if (!share || !sharing) return [];
  // What the mark was for is over with a new epoch, or has been looked at, and is not so.
  return writeShare(grant, share, links, roster, { scope: sharing.scope, state, due: sharing.due ? false : null });
}

/** Throws `MUTATION_ID_REUSED` where the id was used for other content. */
function repeated(commit: Commit, before: { contentHash: Uint8Array; answer: string }): Plan {
  if (Buffer.compare(before.contentHash, commit.contentHash) !== 0) throw new Failure("MUTATION_ID_REUSED");
  return { kind: "REPEATED", heads: parseHeads(before.answer) };
}

/** Links are of the vaults that the commit writes to. */
const wrongRoster = (): Failure => new Failure("INVALID_PROOF", undefined, { reason: "WRONG_ROSTER" });

const encodeHeads = (heads: readonly VaultHead[]): string =>
  JSON.stringify(heads.map(({ vault, revision, hash }) => [vault, revision, Buffer.from(hash).toString("base64url")]));

const parseHeads = (text: string): VaultHead[] =>
  (JSON.parse(text) as [VaultId, number, string][]).map(([vault, revision, hash]) => ({
    vault,
    revision,
    hash: Buffer.from(hash, "base64url"),
  }));
