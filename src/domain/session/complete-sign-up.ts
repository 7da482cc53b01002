import { asHash } from "../../crypto/keys.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { Failure } from "../../errors.ts";
import { parseId, type TenantId, type UserId } from "../../ids.ts";
import { Grant } from "../access.ts";
import { audited } from "../audit/event.ts";
import { noteInvitation } from "../audit/note.ts";
import type { Bound } from "../batch.ts";
import { announce } from "../commit/commit.ts";
import { writeVault } from "../commit/effect-rows.ts";
import {
  type InvitationRefusal,
  type InvitationRefused,
  invitationRefused,
  refusedKinds,
} from "../company/invitation.ts";
import { enterByInvitation, enterToJoin as enterTenant } from "../company/invitation-rows.ts";
import { type Joiner, type JoinLink, lockJoined, writeJoin } from "../company/join.ts";
import type { Request } from "../context.ts";
import { proving } from "../invalid.ts";
import { bindArrived } from "../policy/settle.ts";
import { keepState } from "../roster/keep-state.ts";
import { tenantTopic } from "../topics.ts";
import { beforeSession, type OpeningTransaction } from "../transaction.ts";
import { parseCode, provenBy } from "./mailed-code.ts";
import { type Joined, joinOf, type NewAccount, type NewAccountInput, parseNewAccount } from "./new-account.ts";
import { insertAccountKeys, insertRoster, insertUser, insertVault } from "./new-account-rows.ts";
import { openSession } from "./open-session.ts";
import { enterNewTenant, insertDevice } from "./rows.ts";
import type { Session } from "./tokens.ts";

export interface CompleteSignUpInput extends NewAccountInput {
  readonly signUp: string;
  readonly code: string;
  readonly refreshTokenHash: Uint8Array;
}

export type CompleteSignUpResult =
  | { readonly __typename: "SignedUp"; readonly session: Session }
  | InvitationRefused
  | { readonly __typename: "SignUpRefused"; readonly refusal: "CODE_REFUSED" | "ADDRESS_TAKEN" | "ID_TAKEN" };

const refused = (refusal: "CODE_REFUSED" | "ADDRESS_TAKEN" | "ID_TAKEN") =>
  ({ __typename: "SignUpRefused", refusal }) as const;

/**
 * Makes an account of a proven address, and the tenant of one that it lives in, or a place in the company that has invited
 * it: all of it, or nothing. The code may be
 * tried five times. Throws `BAD_USER_INPUT`, `INVALID_PROOF`, `RATE_LIMITED`.
 */
export async function completeSignUp(request: Request, input: CompleteSignUpInput): Promise<CompleteSignUpResult> {
  const signUp = parseId(input.signUp, "signUp");
  const code = parseCode(input.code);
  if (code === null) return refused("CODE_REFUSED");
  const refreshHash = proving(() => asHash(input.refreshTokenHash));
  const address = await provenBy(request, signUp, code);
  if (address === null) return refused("CODE_REFUSED");
  const join = joinOf(input);
  try {
    const { session, account } = await beforeSession(request, async (tx) => {
      const joiner = { address, ip: request.ip };
      const joined = join && (await enterToJoin(tx, signUp, joiner, join, parseId<UserId>(input.user, "user")));
      const account = parseNewAccount(input, address, joined);
      if (!joined) await enterToFound(tx, signUp, account);
      const holder = { tenant: account.tenant, user: account.user, device: account.device.device };
      const { session, insert } = openSession(holder, refreshHash, request.now);
      const { session: id, accessTokenExpiresAt: accessExpiresAt } = session;
      tx.actAs({ ...holder, visit: null, session: id, accessExpiresAt, surface: "APP" });
      const kind = join ? "USER_JOINED" : "TENANT_FOUNDED";
      const invitation = join ? { invitation: join.link.subject.key } : {};
      await tx.run(
        ...writeAccount(tx, account, address, join && joined && { link: join, before: joined.state }),
        insert,
        ...audited(tx, { kind, ...invitation }, { kind: "DEVICE_ADDED", device: holder.device }),
      );
      if (joined) await bindArrived(tx, account.tenantRoster.state, account.user);
      return { session, account };
    });
    announce(request.house, account.tenant, [account.effect]);
    if (join) request.house.doorbell.ring([tenantTopic(account.tenant)]);
    return { __typename: "SignedUp", session };
  } catch (error) {
    if (error instanceof SignUpStopped) {
      if (join) await noteRefusedInvitation(request, join, error.answer);
      return error.answer;
    }
    if (isTaken(error)) return refused("ID_TAKEN");
    throw error;
  }
}

