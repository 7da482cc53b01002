import { randomBytes } from "node:crypto";
import { makeJoinOfShare, makeLeaveAsGuest, makeOwnKeysAsGuest } from "../../src/crypto/client/guest-link.ts";
import { makeInvitationSecret } from "../../src/crypto/client/invitation.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { deriveShareInvitationPair, signShareInvitationProof } from "../../src/crypto/client/share-invitation.ts";
import { asChallenge, asPersonSalt, type SigningPair, type SymmetricKey } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import type { Outside } from "../../src/crypto/outside.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { type GuestRole, role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { commit } from "../../src/domain/commit/commit.ts";
import type { CommitInput } from "../../src/domain/commit/input.ts";
import type { Request } from "../../src/domain/context.ts";
import { changeShare } from "../../src/domain/share/change.ts";
import { openShareInvitation } from "../../src/domain/share/guest-invitation.ts";
import { joinShare } from "../../src/domain/share/join-share.ts";
import type { ShareWrapInput } from "../../src/domain/share/parse.ts";
import { type BareAccount, type BareChange, draft, linkInput } from "./bare-client.ts";
import type { BareMember } from "./bare-company.ts";
import type { BareShare } from "./bare-share.ts";

export interface InvitedGuest {
  readonly pair: SigningPair;
  readonly text: { readonly address: string; readonly name: string; readonly salt: ReturnType<typeof asPersonSalt> };
  readonly act: ReturnType<typeof inviting>["act"];
}

/** What an invitation into a share is made of. */
export function inviting(
  share: BareShare,
  address: string,
  its: GuestRole = role.EDITOR,
  lasts = 7 * 86_400_000,
  pair = deriveShareInvitationPair(makeInvitationSecret(), share.vault.id),
) {
  const salt = asPersonSalt(randomBytes(32));
  const text = { address, name: "Bea Byron", salt };
  const person = personCommitment(salt, address, text.name);
  const expiry = share.company.house.house.clock().getTime() + lasts;
  const act = { operation: operation.INVITE, subject: { key: pair.publicKey, role: its, person, expiry } } as const;
  return { act, text, pair };
}

/** Signs and sends it. */
export async function invite(
  share: BareShare,
  by: BareMember,
  address: string,
  its?: GuestRole,
): Promise<InvitedGuest> {
  const invited = inviting(share, address, its);
  const answer = await sendInvitation(share, by, invited);
  if (answer.__typename !== "ShareChanged") throw new Error(answer.__typename);
  return invited;
}

export const sendInvitation = (share: BareShare, by: BareMember, { act, text }: ReturnType<typeof inviting>) =>
  share.act(by, act, { more: { persons: [{ ...text, seq: share.state.head.seq + 1 }] } });

/** What an invitation's link says of a share, as it is now. */
export const outsideOf = ({ state, company }: BareShare): Outside => ({
  kind: null,
  tenant: company.state.head.id,
  genesis: state.genesis,
  seq: state.head.seq,
  hash: state.head.hash,
});

/** What shows that the secret of an invitation is held. */
export function proving(share: BareShare, { pair }: Pick<InvitedGuest, "pair">, origin = publicUrlOf(share)) {
  const clientNonce = asChallenge(randomBytes(32));
  const proof = { origin, share: share.vault.id, key: pair.publicKey, clientNonce, time: Date.now() };
  const { bytes, signature } = signShareInvitationProof(proof, pair);
  return { proof: bytes, signature };
}

const publicUrlOf = ({ company }: BareShare) => company.house.house.publicUrl;

/** Shows the invitation, as whoever holds its secret. */
export const open = (share: BareShare, invited: Pick<InvitedGuest, "pair">, more: { after?: number } = {}) =>
  openShareInvitation(share.company.house.anonymous(), { ...proving(share, invited), ...more });

/** Somebody of another company, or of none, with an account. */
export class BareGuest {
  constructor(
    readonly account: BareAccount,
    readonly home: () => Request,
  ) {}

  get user(): string {
    return formatUuid(this.account.user);
  }

  /** A request that visits a share. */
  visit(share: BareShare): Request {
    return { ...this.home(), visit: share.id as NonNullable<Request["visit"]> };
  }

  signer(pair = this.account.signing) {
    return { user: this.account.user, signing: pair, time: Date.now() };
  }

  joining(share: BareShare, { pair }: Pick<InvitedGuest, "pair">, { signing, xwingKeyHash } = this.account) {
    return makeJoinOfShare(share.state, outsideOf(share), { ...this.signer(signing), xwingKeyHash, invitation: pair });
  }

  sendJoin(share: BareShare, signed: Uint8Array, tenant = formatUuid(share.company.state.head.id)) {
    return joinShare(this.home(), { tenant, link: linkInput(signed) });
  }

  /** Joins; the share's state goes on where the server took it. */
  async join(share: BareShare, invited: Pick<InvitedGuest, "pair">) {
    const link = this.joining(share, invited);
    const answer = await this.sendJoin(share, link.signed);
    if (answer.__typename === "ShareJoined") share.follow(link.state);
    return answer;
  }

  wrap(share: BareShare, epoch = share.state.epoch?.epoch ?? 0, key: SymmetricKey = share.vault.key): ShareWrapInput {
    const { user, xwingSeed } = this.account;
    const wrap = wrapKeyFor(deriveXWingPublicKey(xwingSeed), { roster: share.vault.id, epoch, user }, key);
    return { recipient: this.user, epoch, wrap };
  }

  /** `tenant` is the newest head of the company that the share's roster or its last manifest names. */
  draft(share: BareShare, changes: readonly BareChange[] = [share.item()], tenant = share.state.tenantHead) {
    if (!tenant) throw new Error("a share without a tenant");
    return draft({ ...this.account, tenant }, share.vault, changes);
  }

  /** Writes an item in a visit. */
  async write(share: BareShare, more: Partial<CommitInput> = {}, tenant = share.state.tenantHead) {
    const drafted = this.draft(share, undefined, tenant);
    const input = { clientMutationId: crypto.randomUUID(), links: [], vaults: [drafted.input], ...more };
    const answer = await commit(this.visit(share), input);
    if (answer.__typename === "Committed") drafted.apply();
    return answer;
  }

  leaving(share: BareShare) {
    return makeLeaveAsGuest(share.state, outsideOf(share), this.signer(), share.head);
  }

  ownKeys(share: BareShare, next: BareAccount) {
    const by = { ...this.signer(), new: next.signing, xwingKeyHash: next.xwingKeyHash };
    return makeOwnKeysAsGuest(share.state, outsideOf(share), by, share.head);
  }

  /** Sends links in a visit; the state goes on where the server took them. */
  async send(share: BareShare, { signed, state }: { readonly signed: Uint8Array; readonly state: BareShare["state"] }) {
    const input = { clientMutationId: crypto.randomUUID(), links: [linkInput(signed)] };
    const answer = await changeShare(this.visit(share), input);
    if (answer.__typename === "ShareChanged") share.follow(state);
    return answer;
  }
}
