import { concat } from "../../../src/crypto/bytes.ts";
import { type CborValue, encodeCbor } from "../../../src/crypto/cbor.ts";
import { encodeDeskOfferLink, makeDeskOffer } from "../../../src/crypto/client/desk-offer.ts";
import { sign } from "../../../src/crypto/client/sign.ts";
import { makeTemplate, type TemplateDraft } from "../../../src/crypto/client/template.ts";
import { type DeskOffer, deskOfferHash, encodeDeskOffer } from "../../../src/crypto/desk-offer.ts";
import { deskRight } from "../../../src/crypto/desk-terms.ts";
import { encodePolicies, type Policies } from "../../../src/crypto/policies.ts";
import { encodeSignedTemplate, encodeTemplate, type SignedTemplate } from "../../../src/crypto/template.ts";
import { chainTo, eve, steps } from "./company.ts";
import {
  ada,
  type Cases,
  fixedBytes,
  fixedHash,
  fixedId,
  flip,
  ids,
  mallory,
  spoiled,
  time,
  withPosition,
} from "./fixed.ts";

const offer: DeskOffer = {
  desk: fixedId("partner"),
  genesis: fixedHash("partner's genesis"),
  rights: deskRight.INVITE + deskRight.POLICY,
  hours: 24,
  user: eve.user,
  signingKey: eve.signing.publicKey,
  xwingKeyHash: eve.xwingKeyHash,
  person: fixedHash("person eve"),
};
const offered = makeDeskOffer(offer);
/** Whatever bytes are shown for it, handed over as they are. */
const handed = (bytes: Uint8Array, desk = offer.desk) => ({
  link: encodeDeskOfferLink({ desk, hash: deskOfferHash(bytes) }),
  bytes,
});
const offering = (position: number, value: unknown) => handed(withPosition(offered.bytes, position, value));
const linked = (bytes: Uint8Array) => ({ ...handed(offered.bytes), link: Buffer.from(bytes).toString("base64url") });
const linkBytes = new Uint8Array(Buffer.from(offered.link, "base64url"));

const offerCases: Cases = {
  section: "§4.15",
  golden: [
    { name: "two rights and a day", given: handed(offered.bytes) },
    { name: "no right", given: handed(encodeDeskOffer({ ...offer, rights: 0, hours: 0 })) },
    { name: "all rights and a week", given: handed(encodeDeskOffer({ ...offer, rights: 7, hours: 168 })) },
    {
      name: "a whole link with white space around it",
      given: { ...handed(offered.bytes), link: ` https://vault.example/desk#${offered.link}\n` },
    },
  ],
  negative: [
    ...spoiled(offered.bytes).map(({ name, bytes, error }) => ({ name, given: handed(bytes), error })),
    ...Object.entries({
      "format 2": offering(0, 2),
      "a right that is none": offering(3, 8),
    }).map(([name, given]) => ({ name, given, error: "UNSUPPORTED" })),
    ...Object.entries({
      "169 hours": offering(4, 169),
      "rights that are bytes": offering(3, fixedBytes("rights", 1)),
      "a desk of 15 bytes": offering(1, ids.user.slice(1)),
      "no genesis": offering(2, null),
      "a signing key of 31 bytes": offering(6, fixedBytes("key", 31)),
      "no person": offering(8, null),
      nothing: handed(new Uint8Array(0)),
      "a link that was cut short": linked(linkBytes.slice(0, -1)),
      "a link with a byte more": linked(concat(linkBytes, Uint8Array.of(0))),
      "a link that is empty": { ...handed(offered.bytes), link: "" },
      "a link in another alphabet": { ...handed(offered.bytes), link: `${offered.link.slice(0, -1)}+` },
    }).map(([name, given]) => ({ name, given, error: "MALFORMED" })),
    { name: "too many bytes", given: handed(new Uint8Array(1_025)), error: "TOO_LARGE" },
    {
      name: "a link of an invitation",
      given: linked(concat(Uint8Array.of(1), linkBytes.slice(1))),
      error: "UNSUPPORTED",
    },
    ...Object.entries({
      "another offer": { ...handed(offered.bytes), bytes: encodeDeskOffer({ ...offer, rights: 7 }) },
      "another keeper's keys": {
        ...handed(offered.bytes),
        bytes: encodeDeskOffer({ ...offer, signingKey: mallory.signing.publicKey }),
      },
      "a bit of it turned": { ...handed(offered.bytes), bytes: flip(offered.bytes, -1) },
      "a link to another desk": handed(offered.bytes, fixedId("another partner")),
    }).map(([name, given]) => ({ name, given, error: "MISMATCH" })),
  ],
};

