/** Offers of the partner's desk to companies that exist (PROTOCOL §4.15). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import { encodeDeskOfferLink, makeDeskOffer } from "../../crypto/client/desk-offer.ts";
import { type DeskOffer, deskOfferHash, parseDeskOffer } from "../../crypto/desk-offer.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { call } from "../account/session.ts";
import { tenantOf } from "../company/act.ts";
import { checkHours, checkRights } from "../company/desk-terms.ts";
import { rightsOf, sumOfRights } from "../company/desk-view.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { refuseInput, SealgraphError, ServerCaught } from "../errors.ts";
import { fetchAll } from "../sync/fetch.ts";
import {
  makeOfferOperation,
  offersOperation,
  type PartnerOfferAnswer,
  voidOfferOperation,
} from "../transport/staff-operations.ts";
import { namedSelf } from "./own-person.ts";
import type { PartnerOffers } from "./partner.ts";

export function offersOf(core: Core): PartnerOffers {
  const linkOf = (hash: string) => `${core.around.origin}/desk#${hash}`;
  return {
    make: async ({ labels = [], reference = null, ...terms }) => {
      const rights = sumOfRights(checkRights(terms.rights));
      const hours = checkHours(terms.hours);
      await inTurn(core, () => fetchAll(core));
      const { user } = opened(core);
      const { signingKey, xwingKeyHash, person, text } = await namedSelf(core);
      const { head, genesis } = tenantOf(core);
      const offer = { desk: head.id, genesis, rights, hours, user, signingKey, xwingKeyHash, person };
      const { bytes, link } = makeDeskOffer(offer);
      const keeper = { keeperAddress: text.address, keeperName: text.name, keeperSalt: text.salt };
      const input = { offer: encodeBase64url(bytes), ...keeper, labels, reference };
      const made = await call(core, makeOfferOperation, { input });
      if (made === null) throw new SealgraphError("LIMIT_EXCEEDED", { limit: "OFFERS" });
      if (!equalBytes(made.hash, deskOfferHash(bytes))) throw new ServerCaught("MISMATCH", null);
      return { offer: encodeBase64url(made.hash), link: linkOf(link), expiresAt: made.expiresAt };
    },
    list: async () =>
      (await call(core, offersOperation, {})).map((answer) => {
        const { rights, hours, desk } = read(answer);
        const hash = deskOfferHash(answer.offer);
        const [offer, link] = [encodeBase64url(hash), linkOf(encodeDeskOfferLink({ desk, hash }))];
        const { createdAt, expiresAt } = answer;
        return { offer, link, rights: rightsOf({ rights }), hours, createdAt, expiresAt };
      }),
    void: async (offer) => {
      if (!/^[\w-]{43}$/.test(offer)) refuseInput("offer");
      await call(core, voidOfferOperation, { input: { hash: offer } });
    },
  };
}

function read({ offer }: PartnerOfferAnswer): DeskOffer {
  try {
    return parseDeskOffer(offer);
  } catch (error) {
    if (error instanceof ProtocolError) throw new SealgraphError("MALFORMED_ANSWER", { field: "offer" });
    throw error;
  }
}
