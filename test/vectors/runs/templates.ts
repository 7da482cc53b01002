import { equalBytes } from "../../../src/crypto/bytes.ts";
import { encodeDeskOfferLink, openDeskOffer, parseDeskOfferLink } from "../../../src/crypto/client/desk-offer.ts";
import { deskOfferHash, encodeDeskOffer } from "../../../src/crypto/desk-offer.ts";
import { asHash } from "../../../src/crypto/keys.ts";
import type { RosterState } from "../../../src/crypto/roster-state.ts";
import {
  checkTemplate,
  checkTemplateGoesOn,
  encodeSignedTemplate,
  encodeTemplate,
  openSignedTemplate,
  parseTemplate,
} from "../../../src/crypto/template.ts";
import { combineTemplates } from "../../../src/crypto/template-combination.ts";
import type { Runs } from "../given.ts";
import { statesOf } from "./rosters.ts";

export const templateRuns: Runs = {
  "desk-offer": (given) => {
    const bytes = given.bytes("bytes");
    const link = parseDeskOfferLink(given.text("link"));
    const offer = openDeskOffer(link, bytes);
    const isSame = equalBytes(encodeDeskOffer(offer), bytes) && given.text("link").includes(encodeDeskOfferLink(link));
    if (!isSame) throw new Error("encoding");
    return { ...offer, hash: deskOfferHash(bytes) };
  },

  template: (given) => {
    const signed = given.bytes("signed");
    const opened = openSignedTemplate(signed);
    const states = statesOf(given.allBytes("partnerLinks"));
    checkTemplate(opened.template, states[states.length - 1] as RosterState, (seq) => states[seq]?.head ?? null);
    if (given.has("seen")) {
      const seen = given.within("seen");
      checkTemplateGoesOn({ version: seen.uint("version"), hash: seen.bytes("hash", asHash) }, opened);
    }
    if (!equalBytes(encodeSignedTemplate(encodeTemplate(opened.template), opened.signature), signed))
      throw new Error("encoding");
    return { ...opened.template, templateHash: opened.hash };
  },

  "template-combination": (given) =>
    combineTemplates(given.allBytes("templates").map(parseTemplate), given.raw("labels") as string[]),
};