const said = (policies: Policies) => encodePolicies(policies);
const document = said({
  requireTwoFactor: { value: 7, locked: true },
  vaultTimeoutMinutes: { value: 30, locked: false },
});
const draft: TemplateDraft = {
  template: fixedId("template"),
  name: "Accountants",
  labels: ["accounting", "eu"],
  document,
};
/** The partner: Ada and Eve are its administrators, Bob has joined. */
const partner = steps.joinAgain.state;
const partnerLinks = chainTo("joinAgain");
const by = (who: typeof ada) => ({ user: who.user, signing: who.signing, time: time + 100 });
const one = makeTemplate(partner, by(ada), draft, null);
const two = makeTemplate(partner, by(eve), { ...draft, labels: [], name: "All" }, one);
const gone = makeTemplate(partner, by(ada), { ...draft, document: null }, two);
const full = makeTemplate(
  partner,
  by(ada),
  {
    ...draft,
    name: "n".repeat(100),
    labels: Array.from({ length: 20 }, (_, n) => `${String(n).padStart(2, "0")} ${"ä".repeat(37)}`),
  },
  null,
);
const seen = ({ template: { version }, hash }: SignedTemplate) => ({ version, hash });

const signedBy = (bytes: Uint8Array, pair = ada.signing) => encodeSignedTemplate(bytes, sign("template", bytes, pair));
const read = (signed: Uint8Array, more: object = {}) => ({ signed, partnerLinks, ...more });
const changed = (position: number, value: unknown) => read(signedBy(withPosition(one.bytes, position, value)));
const doubly = (...list: string[]) => changed(6, list);
const otherThan = (change: object, pair = ada.signing) =>
  read(signedBy(encodeTemplate({ ...one.template, ...change }), pair));

