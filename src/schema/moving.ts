import { createUnionType, Field, InputType, ObjectType, registerEnumType } from "type-graphql";
import {
  CommitInput,
  Committed,
  Conflict,
  LimitExceeded,
  SignedLinkInput,
  StaleHead,
  StaleKeyEpoch,
} from "./commit.ts";
import { InvitationRefused } from "./invitation.ts";
import { typeNamed } from "./node.ts";
import { Bytes, Uuid } from "./scalars.ts";

@InputType("MoveAccountInput")
export class MoveAccountInput {
  @Field(() => SignedLinkInput, { nullable: true }) departure?: SignedLinkInput | null;
  @Field(() => SignedLinkInput) arrival!: SignedLinkInput;
  @Field(() => String) name!: string;
  @Field(() => Bytes) personSalt!: Uint8Array;
  @Field(() => SignedLinkInput, { nullable: true }) business?: SignedLinkInput | null;
  @Field(() => CommitInput) commit!: CommitInput;
}

const refusals = ["PRIMARY", "ADMINISTRATOR", "IN_GROUPS", "IN_SHARES", "ID_TAKEN"] as const;
const MoveRefusal = Object.fromEntries(refusals.map((each) => [each, each]));
registerEnumType(MoveRefusal, { name: "MoveRefusal" });

@ObjectType("MoveRefused", { simpleResolvers: true })
export class MoveRefused {
  readonly __typename!: "MoveRefused";
  @Field(() => MoveRefusal) refusal!: (typeof refusals)[number];
}

@ObjectType("AccountMoved", { simpleResolvers: true })
export class AccountMoved {
  readonly __typename!: "AccountMoved";
  @Field(() => Uuid) tenant!: string;
  @Field(() => Committed) committed!: Committed;
}

export type MoveAccountResult =
  | AccountMoved
  | MoveRefused
  | InvitationRefused
  | StaleHead
  | Conflict
  | StaleKeyEpoch
  | LimitExceeded;
export const MoveAccountResult = createUnionType({
  name: "MoveAccountResult",
  types: () =>
    [AccountMoved, MoveRefused, InvitationRefused, StaleHead, Conflict, StaleKeyEpoch, LimitExceeded] as const,
  resolveType: typeNamed,
});
