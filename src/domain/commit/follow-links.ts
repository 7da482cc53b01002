/** Rosters, as the links of a commit lead them on. */
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import type { Manifest } from "../../crypto/manifest.ts";
import { applyLink, checkCut, checkFollows, checkSameKeys, checkTenantHead } from "../../crypto/roster.ts";
import { findMember, membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { checkEntrusts } from "../recovery-group/in-commit.ts";
import { followInCommit } from "../share/in-commit.ts";
import type { VaultGround } from "./ground.ts";
import type { ParsedLink, VaultCommit } from "./parse.ts";

export interface Rules {
  readonly device: Uint8Array;
  readonly disablePersonalProfile: boolean;
  /** Whether it is the account vault's part of new account keys: then alone may it bring links. */
  readonly newAccountKeys?: boolean;
  /** Whether the account goes to another tenant: then each vault brings the link that says so, and no other. */
  readonly moving?: boolean;
}

/** The roster after each of the links. */
export function statesAfter(ground: VaultGround, links: readonly ParsedLink[], rules: Rules): RosterState[] {
  const states: RosterState[] = [];
  for (const link of links) states.push(follow(ground, states.at(-1) ?? ground.roster, link, rules));
  return states;
}

/**
 * An account vault's key and a user's own keys stand in the account beside it and are changed with it, by a verb of
 * their own: a bare commit starts epochs of profiles, entrusts their keys, and brings own keys only where the tenant states them
 * already.
 */
function follow(
  ground: VaultGround,
  state: RosterState,
  { link, signed }: ParsedLink,
  { newAccountKeys = false, moving = false }: Rules,
): RosterState {
  if (ground.sharing) return followInCommit(ground.sharing, ground, state, { link, signed });
  if (moving) return move(ground, state, { link, signed });
  const ownKeys = link.operation === operation.OWN_KEYS;
  const allowed =
    (ground.class === "ACCOUNT") === newAccountKeys &&
    (link.operation === operation.NEW_EPOCH ||
      link.operation === operation.ENTRUST ||
      (ownKeys && (newAccountKeys || ground.behind)));
  if (!allowed) throw new ProtocolError("NOT_ALLOWED", "link");
  checkEntrusts(ground, link);
  const next = applyLink(state, signed);
  if (ownKeys && ground.tenant) checkFollows(ground.tenant, next, link);
  checkTenantHead(next, (next.tenantHead && ground.tenantLinks.get(next.tenantHead.seq)) ?? null);
  checkCut(
    link,
    ground.head && { vault: link.roster, revision: ground.head.manifest.revision, hash: ground.head.hash },
  );
  return next;
}

/** The roster goes on in the tenant that its user has come to, under the keys that are stated there (PROTOCOL §4.4). */
function move({ tenant }: VaultGround, state: RosterState, { link, signed }: Pick<ParsedLink, "link" | "signed">) {
  if (link.operation !== operation.MOVE || tenant === null) throw new ProtocolError("NOT_ALLOWED", "link");
  const next = applyLink(state, signed);
  checkTenantHead(next, tenant.head);
  checkSameKeys(tenant, next);
  return next;
}

/** A manifest under renewed keys names a tenant head at which they are stated (PROTOCOL §4.7). */
export function checkRests(tenant: RosterState | null, roster: RosterState, { tenantHead }: Manifest): void {
  const early = membersOf(roster).some(
    ({ user }) => tenantHead.seq < ((tenant && findMember(tenant, user)?.seq) ?? Number.POSITIVE_INFINITY),
  );
  if (early) throw new ProtocolError("WRONG_KEYS", "tenant head");
}

/** A new epoch brings the key before it; nothing else does. */
export function checkEpochKey(commit: VaultCommit, links: readonly ParsedLink[], epoch: number): void {
  const started = links.filter(({ link }) => link.operation === operation.NEW_EPOCH);
  if (started.length !== (commit.epochKey ? 1 : 0)) throw new ProtocolError("WRONG_EPOCH", "epoch key");
  if (commit.epochKey && commit.epochKey.epoch !== epoch) throw new ProtocolError("WRONG_EPOCH", "epoch key");
}
