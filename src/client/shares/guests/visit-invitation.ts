/** An invitation into a share of another company, on the side of whoever got the link (PROTOCOL §4.12). */
import { encodeBase64url } from "../../../crypto/base64url.ts";
import {
  deriveShareInvitationPair,
  parseShareInvitation,
  type ShareInvitationLink,
  signShareInvitationProof,
} from "../../../crypto/client/share-invitation.ts";
import { ProtocolError } from "../../../crypto/errors.ts";
import { asChallenge, type Id, type SigningPair } from "../../../crypto/keys.ts";
import type { Outside } from "../../../crypto/outside.ts";
import { findInvitation } from "../../../crypto/roster-state.ts";
import { randomBytes } from "../../../crypto/sodium.ts";
import { formatUuid } from "../../../crypto/uuid.ts";
import { parseAddress } from "../../account/begin.ts";
import { call } from "../../account/session.ts";
import { opens } from "../../company/people.ts";
import type { Core } from "../../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../../errors.ts";
import {
  type OpenedShareInvitationAnswer,
  openShareInvitationOperation,
  shareInvitationRefused,
} from "../../transport/guest-operations.ts";
import { type Chain, newestState, type SequencedLink } from "../../vault/chain.ts";
import { scopeOf } from "../../vault/held.ts";
import { extendShareChain, outsideBase } from "../../vault/share-chain.ts";
import { permissionOf } from "../rights.ts";
import type { GuestInvitationView, GuestPermission } from "../shares.ts";
import { introducedBy } from "./introduced.ts";

/** An invitation that was verified, and what it takes to join by it. */
export interface VerifiedShareInvitation {
  readonly share: string;
  readonly id: Id;
  readonly chain: Chain;
  readonly pair: SigningPair;
  /** The head that the link names, and the genesis, each by its whole hash. */
  readonly outside: Outside;
  readonly view: GuestInvitationView;
}

/** Fetches the share's roster, and holds it and the person against link and commitment. Throws as `Shares.openInvitation` does. */
export async function verifyShareInvitation(core: Core, text: string): Promise<VerifiedShareInvitation> {
  const link = parseOrRefuse(text);
  const pair = deriveShareInvitationPair(link.secret, link.share);
  const links: SequencedLink[] = [];
  for (;;) {
    const answer = await ask(core, link, pair, links.at(-1)?.seq ?? null);
    if (answer.hasMore && answer.links.length === 0) throw new SealgraphError("MALFORMED_ANSWER", { field: "hasMore" });
    links.push(...answer.links);
    if (!answer.hasMore) return verified(link, pair, links, answer);
  }
}

function parseOrRefuse(text: string): ShareInvitationLink {
  try {
    return parseShareInvitation(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("invitation");
    throw error;
  }
}

async function ask(core: Core, { share }: ShareInvitationLink, pair: SigningPair, after: number | null) {
  const clientNonce = asChallenge(randomBytes(32));
  const proof = { origin: core.around.origin, share, key: pair.publicKey, clientNonce, time: core.around.now() };
  const { bytes, signature } = signShareInvitationProof(proof, pair);
  const input = { proof: encodeBase64url(bytes), signature: encodeBase64url(signature), after };
  const answer = await call(core, openShareInvitationOperation, { input });
  if ("refusal" in answer) throw shareInvitationRefused(answer.refusal);
  return answer;
}

/** The chain begins and goes on as the link says, has the invitation in force, and the person is the account's. */
function verified(
  link: ShareInvitationLink,
  pair: SigningPair,
  links: readonly SequencedLink[],
  answer: OpenedShareInvitationAnswer,
): VerifiedShareInvitation {
  const share = formatUuid(link.share);
  if (answer.share !== share || answer.tenant !== formatUuid(link.outside.tenant))
    throw new ServerCaught("MISMATCH", null);
  try {
    const chain = extendShareChain(share, null, links, outsideBase(link.outside));
    return {
      share,
      id: link.share,
      chain,
      pair,
      outside: pinnedIn(link, chain),
      view: viewOf(share, chain, pair, answer),
    };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    // It may be the link as well: nobody can tell whether that or the share was changed.
    if (unfit.has(error.code)) throw new SealgraphError("INVITATION_UNFIT");
    throw new ServerCaught(error.code, null);
  }
}

/** What a chain fails for that is not the one which the link names. */
const unfit: ReadonlySet<string> = new Set(["WRONG_ROSTER", "WRONG_ROSTER_HEAD", "WRONG_TENANT_HEAD", "BROKEN_CHAIN"]);

/** The link names 16 bytes of each hash: from here on all of it is. */
function pinnedIn({ outside }: ShareInvitationLink, chain: Chain): Outside {
  const pinned = chain.states[outside.seq];
  if (pinned === undefined) throw new ProtocolError("BROKEN_CHAIN", "pinned");
  return { ...outside, genesis: pinned.genesis, hash: pinned.head.hash };
}

function viewOf(
  share: string,
  chain: Chain,
  pair: SigningPair,
  { salt, introduced, ...answer }: OpenedShareInvitationAnswer,
): GuestInvitationView {
  const state = newestState(chain);
  const entry = findInvitation(state, pair.publicKey);
  if (entry === undefined) throw shareInvitationRefused("GONE");
  const [address, { name }] = [parseAddress(answer.address), answer];
  if (!opens(entry.person, { address, name, salt })) throw new ProtocolError("MISMATCH", "person");
  const from = introducedBy(state, introduced)(entry.author);
  return {
    share,
    scope: scopeOf(chain),
    address,
    name,
    permission: permissionOf(entry.role) as GuestPermission,
    expiresAt: new Date(entry.expiry),
    fromName: from?.name ?? null,
    fromAddress: from?.address ?? null,
  };
}
