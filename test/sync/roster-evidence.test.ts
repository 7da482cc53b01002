/**
 * What is kept of a server that lies about rosters without end: enough to show it by, and no more, whatever it invents.
 *
 * Source: our own reasoning; PROTOCOL §4.7.
 */
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Open } from "../../src/client/core.ts";
import { ServerCaught } from "../../src/client/errors.ts";
import { type Evidence, inventedEvidence, mostOfRosters, rosterEvidence } from "../../src/client/evidence.ts";
import { cannotBegin } from "../../src/client/sync/check-noted.ts";
import { hasRoom, sameEvidence } from "../../src/client/sync/kept-evidence.ts";
import type { Chain } from "../../src/client/vault/chain.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { makeShownAccount } from "../support/shown-vault.ts";

const link = (seq: number, mark = 0) => new Uint8Array(1_000).fill(mark).with(0, seq);
const linksUpTo = (count: number, mark = 0) =>
  Array.from({ length: count }, (_, seq) => ({ seq, signed: link(seq, mark) }));
const chain = { links: linksUpTo(200).map(({ signed }) => signed), states: [] } as unknown as Chain;
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
const knownOf = ({ known }: Evidence) => known.links.map((each) => bytesOf(each)[0]);
const shownOf = ({ shown }: Evidence) => shown.links.map(({ seq }) => seq);

describe("evidence about a roster", () => {
  it("has all links of a roster of usual length, and of those that were shown the ones that differ", () => {
    const few = { ...chain, links: chain.links.slice(0, 20) };
    const shown = [...linksUpTo(20).slice(0, 15), { seq: 15, signed: link(15, 1) }];
    const evidence = rosterEvidence("BROKEN_CHAIN", 1, "r", few, shown);
    expect(knownOf(evidence)).toEqual(few.links.map((_, seq) => seq));
    expect(shownOf(evidence)).toEqual([15]);
    expect(bytesOf(evidence.shown.links[0]?.signed ?? "")).toEqual(link(15, 1));
  });

  it("has of a long one both sides at the height where they part, and 64 KiB of each", () => {
    const evidence = rosterEvidence("BROKEN_CHAIN", 1, "r", chain, linksUpTo(200, 1).slice(180));
    expect(knownOf(evidence)).toEqual(Array.from({ length: 65 }, (_, place) => 135 + place));
    expect(shownOf(evidence)).toEqual(Array.from({ length: 20 }, (_, place) => 180 + place));
    const deep = rosterEvidence("BROKEN_CHAIN", 1, "r", chain, linksUpTo(200, 1).slice(10));
    expect(knownOf(deep)[0]).toBe(10);
    expect(shownOf(deep)).toEqual(Array.from({ length: 65 }, (_, place) => 10 + place));
    expect(knownOf(rosterEvidence("WENT_BACK", 1, "r", chain, [])).at(-1)).toBe(199);
  });
});

describe("of evidence about rosters", () => {
  let held: Held;
  let tenant: string;
  beforeEach(() => {
    const ada = makeShownAccount();
    held = { ...emptyHeld(), tenant: ada.tenant };
    tenant = formatUuid(ada.account.tenant.id);
  });
  const keep = (evidence: Evidence) => {
    if (!sameEvidence(held, evidence) && hasRoom(held, evidence)) held.evidence.push(evidence);
  };

  it("each failed check is kept once, and one for all groups that nobody ever named", () => {
    for (let i = 0; i < 3; i++) {
      keep(rosterEvidence("WENT_BACK", 1, "one", null, []));
      keep(rosterEvidence("BROKEN_CHAIN", 1, "one", null, []));
      keep(inventedEvidence(1, formatUuid(makeId(1)), linksUpTo(3)));
      keep(rosterEvidence("WRONG_ROSTER", 1, "one", null, []));
    }
    const kept = held.evidence.map(({ check, known: { named } }) => [check, named]);
    expect(kept).toEqual([
      ["WENT_BACK", undefined],
      ["BROKEN_CHAIN", undefined],
      ["WRONG_ROSTER", false],
      ["WRONG_ROSTER", undefined],
    ]);
  });

  it("nothing more than that is kept of companies that a new device could not begin with", () => {
    held.tenant = null;
    const begin = () =>
      cannotBegin({ held } as Open, rosterEvidence("WRONG_ROSTER", 1, formatUuid(makeId(1)), null, []));
    for (let i = 0; i < mostOfRosters + 10; i++) expect(begin).toThrow(ServerCaught);
    expect(held.evidence).toHaveLength(mostOfRosters);
  });

  it("so many pieces are kept and no more, but for the tenant's own roster", () => {
    for (let i = 0; i < mostOfRosters + 10; i++) keep(rosterEvidence("WENT_BACK", 1, formatUuid(makeId(i)), null, []));
    expect(held.evidence).toHaveLength(mostOfRosters);
    keep(rosterEvidence("BROKEN_CHAIN", 1, tenant, held.tenant, []));
    keep(rosterEvidence("BROKEN_CHAIN", 1, tenant, held.tenant, []));
    expect(held.evidence.map(({ roster }) => roster).filter((each) => each === tenant)).toHaveLength(1);
  });
});
