import { equalBytes } from "../../crypto/bytes.ts";
import { type DeskOffer, deskOfferHash, parseDeskOffer } from "../../crypto/desk-offer.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { asHash, asPersonSalt } from "../../crypto/keys.ts";
import { findMember } from "../../crypto/roster-state.ts";
import { parseState } from "../../crypto/state-encoding.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type TenantId, type UserId } from "../../ids.ts";
import { audited } from "../audit/event.ts";
import { bounds, spans } from "../bounds.ts";
import { openPerson, type PersonText } from "../company/person.ts";
import type { Request } from "../context.ts";
import { parseLength, parseText, proving } from "../invalid.ts";
import { loadTenantState } from "../roster/rows.ts";
import { parseAddress } from "../session/address.ts";
import { ask, askAsPartner } from "../transaction.ts";
import { parseReference } from "./company.ts";
import { parseLabels } from "./labels.ts";
import {
  deleteOffer,
  findOffer,
  findOwnOffer,
  insertOffer,
  listOffers,
  loadOfferGround,
  type OfferGround,
  type OfferRow,
} from "./offer-rows.ts";
import { inStaffTransaction } from "./refuse.ts";
import { withParent } from "./relation-rows.ts";
import { demandRight, has, type StaffRole } from "./rights.ts";
import { lockPartner } from "./rows.ts";

export interface MakeOfferInput {
  readonly offer: Uint8Array;
  readonly keeperAddress: string;
  readonly keeperName: string;
  readonly keeperSalt: Uint8Array;
  readonly labels?: readonly string[] | null;
  readonly reference?: string | null;
}

export type MakeOfferResult =
  | { readonly __typename: "OfferMade"; readonly offer: OfferRow }
  | { readonly __typename: "OfferRefused"; readonly refusal: "TOO_MANY" };

/** Offers that wait, the newest first. */
export async function readOffers(request: Request): Promise<readonly OfferRow[]> {
  const { actor, answers } = await askAsPartner(request, listOffers(request.now, bounds.offersPerPartner));
  demandRight(actor, "offer.read");
  return answers[0];
}

/**
 * Keeps an offer for one company (PROTOCOL §4.15), for 30 days. What a server can see is seen to: it is this partner's, and its keeper is on
 * the staff, by the keys and the person that the partner's roster and list of people have. The same again is one offer.
 *
 * @throws Failure `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`; `INVALID_PROOF` MISMATCH where it names another partner, keeper or person.
 */
export async function makeOffer(request: Request, input: MakeOfferInput): Promise<MakeOfferResult> {
  const offer = proving(() => parseDeskOffer(input.offer));
  const hash = deskOfferHash(input.offer);
  const person: PersonText = {
    address: parseAddress(input.keeperAddress),
    name: parseText(input.keeperName, "keeperName", 1, 100),
    salt: asPersonSalt(parseLength(input.keeperSalt, "keeperSalt", 32)),
  };
  const labels = parseLabels(input.labels ?? []);
  const reference = parseReference(input.reference);
  const keeper = formatUuid(offer.user) as UserId;
  return inStaffTransaction(request, "offer", async (tx): Promise<MakeOfferResult> => {
    await tx.run(lockPartner());
    const [[tenant], [ground], [known]] = await tx.run(
      loadTenantState(),
      loadOfferGround(keeper, tx.now),
      findOwnOffer(hash),
    );
    if (!tenant || !ground) throw new Failure("NOT_FOUND");
    proving(() => checkOffer(offer, person, { ...ground, partner: tx.actor.partner.partner, state: tenant.state }));
    if (!known && ground.offers >= bounds.offersPerPartner) return { __typename: "OfferRefused", refusal: "TOO_MANY" };
    const expiresAt = new Date(tx.now.getTime() + spans.offer);
    const [, [row]] = await tx.run(
      insertOffer({ ...person, keeper, hash, offer: input.offer, labels, reference, expiresAt }, tx.now),
      findOwnOffer(hash),
    );
    await tx.finish(...(known ? [] : audited(tx, { kind: "OFFER_MADE", user: keeper })));
    return { __typename: "OfferMade", offer: row as OfferRow };
  });
}

/** Takes an offer back. Throws `BAD_USER_INPUT`, `FORBIDDEN`, `READ_ONLY`, `NOT_FOUND` also where it was accepted. */
export async function voidOffer(request: Request, input: { readonly hash: Uint8Array }): Promise<{ hash: Uint8Array }> {
  const hash = proving(() => asHash(input.hash));
  await inStaffTransaction(request, "offer", async (tx) => {
    const [[gone]] = await tx.run(deleteOffer(hash));
    if (!gone) throw new Failure("NOT_FOUND");
    await tx.finish(...audited(tx, { kind: "OFFER_VOIDED" }));
  });
  return { hash };
}

/** An offer as whoever was handed its link finds it; null where it does not stand. Throws `BAD_USER_INPUT`. */
export async function openOffer(request: Request, partner: string, hash: Uint8Array) {
  const named = [parseId<TenantId>(partner, "partner"), proving(() => asHash(hash))] as const;
  const [[row]] = (await ask(request, findOffer(...named, request.now))).answers;
  return row ? withParent(row) : null;
}

interface Ground extends OfferGround {
  readonly partner: TenantId;
  readonly state: Uint8Array;
}

/** Throws MISMATCH. */
function checkOffer(offer: DeskOffer, person: PersonText, { partner, state, ...ground }: Ground): void {
  const member = findMember(parseState(state), offer.user);
  const holds =
    formatUuid(offer.desk) === partner &&
    equalBytes(offer.genesis, ground.genesis) &&
    member !== undefined &&
    equalBytes(member.signingKey, offer.signingKey) &&
    equalBytes(member.xwingKeyHash, offer.xwingKeyHash) &&
    ground.role !== null &&
    has(ground.role as StaffRole, "desk") &&
    ground.address === person.address &&
    ground.name === person.name;
  if (!holds) throw new ProtocolError("MISMATCH", "offer of a desk");
  openPerson(offer.person, person);
}
