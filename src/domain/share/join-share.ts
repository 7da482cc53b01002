import { Failure } from "../../errors.ts";
import type { SignedLinkInput } from "../commit/input.ts";
import type { Request } from "../context.ts";
import type { ShareInvitationRefused } from "./guest-invitation.ts";
import type { ShareHead } from "./settle-change.ts";

export interface JoinShareInput {
  readonly tenant: string;
  readonly link: SignedLinkInput;
}

export interface ShareJoined {
  readonly __typename: "ShareJoined";
  readonly head: ShareHead;
}

export async function joinShare(
  _request: Request,
  _input: JoinShareInput,
): Promise<ShareJoined | ShareInvitationRefused> {
  throw new Failure("UNAVAILABLE");
}
