/** An invitation, on the side of whoever got the link: nothing of it is believed on the server's word (PROTOCOL §4.9). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import {
  deriveInvitationPair,
  type InvitationLink,
  parseInvitation,
  signInvitationProof,
} from "../../crypto/client/invitation.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asChallenge, asPersonSalt, type PersonSalt, type SigningPair } from "../../crypto/keys.ts";
import { personCommitment } from "../../crypto/person.ts";
import { desksOf, findInvitation, findName, isFounding, type RosterState } from "../../crypto/roster-state.ts";
import { randomBytes } from "../../crypto/sodium.ts";
import { role } from "../../crypto/state-entries.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { parseAddress } from "../account/begin.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { type Settings, type Surroundings, surroundingsOf } from "../settings.ts";
import { send } from "../transport/http.ts";
import {
  invitationRefused,
  type OpenedInvitationAnswer,
  openInvitationOperation,
  type UserRole,
} from "../transport/invitation-operation.ts";
import { type Chain, extendChain, newestState } from "../vault/chain.ts";
import { rightsOf } from "./desk-view.ts";
import type { DeskRight } from "./desks.ts";

/** What an invitation is for, as its link and the company's roster say. */
export interface InvitationView {
  /** Null where the company has not named itself. */
  readonly company: string | null;
  readonly address: string;
  readonly name: string;
  readonly role: UserRole;
  readonly expiresAt: Date;
  /** The desk that founded the company, where nobody has joined it yet: whoever joins accepts what it may do from then on. */
  readonly founder: FounderView | null;
}

export interface FounderView {
  readonly desk: string;
  /** What the server calls the partner whose desk it is. Nothing signed stands behind it. */
  readonly partner: string | null;
  readonly rights: readonly DeskRight[];
  readonly hours: number;
}

/** An invitation that was verified, and what it takes to join by it. */
export interface VerifiedInvitation {
  readonly chain: Chain;
  readonly pair: SigningPair;
  readonly address: string;
  readonly name: string;
  readonly salt: PersonSalt;
  readonly view: InvitationView;
}

/**
 * Shows what an invitation is for. Spends nothing. Throws INVALID_INPUT where the link is none, INVITATION_REFUSED,
 * INVITATION_UNFIT where link and company do not fit, SERVER_CAUGHT where what the server shows does not hold by itself.
 */
export async function openInvitation(settings: Settings, link: string): Promise<InvitationView> {
  return (await verifyInvitation(surroundingsOf(settings), link)).view;
}

/**
 * Fetches the company's roster, and holds it and the person against link and commitment. Throws as `openInvitation` does.
 *
 * @param known as much of it as is verified already.
 */
export async function verifyInvitation(
  around: Surroundings,
  text: string,
  known: Chain | null = null,
): Promise<VerifiedInvitation> {
  const link = parseOrRefuse(text);
  const pair = deriveInvitationPair(link.secret, link.tenant);
  let chain = known;
  for (;;) {
    const answer = await ask(around, link, pair, chain);
    try {
      chain = answer.links.length === 0 && chain ? chain : extendChain(chain, answer.links);
      if (!answer.hasMore) return verified(link, pair, chain, answer);
    } catch (error) {
      if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
      throw error;
    }
    if (answer.links.length === 0) throw new SealgraphError("MALFORMED_ANSWER", { field: "hasMore" });
  }
}

function parseOrRefuse(text: string): InvitationLink {
  try {
    return parseInvitation(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("invitation");
    throw error;
  }
}

async function ask(
  around: Surroundings,
  { tenant }: InvitationLink,
  pair: SigningPair,
  chain: Chain | null,
): Promise<OpenedInvitationAnswer> {
  const clientNonce = asChallenge(randomBytes(32));
  const proof = { origin: around.origin, tenant, key: pair.publicKey, clientNonce, time: around.now() };
  const { bytes, signature } = signInvitationProof(proof, pair);
  const input = {
    proof: encodeBase64url(bytes),
    signature: encodeBase64url(signature),
    after: chain && newestState(chain).head.seq,
  };
  const answer = await send(around, openInvitationOperation, { input }, null);
  if ("refusal" in answer) throw invitationRefused(answer.refusal);
  return answer;
}

/** The chain begins and goes on as the link says, has the invitation in force, and the person is the one it was made for. */
function verified(
  link: InvitationLink,
  pair: SigningPair,
  chain: Chain,
  { salt: saltBytes, ...answer }: OpenedInvitationAnswer,
): VerifiedInvitation {
  const state = newestState(chain);
  if (!equalBytes(state.head.id, link.tenant) || answer.tenant !== formatUuid(link.tenant)) {
    throw new ProtocolError("WRONG_ROSTER", "invitation");
  }
  // From here on it may be the link as well: nobody can tell whether that or the company was changed.
  if (!equalBytes(state.genesis.subarray(0, 16), link.genesis)) throw new SealgraphError("INVITATION_UNFIT");
  const named = chain.states[link.seq]?.head.hash;
  if (!named || !equalBytes(named.subarray(0, 16), link.head)) throw new SealgraphError("INVITATION_UNFIT");
  const entry = findInvitation(state, pair.publicKey);
  if (entry === undefined) throw invitationRefused("GONE");
  const [address, salt] = [parseAddress(answer.address), asPersonSalt(saltBytes)];
  if (!equalBytes(personCommitment(salt, address, answer.name), entry.person)) {
    throw new ProtocolError("MISMATCH", "person");
  }
  const { name } = answer;
  const company = findName(state)?.name;
  const view = {
    company: typeof company === "string" ? company : null,
    address,
    name,
    role: entry.role === role.ADMINISTRATOR ? ("ADMINISTRATOR" as const) : ("USER" as const),
    expiresAt: new Date(entry.expiry),
    founder: founderIn(state, answer.founder),
  };
  return { chain, pair, address, name, salt, view };
}

function founderIn(state: RosterState, partner: string | null): FounderView | null {
  const [desk] = isFounding(state) ? desksOf(state) : [];
  return desk ? { desk: formatUuid(desk.desk), partner, rights: rightsOf(desk), hours: desk.hours } : null;
}
