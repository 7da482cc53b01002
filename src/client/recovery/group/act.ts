/** What is signed in a recovery group's roster: by a custodian, or by the group's code (PROTOCOL §4.13). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import { equalBytes } from "../../../crypto/bytes.ts";
import { sealPreviousKey } from "../../../crypto/client/epoch.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../../crypto/client/group.ts";
import { type GroupAct, makeGroupEpoch, makeGroupLink } from "../../../crypto/client/group-link.ts";
import { wrapKeyFor } from "../../../crypto/client/key-wrap.ts";
import type { RecoveryKeys } from "../../../crypto/client/recovery-code.ts";
import { groupDue } from "../../../crypto/group.ts";
import { publicKeyHash } from "../../../crypto/hash.ts";
import type { Id, SymmetricKey, XWingPublicKey } from "../../../crypto/keys.ts";
import { operation } from "../../../crypto/link.ts";
import { recoveryRecipientsOf, takesInRecovery } from "../../../crypto/recovery.ts";
import { findMember, findStaff, isAdministrator, type RosterState } from "../../../crypto/roster-state.ts";
import { readSignedLink } from "../../../crypto/signed-link.ts";
import { deriveXWingPublicKey } from "../../../crypto/sodium.ts";
import { type Member, role } from "../../../crypto/state-entries.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import type { MemberWrap } from "../../../crypto/wrap-set.ts";
import { allowed } from "../../allowed.ts";
import { type Drafting, draftInTenant, goOn, groupOf } from "../../company/drafting.ts";
import { newestSecret, publicKeysAtDesks, publicKeysOf } from "../../company/group-keys.ts";
import { type Core, opened } from "../../core.ts";
import { SealgraphError } from "../../errors.ts";
import { newestState } from "../../vault/chain.ts";
import { tried } from "../../vault/tried.ts";
import { publicKeyOfCode, recoverySecrets } from "./secrets.ts";

/** A deed in a recovery group, and by what its author acts. */
export interface InRecovery {
  readonly core: Core;
  readonly drafting: Drafting;
  readonly group: string;
  /** Of the code that was typed, where the author acts by it: it opens what was wrapped until now. */
  readonly typed: RecoveryKeys | null;
  /** Of the code in force after what was drafted, where the author acts by it. */
  code: RecoveryKeys | null;
  /** Whether something was taken from somebody: then the company states where the group is (PROTOCOL §4.13). */
  takes: boolean;
  /** The code that the deed sets, whose public key the server does not have yet. */
  newCode: RecoveryKeys | null;
}

export const beginAct = (
  core: Core,
  drafting: Drafting,
  group: string,
  typed: RecoveryKeys | null = null,
): InRecovery => ({ core, drafting, group, typed, code: typed, takes: false, newCode: null });

export const stateIn = ({ drafting, group }: InRecovery): RosterState => groupOf(drafting, group);

const signerOf = ({ drafting, code }: InRecovery) => ({ ...drafting.signer, ...(code && { code: code.signing }) });

/** Adds a link. Throws FORBIDDEN where the signer is no custodian, and acts by no code. */
export function draftInRecovery(act: InRecovery, what: GroupAct): void {
  const { drafting, group } = act;
  const before = stateIn(act);
  const link = allowed(() => makeGroupLink(before, drafting.tenant, signerOf(act), what));
  if (takesInRecovery(readSignedLink(link.signed).link, before, drafting.tenant)) act.takes = true;
  goOn(drafting, group, link);
}

/** What a deed ends with that took something from somebody: behind that nobody goes on from the company of before. */
export function draftTaken(act: InRecovery): void {
  const { id, seq, hash } = stateIn(act).head;
  if (act.takes)
    draftInTenant(act.drafting, { operation: operation.CHECKPOINT, subject: { heads: [[id, seq, hash]] } });
}

/** The member of the company that somebody is. Throws NOT_FOUND, NOT_ADMINISTRATOR. */
export function administratorIn({ tenant }: Pick<Drafting, "tenant">, user: Id): Member {
  const member = findMember(tenant, user);
  if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
  if (!isAdministrator(member)) throw new SealgraphError("NOT_ADMINISTRATOR", {}, "Only an administrator can hold it.");
  return member;
}

/** Puts an administrator in, or somebody at a desk, who is never a custodian. Throws ALREADY_MEMBER, NOT_FOUND, NOT_ADMINISTRATOR, FORBIDDEN. */
export function draftMember(act: InRecovery, user: Id, { isCustodian }: { readonly isCustodian: boolean }): void {
  const staff = isCustodian ? undefined : findStaff(act.drafting.tenant, user);
  const { signingKey, xwingKeyHash } = staff ?? administratorIn(act.drafting, user);
  if (findMember(stateIn(act), user)) throw new SealgraphError("ALREADY_MEMBER");
  draftInRecovery(act, { operation: operation.ADD, subject: { user, signingKey, xwingKeyHash } });
  if (isCustodian) draftInRecovery(act, { operation: operation.ROLE, subject: { user, role: role.CUSTODIAN } });
}

