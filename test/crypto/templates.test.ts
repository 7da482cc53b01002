/** Templates of a partner and offers of a desk (PROTOCOL §4.15, §4.17), beyond what vectors say. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { makeDeskOffer, openDeskOffer, parseDeskOfferLink } from "../../src/crypto/client/desk-offer.ts";
import { makeTemplate, type TemplateDraft } from "../../src/crypto/client/template.ts";
import { deskRight, hasDeskRight } from "../../src/crypto/desk-terms.ts";
import { encodePolicies, type Policies, parsePolicies } from "../../src/crypto/policies.ts";
import { type RosterState, stateOf } from "../../src/crypto/roster-state.ts";
import {
  checkLabel,
  checkTemplateGoesOn,
  encodeTemplate,
  inLabelOrder,
  openSignedTemplate,
  parseTemplate,
  type Template,
} from "../../src/crypto/template.ts";
import { combineTemplates, isTemplateFor } from "../../src/crypto/template-combination.ts";
import { bob, steps } from "../vectors/cases/company.ts";
import { ada, fixedHash, fixedId, time } from "../vectors/cases/fixed.ts";

const partner: RosterState = steps.joinAgain.state;
const by = { user: ada.user, signing: ada.signing, time };
const document = encodePolicies({ disableExport: { value: true, locked: true } });
const draft: TemplateDraft = { template: fixedId("template"), name: "Offices", labels: ["eu"], document };
const template = (number: number, labels: readonly string[], policies: Policies): Template =>
  makeTemplate(
    partner,
    by,
    { ...draft, template: fixedId(`${number}`), labels, document: encodePolicies(policies) },
    null,
  ).template;

describe("a template", () => {
  it("is signed by administrators alone, as the partner's roster stands", () => {
    expect(openSignedTemplate(makeTemplate(partner, by, draft, null).signed).template.name).toBe("Offices");
    expect(() => makeTemplate(partner, { ...bob, time }, draft, null)).toThrow("WRONG_AUTHOR");
    expect(() => makeTemplate(partner, { ...by, signing: bob.signing }, draft, null)).toThrow("WRONG_AUTHOR");
    expect(() => makeTemplate({ ...partner, ...stateOf([]) }, by, draft, null)).toThrow("WRONG_AUTHOR");
  });

  it("goes on from the version before, and is not made where nobody could read it", () => {
    const one = makeTemplate(partner, by, draft, null);
    const two = makeTemplate(partner, by, { ...draft, document: null }, one);
    expect([two.template.version, two.template.previous]).toEqual([2, one.hash]);
    expect(() => checkTemplateGoesOn({ version: 1, hash: one.hash }, two)).not.toThrow();
    expect(() => checkTemplateGoesOn({ version: 2, hash: two.hash }, one)).toThrow("WENT_BACK");
    for (const wrong of [
      { name: "" },
      { labels: ["z", "a"] },
      { labels: ["eu", "eu"] },
      { document: new Uint8Array(3) },
    ])
      expect(() => makeTemplate(partner, by, { ...draft, ...wrong }, null)).toThrow("MALFORMED");
  });

  it("has no version below the first, with one before it or without", () => {
    const { template: first, hash } = makeTemplate(partner, by, draft, null);
    for (const previous of [null, hash])
      expect(() => parseTemplate(encodeTemplate({ ...first, version: 0, previous }))).toThrow("MALFORMED");
  });
});

describe("labels", () => {
  it("have one form", () => {
    for (const label of ["eu", "Büro 3", "日本", "a".repeat(40), "🏢"]) expect(checkLabel(label)).toBe(label);
    for (const label of [
      "",
      " eu",
      "eu ",
      "a".repeat(41),
      "e\u0000u",
      "e\u2028u",
      "\u0065\u0301",
      "\ud83c",
      "\u00a0eu",
    ])
      expect(() => checkLabel(label)).toThrow("MALFORMED");
  });

  it("stand in the order of their bytes, which is not that of JavaScript", () => {
    expect(inLabelOrder(["🏢", "ﬀ", "b", "a", "b"])).toEqual(["a", "b", "ﬀ", "🏢"]);
  });
});

describe("the combination of templates", () => {
  const labels = ["one", "two", "three"];
  const numbers = fc.record({ value: fc.integer({ min: 0, max: 24 }), locked: fc.boolean() });
  const strength = fc.record({ value: fc.integer({ min: 0, max: 4 }), locked: fc.boolean() });
  const age = fc.record({ value: fc.option(fc.integer({ min: 1, max: 3_650 })), locked: fc.boolean() });
  const policies = fc
    .record(
      { passwordReuseHistory: numbers, minimumPasswordStrength: strength, maximumPasswordAge: age },
      { requiredKeys: [] },
    )
    .filter((its) => Object.keys(its).length > 0) as fc.Arbitrary<Policies>;
  const templates = fc
    .array(fc.record({ labels: fc.subarray(inLabelOrder(labels)), policies }), { maxLength: 5 })
    .map((all) => all.map((each, number) => template(number, each.labels, each.policies)));

  it("is the same in whatever order they come, and says what its document says", () => {
    fc.assert(
      fc.property(templates, fc.subarray(labels), fc.nat(), (all, company, seed) => {
        const one = combineTemplates(all, company);
        const turned = [...all.slice(seed % (all.length + 1)), ...all.slice(0, seed % (all.length + 1))].reverse();
        expect(combineTemplates(turned, [...company].reverse())).toEqual(one);
        expect(one.document === null).toBe(Object.keys(one.policies).length === 0);
        if (one.document) expect(parsePolicies(one.document)).toEqual(one.policies);
        expect(one.templates).toHaveLength(all.filter((each) => isTemplateFor(each, new Set(company))).length);
      }),
      { numRuns: 100 },
    );
  });

  it("is never laxer than a lock, nor than any where nothing is locked", () => {
    fc.assert(
      fc.property(templates, fc.subarray(labels), (all, company) => {
        const its = combineTemplates(all, company).policies.passwordReuseHistory;
        const said = all
          .filter((each) => isTemplateFor(each, new Set(company)))
          .flatMap((each) => parsePolicies(each.document as Uint8Array).passwordReuseHistory ?? []);
        const locks = said.filter(({ locked }) => locked);
        const asked = locks.length > 0 ? locks : said;
        expect(its).toEqual(
          asked.length === 0
            ? undefined
            : { value: Math.max(...asked.map(({ value }) => value)), locked: locks.length > 0 },
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe("an offer of a desk", () => {
  const offer = {
    desk: fixedId("partner"),
    genesis: fixedHash("genesis"),
    rights: deskRight.POLICY,
    hours: 24,
    user: bob.user,
    signingKey: bob.signing.publicKey,
    xwingKeyHash: bob.xwingKeyHash,
    person: fixedHash("bob"),
  };

  it("is opened by its link alone, and not made where nobody could read it", () => {
    const { bytes, link } = makeDeskOffer(offer);
    expect(openDeskOffer(parseDeskOfferLink(`https://vault.example/desk#${link}`), bytes)).toEqual(offer);
    const other = makeDeskOffer({ ...offer, rights: deskRight.POLICY + deskRight.BREAK_GLASS });
    expect(() => openDeskOffer(parseDeskOfferLink(link), other.bytes)).toThrow("MISMATCH");
    expect(() => makeDeskOffer({ ...offer, hours: 169 })).toThrow("MALFORMED");
    expect(() => makeDeskOffer({ ...offer, rights: 8 })).toThrow("UNSUPPORTED");
  });

  it("names rights one by one", () => {
    expect(Object.values(deskRight).map((right) => hasDeskRight(offer, right))).toEqual([false, true, false]);
  });
});
