import { fieldOf, readOneOf, readText, readUuid } from "./answer.ts";
import {
  type CommitAnswer,
  type CommitWire,
  commitFragment,
  readCommitAnswer,
  type SignedLinkWire,
} from "./commit-operations.ts";
import type { Operation } from "./http.ts";
import { type InvitationRefusal, invitationRefusals } from "./invitation-operation.ts";

export interface MoveAccountWire {
  readonly departure: SignedLinkWire | null;
  readonly arrival: SignedLinkWire;
  readonly name: string;
  readonly personSalt: string;
  readonly business: SignedLinkWire | null;
  readonly commit: CommitWire;
}

const moveRefusals = ["PRIMARY", "ADMINISTRATOR", "IN_GROUPS", "IN_SHARES", "ID_TAKEN"] as const;
export type MoveRefusal = (typeof moveRefusals)[number];

export type MoveAccountAnswer =
  | { readonly type: "AccountMoved"; readonly tenant: string; readonly committed: CommitAnswer }
  | { readonly type: "MoveRefused"; readonly refusal: MoveRefusal }
  | { readonly type: "InvitationRefused"; readonly refusal: InvitationRefusal }
  | CommitAnswer;

export const moveAccountOperation: Operation<{ input: MoveAccountWire }, MoveAccountAnswer> = {
  name: "MoveAccount",
  document: `mutation MoveAccount($input: MoveAccountInput!) { moveAccount(input: $input) { __typename ... on AccountMoved { tenant committed { __typename heads { vault revision hash } } } ... on MoveRefused { refused: refusal } ... on InvitationRefused { invitation: refusal } ...StaleHeadFields ...ConflictFields ...StaleKeyEpochFields } } ${commitFragment}`,
  read: (data) => {
    const result = fieldOf(data, "moveAccount");
    const type = readText(result, "__typename");
    if (type === "AccountMoved") {
      return { type, tenant: readUuid(result, "tenant"), committed: readCommitAnswer(fieldOf(result, "committed")) };
    }
    if (type === "MoveRefused") return { type, refusal: readOneOf(result, "refused", moveRefusals) };
    if (type === "InvitationRefused") return { type, refusal: readOneOf(result, "invitation", invitationRefusals) };
    return readCommitAnswer(result);
  },
};