/** Sets another code, or drops the one there is. Who acts by a code acts by the next from then on. */
export function draftCode(act: InRecovery, next: RecoveryKeys | null): void {
  const keys = next && {
    xwingKeyHash: publicKeyHash(next.xwingPublicKey),
    signingKey: next.signing.publicKey,
  };
  draftInRecovery(act, { operation: operation.CODE, subject: { keys } });
  if (next) act.drafting.codes.push({ group: act.group, publicKey: encodeBase64url(next.xwingPublicKey) });
  act.newCode = next;
  if (act.code) act.code = next;
}

/**
 * Gives the group's key to whoever was put in: a new one to all where one is due, else the one in force to those. Throws KEY_PENDING
 * where the signer has none to go on from, FORBIDDEN, NOT_FOUND for a public key that nothing can be wrapped to.
 */
export async function draftKeys(act: InRecovery, added: readonly Id[] = []): Promise<void> {
  const { drafting } = act;
  const state = stateIn(act);
  const { epoch } = state;
  if (epoch === null || groupDue(state, drafting.tenant)) return draftRecoveryEpoch(act);
  if (added.length === 0) return;
  const secret = await secretInForce(act);
  const wraps = await wrapForAll(act, secret, epoch.epoch, added);
  pushWraps(act, epoch.epoch, wraps);
}

/** Begins the next epoch, with a wrap for everybody whom it is for and for the code: with none left out (PROTOCOL §4.13). */
export async function draftRecoveryEpoch(act: InRecovery): Promise<void> {
  const { drafting, group } = act;
  const state = stateIn(act);
  const { id } = state.head;
  const previous = state.epoch && (await secretInForce(act));
  const [epoch, secret] = [(state.epoch?.epoch ?? 0) + 1, makeGroupSecret()];
  const recipients = recoveryRecipientsOf(state, drafting.tenant).map((recipient) => recipient.id);
  const wraps = await wrapForAll(act, secret, epoch, recipients);
  goOn(
    drafting,
    group,
    allowed(() => makeGroupEpoch(state, drafting.tenant, signerOf(act), { secret, wraps })),
  );
  const sealed = previous && sealPreviousKey(secret, { vault: id, epoch }, previous);
  drafting.epochs.push({
    group,
    epoch,
    publicKey: encodeBase64url(deriveXWingPublicKey(deriveGroupSeed(secret, id, epoch))),
    previousSecret: sealed && encodeBase64url(sealed),
  });
  pushWraps(act, epoch, wraps);
}

function pushWraps({ drafting, group }: InRecovery, epoch: number, wraps: readonly MemberWrap[]): void {
  for (const { user, wrap } of wraps) {
    drafting.wraps.push({ group, epoch, user: formatUuid(user), wrap: encodeBase64url(wrap) });
  }
}

/** The secret of the epoch in force, which no deed has changed before it asks. Throws KEY_PENDING. */
async function secretInForce({ core, group, typed }: InRecovery): Promise<SymmetricKey> {
  const chain = opened(core).held.groups.get(group);
  const secret = chain ? newestSecret(newestState(chain), await recoverySecrets(core, group, typed)) : null;
  if (secret === null) throw new SealgraphError("KEY_PENDING", { part: "group" });
  return secret;
}

/** One wrap for each of these, the group's id standing for its code. Throws NOT_FOUND where one cannot be made. */
async function wrapForAll(
  act: InRecovery,
  secret: SymmetricKey,
  epoch: number,
  ids: readonly Id[],
): Promise<MemberWrap[]> {
  const { core, drafting } = act;
  const roster = stateIn(act).head.id;
  const publicKeys = new Map([
    ...(await publicKeysOf(
      core,
      ids.flatMap((id) => findMember(drafting.tenant, id) ?? []),
    )),
    ...(await publicKeysAtDesks(
      core,
      ids.flatMap((id) => findStaff(drafting.tenant, id) ?? []),
    )),
  ]);
  const wraps: MemberWrap[] = [];
  for (const id of ids) {
    const publicKey = equalBytes(id, roster) ? await keyOfCode(act) : publicKeys.get(formatUuid(id));
    const wrap = publicKey && tried(() => wrapKeyFor(publicKey, { roster, epoch, user: id }, secret));
    if (!wrap) throw new SealgraphError("NOT_FOUND", { part: "public key" });
    wraps.push({ user: id, wrap });
  }
  return wraps;
}

const keyOfCode = async ({ core, group, newCode }: InRecovery): Promise<XWingPublicKey | null> =>
  newCode ? newCode.xwingPublicKey : publicKeyOfCode(core, group);
