import { equalBytes } from "../../crypto/bytes.ts";
import { deskOfferHash, encodeDeskOffer } from "../../crypto/desk-offer.ts";
import type { Id } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type TenantId } from "../../ids.ts";
import { acceptingActs } from "../company/allowed.ts";
import { type ChangeRostersResult, changeAs } from "../company/change-rosters.ts";
import type { ChangeRostersInput } from "../company/input.ts";
import type { Applied } from "../company/outcome.ts";
import type { Request } from "../context.ts";
import { parseLength } from "../invalid.ts";
import { type RelationRefusal, relate } from "../partner/relate.ts";
import { feedTopic } from "../topics.ts";

export interface AcceptPartnerInput {
  readonly partner: string;
  readonly offer: Uint8Array;
  readonly change: ChangeRostersInput;
}

export type AcceptPartnerResult =
  | { readonly __typename: "PartnerNotAccepted"; readonly refusal: RelationRefusal }
  | ChangeRostersResult;

/** Rolls back what was begun: there is no desk of a partner that is none, and the other way round. */
class NotAccepted extends Error {
  constructor(readonly refusal: RelationRefusal) {
    super("partner not accepted");
  }
}

/** Whether the last that is said of a desk lets in the very one of an offer: with its rights and hours, and its keeper by their keys. */
function letsIn(applied: readonly Applied[], desk: Id, offer: Uint8Array): boolean {
  const settings = applied.flatMap(({ link: { link } }) =>
    link.kind === rosterKind.TENANT && link.operation === operation.DESK && equalBytes(link.subject.desk, desk)
      ? [link.subject.setting]
      : [],
  );
  const setting = settings.at(-1);
  if (!setting?.founding) return false;
  const { rights, hours, founding } = setting;
  return equalBytes(deskOfferHash(encodeDeskOffer({ desk, rights, hours, ...founding })), offer);
}

/**
 * Makes a partner the company's, by its offer, with the link that lets its desk in: both or none. The offer is spent. From another
 * partner the company moves.
 *
 * @throws Failure as `administerTenant` does.
 */
export async function acceptPartner(request: Request, input: AcceptPartnerInput): Promise<AcceptPartnerResult> {
  const partner = parseId<TenantId>(input.partner, "input.partner");
  const offer = parseLength(input.offer, "input.offer", 32);
  try {
    const answer = await changeAs(request, input.change, acceptingActs, async (tx, { applied }) => {
      if (!letsIn(applied, parseUuid(partner), offer))
        throw new Failure("INVALID_PROOF", undefined, { reason: "MISMATCH" });
      const refusal = await relate(tx, { partner, offer });
      if (refusal) throw new NotAccepted(refusal);
    });
    if (answer.__typename === "RostersChanged") request.house.doorbell.ring([feedTopic(partner)]);
    return answer;
  } catch (error) {
    if (error instanceof NotAccepted) return { __typename: "PartnerNotAccepted", refusal: error.refusal };
    throw error;
  }
}
