import { randomBytes } from "node:crypto";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { deriveGroupSeed } from "../../src/crypto/client/group.ts";
import { type GroupAct, makeGroupEpoch, makeGroupGenesis, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import { deriveInvitationPair, makeInvitationSecret } from "../../src/crypto/client/invitation.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import { deriveSigningPair, makeSigningSeed, signLoginProof } from "../../src/crypto/client/sign.ts";
import { makeTenantLink, type TenantAct } from "../../src/crypto/client/tenant-link.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import { sealedHash, tokenHash } from "../../src/crypto/hash.ts";
import {
  asChallenge,
  asPersonSalt,
  asSymmetricKey,
  asToken,
  type PersonSalt,
  type SigningPair,
  type SymmetricKey,
} from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { loginAction, surface } from "../../src/crypto/login-proof.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import { encodePolicies, policiesHash } from "../../src/crypto/policies.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { type GroupClass, groupClass, policyScope, role } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { administerTenant } from "../../src/domain/company/change-rosters.ts";
import type { ChangeRostersInput } from "../../src/domain/company/input.ts";
import type { Request } from "../../src/domain/context.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { requestChallenge } from "../../src/domain/session/request-challenge.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { signIn } from "../../src/domain/session/sign-in.ts";
import { type BareAccount, linkInput, makeBareAccount } from "./bare-client.ts";
import { codeIn, type VerbsHouse } from "./verbs.ts";

/** A member of a company, with a session in the portal. */
export interface BareMember {
  readonly account: BareAccount;
  readonly app: () => Request;
  readonly portal: () => Request;
}

export interface BareInvited {
  readonly pair: SigningPair;
  readonly address: string;
  readonly name: string;
  readonly salt: PersonSalt;
}

/** A company over the server's verbs, whose links are made by hand: for tests that also send what no client sends. */
export class BareCompany {
  private constructor(
    readonly house: VerbsHouse,
    /** As the links led to that the server took. */
    public state: RosterState,
    readonly ada: BareMember,
  ) {}

  /** One that is there already, as one of its administrators goes on with it. */
  static at = (house: VerbsHouse, state: RosterState, ada: BareMember): BareCompany =>
    new BareCompany(house, state, ada);

  static async found(house: VerbsHouse, seats = 100): Promise<BareCompany> {
    const address = freshAddress("ada");
    const { account, input, root } = makeBareAccount(address);
    const app = await signUp(house, address, input);
    await house.asSuperuser("update tenant set seats = $1", [seats]);
    return new BareCompany(house, root.state, { account, app, portal: await portalOf(house, account) });
  }

  /** A link by a member, on top of what the server has. */
  link({ account }: BareMember, act: TenantAct, heads: readonly VaultHead[] = [], state = this.state) {
    return makeTenantLink(state, { user: account.user, signing: account.signing, time: Date.now() }, act, heads);
  }

  /** Signs and sends; the state goes on where the server took it. */
  async act(by: BareMember, act: TenantAct, more: Partial<ChangeRostersInput> = {}, heads: readonly VaultHead[] = []) {
    const link = this.link(by, act, heads);
    const answer = await this.send(by, [link.signed], more);
    if (answer.__typename === "RostersChanged") this.state = link.state;
    return answer;
  }

  /** Says for the whole company what is recorded of items: a sum of `auditedEvent`. */
  auditItems(audited: number) {
    const document = encodePolicies({ passwordAuditing: { value: audited, locked: false } });
    const subject = { scope: policyScope.TENANT, id: null, hash: policiesHash(document) };
    const policies = [{ seq: this.state.head.seq + 1, document }];
    return this.act(this.ada, { operation: operation.POLICY, subject } as never, { policies });
  }

  /** A group that its founder is a member of, with a first epoch for those who are members then. */
  async group(by: BareMember, its: GroupClass, ...members: BareMember[]): Promise<BareGroup> {
    const signer = this.signer(by);
    const id = makeId(Date.now());
    const sealed = its === groupClass.NAMED ? Buffer.alloc(329, 1) : null;
    const name = sealed && sealedHash(sealed);
    const genesis = makeGroupGenesis(this.state, signer, { group: id, class: its, name });
    const named = makeTenantLink(this.state, signer, {
      operation: operation.NEW_GROUP,
      subject: { group: id, class: its, genesis: genesis.hash },
    });
    const group = new BareGroup(this, genesis.state, asSymmetricKey(randomBytes(32)));
    const links = [genesis.signed, named.signed];
    for (const { account } of its === groupClass.NAMED ? members : []) {
      const { user, signing, xwingKeyHash } = account;
      const subject = { user, signingKey: signing.publicKey, xwingKeyHash };
      const added = makeGroupLink(group.state, named.state, signer, { operation: operation.ADD, subject });
      links.push(added.signed);
      group.state = added.state;
    }
    const epoch = group.epoch(by, members, named.state);
    const more = { ...epoch.more, names: sealed ? [{ group: formatUuid(id), name: sealed, epoch: 1 }] : [] };
    const answer = await this.send(by, [...links, epoch.link.signed], more);
    if (answer.__typename !== "RostersChanged") throw new Error(answer.__typename);
    this.state = named.state;
    group.state = epoch.link.state;
    return group;
  }

  signer({ account }: BareMember) {
    return { user: account.user, signing: account.signing, time: Date.now() };
  }

  send(by: BareMember, links: readonly Uint8Array[], more: Partial<ChangeRostersInput> = {}) {
    const clientMutationId = crypto.randomUUID();
    return administerTenant(by.portal(), { clientMutationId, links: links.map(linkInput), ...more });
  }

  /** What an invitation is made of. */
  inviting = (address?: string, its?: 2 | 3, name?: string) => BareCompany.inviting(this, address, its, name);

  /** The same, into a company that is not only told of by its own people. */
  static inviting(
    { house, state }: Pick<BareCompany, "house" | "state">,
    address = freshAddress("bob"),
    its: 2 | 3 = role.USER,
    name = "Bob Martin",
  ) {
    const salt = asPersonSalt(randomBytes(32));
    const pair = deriveInvitationPair(makeInvitationSecret(), state.head.id);
    const person = personCommitment(salt, address, name);
    const expiry = house.house.clock().getTime() + 7 * 86_400_000;
    const act = { operation: operation.INVITE, subject: { key: pair.publicKey, role: its, person, expiry } } as const;
    return { act, text: { address, name, salt }, invited: { pair, address, name, salt } satisfies BareInvited };
  }

  async invite(by: BareMember, address?: string, its?: 2 | 3): Promise<BareInvited> {
    const { act, text, invited } = this.inviting(address, its);
    const answer = await this.act(by, act, { persons: [{ ...text, seq: this.state.head.seq + 1 }] });
    if (answer.__typename !== "RostersChanged") throw new Error(answer.__typename);
    return invited;
  }

  /** What whoever was invited sends to sign up and join. */
  joining({ pair, address, name, salt }: BareInvited) {
    return makeBareAccount(address, Date.now(), undefined, { state: this.state, pair, name, salt });
  }

  async join(invited: BareInvited): Promise<BareMember> {
    const { account, input, root } = this.joining(invited);
    const app = await signUp(this.house, invited.address, input);
    this.state = root.state;
    return { account, app, portal: await portalOf(this.house, account) };
  }

  async hire(its?: 2 | 3): Promise<BareMember> {
    return this.join(await this.invite(this.ada, undefined, its));
  }
}

/** A group of a bare company, as the links led to that the server took. */
export class BareGroup {
  constructor(
    readonly company: BareCompany,
    public state: RosterState,
    public secret: SymmetricKey,
  ) {}

  get id(): string {
    return formatUuid(this.state.head.id);
  }

  /** A next epoch by a member for these members, and what goes with it. */
  epoch(by: BareMember, members: readonly BareMember[], tenant = this.company.state) {
    const number = (this.state.epoch?.epoch ?? 0) + 1;
    const { id } = this.state.head;
    const secret = asSymmetricKey(randomBytes(32));
    const wraps = members.map(({ account: { user, xwingSeed } }) => ({
      user,
      wrap: wrapKeyFor(deriveXWingPublicKey(xwingSeed), { roster: id, epoch: number, user }, secret),
    }));
    const link = makeGroupEpoch(this.state, tenant, this.company.signer(by), { secret, wraps });
    const previousSecret = number > 1 ? sealPreviousKey(secret, { vault: id, epoch: number }, this.secret) : null;
    const publicKey = deriveXWingPublicKey(deriveGroupSeed(secret, id, number));
    const more = {
      epochs: [{ group: this.id, epoch: number, publicKey, previousSecret }],
      wraps: wraps.map(({ user, wrap }) => ({ group: this.id, epoch: number, user: formatUuid(user), wrap })),
    };
    return { link, secret, more };
  }

  act(by: BareMember, act: GroupAct) {
    return makeGroupLink(this.state, this.company.state, this.company.signer(by), act);
  }
}

export const freshAddress = (name: string) => `${name}-${randomBytes(4).toString("hex")}@example.com`;

/** Proves the address and completes the sign-up. */
export async function trySignUp(
  house: VerbsHouse,
  address: string,
  input: ReturnType<typeof makeBareAccount>["input"],
) {
  const { signUp } = await requestSignUp(house.anonymous(), { address });
  return completeSignUp(house.anonymous(), { ...input, signUp, code: codeIn(house.letters.at(-1)) });
}

async function signUp(house: VerbsHouse, address: string, input: ReturnType<typeof makeBareAccount>["input"]) {
  const result = await trySignUp(house, address, input);
  if (result.__typename !== "SignedUp") throw new Error(`sign-up refused: ${result.refusal}`);
  return () => house.by(result.session.accessToken);
}

/** Signs in on a device of its own. */
export async function signInTo(house: VerbsHouse, account: BareAccount, its: keyof typeof surface) {
  const devicePair = deriveSigningPair(makeSigningSeed());
  const { challenge } = await requestChallenge(house.anonymous(), { address: account.address });
  const { bytes, loginSignature, deviceSignature } = signLoginProof(
    {
      origin: house.house.publicUrl,
      user: account.user,
      device: makeId(Date.now()),
      deviceKey: devicePair.publicKey,
      surface: surface[its],
      action: loginAction.SIGN_IN,
      challenge: asChallenge(challenge),
      clientNonce: asChallenge(randomBytes(32)),
      time: Date.now(),
      context: null,
    },
    account.login,
    devicePair,
  );
  const refreshTokenHash = tokenHash(asToken(randomBytes(32)));
  return signIn(house.anonymous(), {
    proof: bytes,
    loginSignature,
    deviceSignature,
    deviceName: "portal",
    refreshTokenHash,
  });
}

async function portalOf(house: VerbsHouse, account: BareAccount) {
  const answer = await signInTo(house, account, "PORTAL");
  if (answer.__typename !== "SignedIn") throw new Error(`sign-in refused: ${JSON.stringify(answer)}`);
  return () => house.by(answer.session.accessToken);
}
