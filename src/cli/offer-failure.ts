/** Why a partner's offer cannot be accepted, or a company not be founded or changed by its partner, in words, and what to do next. */

type Words = readonly [message: string, hint: string];

const anotherOffer = "Ask the partner for a new link once it is so.";

/** Of `OFFER_REFUSED`, where it is known why. */
export const refusedOffer: Readonly<Record<string, Words>> = {
  OFFER_GONE: [
    "There is no such offer: it was accepted or taken back, ran out after 30 days, or whoever was to be at the desk first is there no more, or has other keys.",
    "Ask the partner for a new link.",
  ],
  PLAN: ["The partner does not sell the plan that the company has.", anotherOffer],
  SEATS: ["The partner has fewer seats left to sell than the company has.", anotherOffer],
  LABELS: ["The partner has as many labels as it may have.", anotherOffer],
  DESK_STANDS: [
    "This partner looks after the company already, and has a desk here.",
    "What it may is changed by: sealgraph company desk rights. To have the desk begin anew, dismiss it first, with all that it has here: sealgraph company desk dismiss",
  ],
};

/** What a partner's staff do about what their partner does not have. */
export const partnerHasNot: Readonly<Record<string, Words>> = {
  SEATS: [
    "Your partner has not so many seats left to sell.",
    "sealgraph partner show says how many; the operator sells more.",
  ],
  PLAN: ["Your partner does not sell this plan.", "sealgraph partner show says which it sells."],
  TRIAL: [
    "Its trial would end later than 180 days behind its beginning.",
    "Give it fewer days (--trial-days), or another plan: sealgraph partner plan",
  ],
  LABELS: ["A partner has at most 500 labels.", "Use labels that are there: sealgraph partner show"],
};

/** Of `MACHINE_REFUSED`. */
export const refusedMachine: Readonly<Record<string, Words>> = {
  TOO_MANY: [
    "There are as many as there may be.",
    "Revoke a service account, or delete a webhook, that nobody uses: sealgraph partner service-account list, sealgraph partner webhook list",
  ],
  WIDER_THAN_OWN: [
    "It would reach companies that you do not look after.",
    "Name fewer labels or companies: sealgraph partner show says which are yours.",
  ],
  ADDRESS_REFUSED: [
    "Nothing is sent to this address.",
    "An address begins with https, has no user name and no port in it (443 is meant), and leads neither to a network inside nor to this server: only whoever runs it allows more (WEBHOOK_ALLOW).",
  ],
};
