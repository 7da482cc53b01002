import { type FoundingDesk, operation, rosterKind } from "../../crypto/link.ts";
import { Failure } from "../../errors.ts";
import type { TenantId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import type { ParsedLink } from "../commit/parse.ts";
import type { ChangeRostersInput } from "../company/input.ts";
import { parseChange, type RosterChange } from "../company/parse.ts";
import { parseReference } from "../partner/company.ts";
import { parseLabels } from "../partner/labels.ts";

export interface FoundCompanyInput {
  readonly change: ChangeRostersInput;
  readonly plan: "STANDARD" | "ADVANCED" | "TRIAL";
  readonly seats: number;
  readonly trialDays?: number | null;
  readonly labels?: readonly string[] | null;
  readonly reference?: string | null;
}

/** What the partner sells the company that it founds. */
export interface Terms {
  readonly plan: FoundCompanyInput["plan"];
  readonly seats: number;
  readonly trialEndsAt: Date | null;
  readonly labels: readonly string[];
  readonly reference: string | null;
}

/** A founding whose shape holds. */
export interface Founding {
  readonly change: RosterChange;
  readonly genesis: ParsedLink;
  readonly desk: FoundingDesk;
  readonly tenant: TenantId;
  readonly terms: Terms;
}

const day = 86_400_000;

/** Takes a founding apart. Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseFounding(input: FoundCompanyInput, now: Date): Founding {
  if (input.change.newAddress) throw new Failure("BAD_USER_INPUT", "newAddress is of members.");
  const change = parseChange(input.change, bounds.linksPerChange);
  const genesis = change.links[0] as ParsedLink;
  const { link } = genesis;
  if (link.kind !== rosterKind.TENANT || link.operation !== operation.GENESIS || !link.subject.desk)
    throw new Failure("INVALID_PROOF", undefined, { reason: "NOT_ALLOWED" });
  return {
    change,
    genesis,
    desk: link.subject.desk,
    tenant: genesis.roster as string as TenantId,
    terms: parseTerms(input, now),
  };
}

function parseTerms({ plan, seats, trialDays, labels, reference }: FoundCompanyInput, now: Date): Terms {
  if (seats < 1 || seats > bounds.seats) throw new Failure("BAD_USER_INPUT", `seats are 1 to ${bounds.seats}.`);
  const days = trialDays ?? null;
  if ((plan === "TRIAL") !== (days !== null)) throw new Failure("BAD_USER_INPUT", "trialDays go with the plan TRIAL.");
  if (days !== null && (days < 1 || days > bounds.trialDays))
    throw new Failure("BAD_USER_INPUT", `trialDays are 1 to ${bounds.trialDays}.`);
  return {
    plan,
    seats,
    trialEndsAt: days === null ? null : new Date(now.getTime() + days * day),
    labels: parseLabels(labels ?? []),
    reference: parseReference(reference),
  };
}