/** Says in the log of the company what an invitation was refused for. */
export async function noteRefusedInvitation(
  request: Request,
  { roster, link }: JoinLink,
  answer: { readonly __typename: string; readonly refusal?: string },
): Promise<void> {
  const kind = answer.__typename === "InvitationRefused" ? refusedKinds[answer.refusal as InvitationRefusal] : null;
  if (kind) await noteInvitation(request, roster as string as TenantId, { kind, invitation: link.subject.key });
}

/** Rolls back what was begun: a sign-up is spent only by an account. */
class SignUpStopped extends Error {
  constructor(readonly answer: CompleteSignUpResult) {
    super("sign-up stopped");
  }
}

/** Spends the sign-up and founds the tenant. Throws SignUpStopped. */
async function enterToFound(tx: OpeningTransaction, signUp: string, { tenant, user }: NewAccount): Promise<void> {
  const [[entered]] = await tx.run(enterNewTenant(signUp, tenant, user, tx.now));
  if (!entered?.enterNewTenant) throw new SignUpStopped(refused("ADDRESS_TAKEN"));
}

/** Spends the sign-up and enters the tenant of the invitation, which is locked. Throws SignUpStopped, `READ_ONLY`. */
async function enterToJoin(
  tx: OpeningTransaction,
  signUp: string,
  joiner: Joiner,
  join: JoinLink,
  user: UserId,
): Promise<Joined> {
  const stop = (refusal: InvitationRefusal) => new SignUpStopped(invitationRefused(refusal));
  const tenant = join.roster as string as TenantId;
  const [[known]] = await tx.run(enterByInvitation(tenant, join.link.subject.key));
  if (!known?.enterByInvitation) throw stop("GONE");
  const [[entered]] = await tx.run(enterTenant(signUp, tenant, user, tx.now));
  if (!entered?.enterToJoin) throw new SignUpStopped(refused("ADDRESS_TAKEN"));
  const joined = await lockJoined(tx, join, joiner);
  if (typeof joined === "string") throw stop(joined);
  return { state: joined };
}

function writeAccount(
  tx: OpeningTransaction,
  account: NewAccount,
  address: string,
  join: { readonly link: JoinLink; readonly before: RosterState } | null,
): Bound<unknown>[] {
  const { user, device, effect, tenantRoster } = account;
  const grant = Grant.authorize(tx, "vault.write", { id: effect.commit.vault, userId: user });
  const founded = join ? account.vaults : [tenantRoster, ...account.vaults];
  return [
    insertUser({ ...account, address }, tx.now),
    insertDevice(device.device, device.name, device.publicKey, tx.now),
    ...(join ? writeJoin(tx, join.link, join.before, tenantRoster.state) : []),
    ...founded.flatMap((roster) => insertRoster(roster, tx.now)),
    ...account.vaults.map((vault) => insertVault(vault.vault, user, vault.class)),
    insertAccountKeys(account, effect.commit.vault, tx.now),
    ...writeVault(grant, effect, keepState(effect.roster)),
  ];
}

/** A unique id that the client made exists already; or somebody spent the sign-up in between. */
function isTaken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (code === "SG002") throw new Failure("UNAVAILABLE");
  return code === "23505";
}
