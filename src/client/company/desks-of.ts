import { equalBytes } from "../../crypto/bytes.ts";
import type { Desk as DeskEntry } from "../../crypto/desk-entries.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { operation } from "../../crypto/link.ts";
import { findBreakGlass, findDesk, findStaff, type RosterState } from "../../crypto/roster-state.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import { leavePartnerOperation, partnershipOperation } from "../transport/desk-operations.ts";
import { actInCompany } from "./act.ts";
import { draftDismissal } from "./desk-drafting.ts";
import { listDesks, listDismissed } from "./desk-list.ts";
import { accept, fetchOffer, viewOffer } from "./desk-offers.ts";
import { checkHours, checkRights } from "./desk-terms.ts";
import { sumOfRights } from "./desk-view.ts";
import type { CompanyDesks } from "./desks.ts";
import { draftInTenant } from "./drafting.ts";

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

function deskIn(company: RosterState, desk: string): DeskEntry {
  const entry = findDesk(company, idOf(desk, "desk"));
  if (entry === undefined) throw new SealgraphError("NOT_FOUND", { part: "desk" });
  return entry;
}

function idOf(text: string, argument: string) {
  try {
    return parseUuid(text);
  } catch (error) {
    if (error instanceof ProtocolError) refuseInput(argument);
    throw error;
  }
}