const templateCases: Cases = {
  section: "§4.17",
  golden: [
    { name: "a first version", given: read(one.signed) },
    { name: "a second one, by another administrator, for every company", given: read(two.signed, { seen: seen(one) }) },
    { name: "withdrawn", given: read(gone.signed, { seen: seen(two) }) },
    { name: "the one that was seen", given: read(gone.signed, { seen: seen(gone) }) },
    { name: "a later one than the next", given: read(gone.signed, { seen: seen(one) }) },
    { name: "as long as it can be", given: read(full.signed) },
    {
      name: "a setting that only a later release knows",
      given: otherThan({
        document: encodeCbor([
          1,
          [
            [1, 7, 1],
            [99, "x", 0],
          ],
        ]),
      }),
    },
    { name: "once its partner has gone on", given: { signed: one.signed, partnerLinks: chainTo("checkpoint") } },
  ],
  negative: [
    ...spoiled(one.bytes).map(({ name, bytes, error }) => ({ name, given: read(signedBy(bytes)), error })),
    ...spoiled(one.signed).map(({ name, bytes, error }) => ({
      name: `${name}, of the signed template`,
      given: read(bytes),
      error,
    })),
    ...Object.entries({
      "version 0": changed(3, 0),
      "a first version with one before it": changed(4, fixedHash("before")),
      "a second version with none before it": changed(3, 2),
      "no name": changed(5, ""),
      "a name of 101 characters": changed(5, "n".repeat(101)),
      "a name that is bytes": changed(5, fixedBytes("name", 3)),
      "labels that fall": doubly("eu", "accounting"),
      "a label twice": doubly("eu", "eu"),
      "an empty label": doubly(""),
      "a label of 41 characters": doubly("l".repeat(41)),
      "a label with a blank at its end": doubly("eu "),
      "a label of two lines": doubly("e\nu"),
      "a label with a tabulator": doubly("e\tu"),
      "labels that are text": changed(6, "eu"),
      "a document of nothing": otherThan({ document: encodeCbor([1, []]) }),
      "a document that is none": otherThan({ document: fixedBytes("document", 9) }),
      "a document that is text": changed(7, "policies"),
      "no author": changed(8, null),
      "a hash of 31 bytes": changed(10, fixedBytes("hash", 31)),
      "a time that is no date": changed(11, 8_640_000_000_000_001),
      "no signature": read(encodeCbor([one.bytes, null])),
      "two signatures": read(encodeCbor([one.bytes, [one.signature, one.signature] as unknown as CborValue])),
    }).map(([name, given]) => ({ name, given, error: "MALFORMED" })),
    { name: "format 2", given: changed(0, 2), error: "UNSUPPORTED" },
    {
      name: "a document of format 2",
      given: otherThan({ document: encodeCbor([2, [[1, 7, 1]]]) }),
      error: "UNSUPPORTED",
    },
    {
      name: "21 labels",
      given: doubly(...Array.from({ length: 21 }, (_, n) => `label ${String(n).padStart(2, "0")}`)),
      error: "TOO_LARGE",
    },
    { name: "a document that is too long", given: changed(7, fixedBytes("document", 32_769)), error: "TOO_LARGE" },
    { name: "too many bytes", given: read(new Uint8Array(41_217)), error: "TOO_LARGE" },
    ...Object.entries({
      "signed by somebody else": read(signedBy(one.bytes, mallory.signing)),
      "a bit of it turned": read(encodeSignedTemplate(flip(one.bytes, -1), one.signature)),
      "signed as a link": read(encodeSignedTemplate(one.bytes, sign("link", one.bytes, ada.signing))),
      "signed as what names it": read(encodeSignedTemplate(one.bytes, sign("template-hash", one.bytes, ada.signing))),
    }).map(([name, given]) => ({ name, given, error: "BAD_SIGNATURE" })),
    { name: "another partner's", given: otherThan({ partner: fixedId("another partner") }), error: "WRONG_ROSTER" },
    ...Object.entries({
      "a link that is not the partner's": otherThan({ hash: fixedHash("another link") }),
      "a link that the reader does not have yet": { signed: one.signed, partnerLinks: chainTo("join") },
      "a link of another height": otherThan({ seq: one.template.seq - 1 }),
    }).map(([name, given]) => ({ name, given, error: "WRONG_TENANT_HEAD" })),
    ...Object.entries({
      "by nobody at the partner": otherThan(
        { author: { user: mallory.user, key: mallory.signing.publicKey } },
        mallory.signing,
      ),
      "by an administrator, by another's key": otherThan(
        { author: { user: ada.user, key: eve.signing.publicKey } },
        eve.signing,
      ),
      "by somebody who is a user since": { signed: one.signed, partnerLinks: chainTo("userAgain") },
      "by somebody who has left since": { signed: one.signed, partnerLinks: chainTo("leave") },
      "behind its date, by who has left": {
        signed: signedBy(encodeTemplate({ ...two.template, author: one.template.author })),
        partnerLinks: chainTo("leave"),
      },
    }).map(([name, given]) => ({ name, given, error: "WRONG_AUTHOR" })),
    { name: "lower than the one seen", given: read(one.signed, { seen: seen(two) }), error: "WENT_BACK" },
    {
      name: "another of the number seen",
      given: read(one.signed, { seen: { version: 1, hash: fixedHash("template") } }),
      error: "BROKEN_CHAIN",
    },
    {
      name: "a next one that names another",
      given: read(two.signed, { seen: { version: 1, hash: fixedHash("template") } }),
      error: "BROKEN_CHAIN",
    },
  ],
};

