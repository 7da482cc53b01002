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
import { mostDeskHours } from "../../crypto/desk-terms.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import type { PolicyName } from "../../crypto/policies.ts";
import {
  desksOf as desksIn,
  findBreakGlass,
  findDesk,
  findStaff,
  listEntries,
  type RosterState,
  staffOf as staffIn,
} from "../../crypto/roster-state.ts";
import { entryType } from "../../crypto/state-entries.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  acceptPartnerOperation,
  desksOperation,
  leavePartnerOperation,
  type OfferAnswer,
  partnerOfferOperation,
  partnershipOperation,
} from "../transport/desk-operations.ts";
import type { Chain } from "../vault/chain.ts";
import { actInCompany, type SendChange, tenantOf } from "./act.ts";
import { rightsOf, sumOfRights, viewDesks, viewDismissed } from "./desk-view.ts";
import { type CompanyDesks, type Desk, type DeskEnding, type DeskRight, deskRights, type OfferView } from "./desks.ts";
import { type Drafting, draftInTenant } from "./drafting.ts";
import { dismissedIn, glassesIn, noGlassTexts } from "./glass-view.ts";
import { checkPublicKey } from "./group-keys.ts";
import { opens } from "./people.ts";
import { policiesOf } from "./policies/policies.ts";
import { glassTexts } from "./roster-names.ts";

export function desksOf(core: Core): CompanyDesks {
  return {
    list: async ({ dismissed = false } = {}) => {
      await inTurn(core, () => fetchAll(core));
      return [...(await listDesks(core)), ...(dismissed ? await listDismissed(core) : [])];
    },
    offer: async (link) => {
      await inTurn(core, () => fetchAll(core));
      return viewOffer(core, await fetchOffer(core, link));
    },
    partner: () => call(core, partnershipOperation, {}),
    accept: (link, show) => accept(core, link, show),
    change: (desk, change) =>
      actInCompany(core, (drafting) => {
        const entry = deskIn(drafting.tenant, desk);
        const rights = change.rights === undefined ? entry.rights : sumOfRights(checkRights(change.rights));
        const hours = change.hours === undefined ? entry.hours : checkHours(change.hours);
        if (rights === entry.rights && hours === entry.hours) throw new SealgraphError("ALREADY_SO");
        const setting = { rights, hours, founding: null };
        draftInTenant(drafting, { operation: operation.DESK, subject: { desk: entry.desk, setting } });
      }),
    removeStaff: (desk, user) =>
      actInCompany(core, (drafting) => {
        const { desk: id } = deskIn(drafting.tenant, desk);
        const staff = findStaff(drafting.tenant, idOf(user, "user"));
        if (!staff || !equalBytes(staff.desk, id)) throw new SealgraphError("NOT_FOUND", { part: "user" });
        const subject = { desk: id, user: staff.user, setting: null };
        draftInTenant(drafting, { operation: operation.STAFF, subject });
      }),
    endBreakGlass: (desk) =>
      actInCompany(core, (drafting) => {
        const { desk: id } = deskIn(drafting.tenant, desk);
        if (!findBreakGlass(drafting.tenant, id)) throw new SealgraphError("NOT_FOUND", { part: "breakGlass" });
        draftInTenant(drafting, { operation: operation.BREAK_GLASS, subject: { desk: id, asked: null } });
      }),
    dismiss: (desk) => actInCompany(core, (drafting) => draftDismissal(drafting, deskIn(drafting.tenant, desk))),
    leavePartner: async () => {
      const its = await call(core, partnershipOperation, {});
      if (its === null) throw new SealgraphError("NOT_FOUND", { part: "partner" });
      // First what counts, while it is known whose desk it is: what breaks off is gone on with by the same again.
      await actInCompany(core, (drafting) => {
        const entry = findDesk(drafting.tenant, parseUuid(its.partner));
        if (entry) draftDismissal(drafting, entry);
      });
      await call(core, leavePartnerOperation, {});
    },
  };
}

/** What the company's roster says of its desks, as far as texts open what was signed. */
async function listDesks(core: Core): Promise<Desk[]> {
  const company = tenantOf(core);
  if (desksIn(company).length === 0) return [];
  const { desks, staff } = await call(core, desksOperation, {});
  const chain = opened(core).held.tenant as Chain;
  const now = core.around.now();
  const glasses = glassesIn(chain, now).length > 0 ? await glassTexts(core, chain) : noGlassTexts;
  return viewDesks(chain, { desks, staff: new Map(staff.map((each) => [each.user, each])), glasses }, now);
}

/** Of those that are dismissed, what they asked for lately. */
async function listDismissed(core: Core): Promise<Desk[]> {
  const chain = opened(core).held.tenant;
  const now = core.around.now();
  if (chain === null || dismissedIn(chain, now).length === 0) return [];
  return viewDismissed(chain, { glasses: await glassTexts(core, chain) }, now);
}

/** An offer that is the very one of a link, and whose keeper the texts name. */
interface OpenedOffer {
  readonly link: DeskOfferLink;
  readonly offer: DeskOffer;
  readonly answer: OfferAnswer;
}

async function fetchOffer(core: Core, text: string): Promise<OpenedOffer> {
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
async function viewOffer(core: Core, { offer, answer }: OpenedOffer): Promise<OfferView> {
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

async function accept(core: Core, text: string, show: (offer: OfferView) => void | Promise<void>): Promise<Desk> {
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

function draftDismissal(drafting: Drafting, { desk }: DeskEntry): void {
  draftInTenant(drafting, { operation: operation.DESK, subject: { desk, setting: null } });
}

function deskIn(company: RosterState, desk: string): DeskEntry {
  const entry = findDesk(company, idOf(desk, "desk"));
  if (entry === undefined) throw new SealgraphError("NOT_FOUND", { part: "desk" });
  return entry;
}

/** Throws INVALID_INPUT. */
export function checkRights(rights: readonly DeskRight[]): readonly DeskRight[] {
  return rights.every((right) => deskRights.includes(right)) ? rights : refuseInput("rights");
}

/** Throws INVALID_INPUT. */
export function checkHours(hours: number): number {
  return Number.isInteger(hours) && hours >= 0 && hours <= mostDeskHours ? hours : refuseInput("hours");
}

function idOf(text: string, argument: string) {
  try {
    return parseUuid(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput(argument);
    throw error;
  }
}

function parseOrRefuse(text: string): DeskOfferLink {
  try {
    return parseDeskOfferLink(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput("offer");
    throw error;
  }
}
