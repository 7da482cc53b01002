import { Failure } from "../../errors.ts";
import type { ChangeRostersResult } from "../company/answer.ts";
import type { ChangeRostersInput } from "../company/input.ts";
import type { Request } from "../context.ts";

export interface AcceptPartnerInput {
  readonly partner: string;
  readonly offer: Uint8Array;
  readonly change: ChangeRostersInput;
}

export type AcceptPartnerResult =
  | { readonly __typename: "PartnerNotAccepted"; readonly refusal: "OFFER_GONE" | "PARTNER_CANNOT" }
  | ChangeRostersResult;

export const acceptPartner = (_request: Request, _input: AcceptPartnerInput): Promise<AcceptPartnerResult> =>
  Promise.reject(new Failure("UNAVAILABLE"));