const templateOf = (name: string, labels: readonly string[], policies: Policies | Uint8Array | null) =>
  makeTemplate(
    partner,
    by(ada),
    {
      template: fixedId(name),
      name,
      labels,
      document: policies && (policies instanceof Uint8Array ? policies : said(policies)),
    },
    null,
  ).bytes;
const basic = templateOf("basic", [], {
  requireTwoFactor: { value: 30, locked: false },
  minimumPasswordStrength: { value: 3, locked: false },
  passwordAuditing: { value: 12, locked: false },
  allowedIpRanges: { value: ["192.0.2.0/24", "198.51.100.0/24"], locked: false },
  businessItemDomains: { value: ["a.example", "c.example"], locked: false },
  trashRetentionDays: { value: 90, locked: true },
});
const strict = templateOf("strict", ["accounting"], {
  requireTwoFactor: { value: 7, locked: true },
  minimumPasswordStrength: { value: 2, locked: false },
  passwordAuditing: { value: 17, locked: false },
  allowedIpRanges: { value: ["192.0.2.128/25", "203.0.113.0/24"], locked: false },
  businessItemDomains: { value: ["b.example", "c.example"], locked: true },
  trashRetentionDays: { value: 10, locked: false },
  itemHistoryLimit: { value: null, locked: true },
});
const european = templateOf("european", ["accounting", "eu"], {
  requireTwoFactor: { value: 0, locked: false },
  healthCounters: { value: true, locked: false },
  itemHistoryLimit: { value: 10, locked: true },
  shareRecipientDomains: { value: ["x.example"], locked: false },
});
const elsewhere = templateOf("elsewhere", [], {
  allowedIpRanges: { value: ["2001:db8::/32"], locked: false },
  shareRecipientDomains: { value: ["y.example"], locked: false },
});
const withdrawn = templateOf("withdrawn", [], null);
const later = templateOf("later", ["later"], encodeCbor([1, [[99, 1, 0]]]));
const worse = templateOf("worse", ["worse"], encodeCbor([1, [[1, 91, 0]]]));
const many = Array.from({ length: 101 }, (_, n) => `d${String(n).padStart(3, "0")}.example`);
const firstHalf = templateOf("first half", [], { businessItemDomains: { value: many.slice(0, 60), locked: false } });
const secondHalf = templateOf("second half", [], { businessItemDomains: { value: many.slice(50), locked: false } });
const all = [basic, strict, european, withdrawn, later, worse];
const company = (labels: readonly string[], templates = all) => ({ templates, labels });

const combinationCases: Cases = {
  section: "§4.17",
  golden: [
    { name: "a company without labels", given: company([]) },
    { name: "one label", given: company(["accounting"]) },
    { name: "a label of which a template asks another too", given: company(["eu"]) },
    { name: "both labels, the templates in another order", given: company(["eu", "accounting"], [...all].reverse()) },
    { name: "no template at all", given: company(["eu"], []) },
    { name: "none but a withdrawn one", given: company([], [withdrawn]) },
    {
      name: "no network that all allow, and no domain",
      given: company(["eu", "accounting"], [basic, european, elsewhere]),
    },
    { name: "more domains than a document has", given: company([], [firstHalf, secondHalf]) },
  ],
  negative: [
    { name: "a setting that only a later release knows", given: company(["later"]), error: "UNSUPPORTED" },
    { name: "a value that only a later release knows", given: company(["worse"]), error: "MALFORMED" },
    { name: "a template twice", given: company([], [basic, basic]), error: "MISMATCH" },
    { name: "a template cut short", given: company([], [basic.slice(0, -1)]), error: "MALFORMED" },
    { name: "a template of another format", given: company([], [withPosition(basic, 0, 2)]), error: "UNSUPPORTED" },
    { name: "a template that is too long", given: company([], [new Uint8Array(40_961)]), error: "TOO_LARGE" },
  ],
};

export const templateCaseSets = {
  "desk-offer": offerCases,
  template: templateCases,
  "template-combination": combinationCases,
};
