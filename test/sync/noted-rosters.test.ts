/**
 * Rosters of which less is held than a device has noted, or something else: the tenant's stops all that is done in a company.
 *
 * Source: our own reasoning; PROTOCOL §3.6, §4.7.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { rosterEvidence } from "../../src/client/evidence.ts";
import { newestState } from "../../src/client/vault/chain.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import { checkGroupsReach, checkReaches, checkTenantReaches } from "../../src/client/vault/noted.ts";
import type { Pins } from "../../src/client/vault/pins.ts";
import type { StreamHead } from "../../src/crypto/client/entry.ts";
import { asHash } from "../../src/crypto/keys.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { makeShownAccount, type ShownAccount } from "../support/shown-vault.ts";

let ada: ShownAccount;
let held: Held;
let noted: StreamHead;
beforeEach(() => {
  ada = makeShownAccount();
  held = { ...emptyHeld(), tenant: ada.tenant };
  const { id, seq, hash } = ada.account.tenant;
  noted = { stream: id, position: seq, hash };
});
const note = (...heads: StreamHead[]) => {
  held.pins = { heads: new Map([["device", { entry: { heads } }]]) } as unknown as Pins;
};
const other = asHash(new Uint8Array(32));

describe("a roster that is held", () => {
  it("reaches what is noted where it has that very link", () => {
    expect(checkReaches(ada.tenant, noted)).toBeNull();
    expect(checkReaches(ada.tenant, { ...noted, position: 7 })).toBe("WENT_BACK");
    expect(checkReaches(ada.tenant, { ...noted, hash: other })).toBe("BROKEN_CHAIN");
    expect(checkReaches(undefined, noted)).toBe("WENT_BACK");
  });

  it("stops what is done in shares as well: by the tenant's, and by those of their groups", () => {
    const share = newestState(ada.tenant);
    expect(() => checkGroupsReach(held, share)).not.toThrow();
    note({ ...noted, position: 7 });
    const caught = { code: "SERVER_CAUGHT", check: "WENT_BACK" };
    expect(() => checkGroupsReach(held, share)).toThrow(expect.objectContaining(caught));
  });

  it("of the tenant stops everything where it does not, with the evidence where there is some", () => {
    note(noted, { ...noted, stream: makeId(1), position: 9 });
    expect(() => checkTenantReaches(held)).not.toThrow();
    note({ ...noted, position: 7 });
    const caught = { code: "SERVER_CAUGHT", check: "WENT_BACK" };
    expect(() => checkTenantReaches(held)).toThrow(expect.objectContaining({ ...caught, evidence: null }));
    const evidence = rosterEvidence("WENT_BACK", 1, formatUuid(noted.stream), held.tenant, []);
    held.evidence.push(evidence);
    expect(() => checkTenantReaches(held)).toThrow(expect.objectContaining({ ...caught, evidence: evidence.id }));
    note({ ...noted, hash: other });
    expect(() => checkTenantReaches(held)).toThrow(expect.objectContaining({ check: "BROKEN_CHAIN" }));
  });
});
