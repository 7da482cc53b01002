/** A partner's offer of its desk: verified by the link that names it, shown, and accepted as it was shown (PROTOCOL §4.15). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import {
  acceptDeskOffer,
  type DeskOfferLink,
  openDeskOffer,
  parseDeskOfferLink,
} from "../../crypto/client/desk-offer.ts";
import type { Desk as DeskEntry } from "../../crypto/desk-entries.ts";
import type { DeskOffer } from "../../crypto/desk-offer.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import type { PolicyName } from "../../crypto/policies.ts";
import { findDesk, listEntries, type RosterState, staffOf as staffIn } from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  acceptPartnerOperation,
  type OfferAnswer,
  partnerOfferOperation,
  partnershipOperation,
} from "../transport/desk-operations.ts";
import { actInCompany, type SendChange, tenantOf } from "./act.ts";
import { draftDismissal } from "./desk-drafting.ts";
import { listDesks } from "./desk-list.ts";
import { rightsOf } from "./desk-view.ts";
import type { Desk, DeskEnding, OfferView } from "./desks.ts";
import { draftInTenant } from "./drafting.ts";
import { checkPublicKey } from "./group-keys.ts";
import { opens } from "./people.ts";
import { policiesOf } from "./policies/policies.ts";

/** An offer that is the very one of a link, and whose keeper the texts name. */
interface OpenedOffer {
  readonly link: DeskOfferLink;
  readonly offer: DeskOffer;
  readonly answer: OfferAnswer;
}

export async function fetchOffer(core: Core, text: string): Promise<OpenedOffer> {
  const link = parseOrRefuse(text);
  const wanted = { partner: formatUuid(link.desk), hash: encodeBase64url(link.hash) };
  const answer = await call(core, partnerOfferOperation, wanted);
  if (answer === null) throw new SealgraphError("OFFER_REFUSED", { reason: "OFFER_GONE" });
  try {
    const offer = openDeskOffer(link, answer.offer);
    if (!opens(offer.person, answer.person)) throw new ProtocolError("MISMATCH", "person");
    checkPublicKey(offer, answer.publicKey);
    return { link, offer, answer };
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    throw error;
  }
}

/** Throws OFFER_REFUSED where the partner has its desk here already: what it may is changed, and nothing of it ends by an oversight. */
export async function viewOffer(core: Core, { offer, answer }: OpenedOffer): Promise<OfferView> {
  const company = tenantOf(core);
  const before = (await call(core, partnershipOperation, {}))?.partner ?? null;
  const [desk, own] = [formatUuid(offer.desk), findDesk(company, offer.desk)];
  if (own && before === desk) throw new SealgraphError("OFFER_REFUSED", { reason: "DESK_STANDS" });
  const replaced = own ?? (before === null ? undefined : findDesk(company, parseUuid(before)));
  const { name, address } = answer.person;
  return {
    desk,
    partner: answer.partner,
    parent: answer.parent,
    rights: rightsOf(offer),
    hours: offer.hours,
    keeper: { user: formatUuid(offer.user), name, address },
    replaces: replaced ? formatUuid(replaced.desk) : null,
    ends: replaced ? await endingOf(core, company, replaced) : null,
  };
}

async function endingOf(core: Core, company: RosterState, { desk }: DeskEntry): Promise<DeskEnding> {
  const users = staffIn(company, desk).map(({ user }) => user);
  const said = (await policiesOf(core).list()).find(({ target }) => "id" in target && target.id === formatUuid(desk));
  const byStaff = listEntries(company, entryType.INVITATION).filter(({ author }) =>
    users.some((user) => equalBytes(user, author)),
  );
  return {
    desk: await deskNow(core, formatUuid(desk)),
    policies: said ? (Object.keys(said.says) as PolicyName[]) : [],
    invitations: byStaff.length,
  };
}

/** The desk that is to be dismissed still: as it was shown, or there is none. Throws BUSY. */
function replacedNow(company: RosterState, { replaces, ends }: OfferView, offered: DeskOffer): DeskEntry | undefined {
  const entry = replaces === null ? undefined : findDesk(company, parseUuid(replaces));
  const another = replaces === null && findDesk(company, offered.desk);
  if (another || entry?.seq !== ends?.desk.seq) throw new SealgraphError("BUSY");
  return entry;
}

export async function accept(
  core: Core,
  text: string,
  show: (offer: OfferView) => void | Promise<void>,
): Promise<Desk> {
  await inTurn(core, () => fetchAll(core));
  const opened = await fetchOffer(core, text);
  const { link, offer, answer } = opened;
  const shown = await viewOffer(core, opened);
  await show(shown);
  const [partner, hash] = [formatUuid(link.desk), encodeBase64url(link.hash)];
  const sendIt: SendChange = async (change) => {
    const taken = await call(core, acceptPartnerOperation, { input: { partner, offer: hash, change } });
    if (taken.type !== "PartnerNotAccepted") return taken;
    throw new SealgraphError("OFFER_REFUSED", { reason: taken.refusal });
  };
  const { address, name, salt } = answer.person;
  const its = { text: { address, name, salt: encodeBase64url(salt) }, staffKey: answer.publicKey };
  await actInCompany(
    core,
    (drafting) => {
      // What was agreed to is what was shown: another desk that came since is asked about again.
      const replaced = replacedNow(drafting.tenant, shown, offer);
      if (replaced) draftDismissal(drafting, replaced);
      draftInTenant(drafting, acceptDeskOffer(offer), its);
    },
    sendIt,
  );
  return deskNow(core, partner);
}

async function deskNow(core: Core, desk: string): Promise<Desk> {
  const its = (await listDesks(core)).find((each) => each.desk === desk);
  if (its === undefined) throw new SealgraphError("NOT_FOUND", { part: "desk" });
  return its;
}

function parseOrRefuse(text: string): DeskOfferLink {
  try {
    return parseDeskOfferLink(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("offer");
    throw error;
  }
}
