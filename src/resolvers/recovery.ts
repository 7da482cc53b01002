import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { GroupRow } from "../domain/company/groups.ts";
import type { ShareRow } from "../domain/share/read.ts";
import { Group } from "../schema/group.ts";
import { Profile } from "../schema/profile.ts";
import { AwaitingRecoverySwitch, CodeWrap, Entrusted, RecoveryCode, RecoverySwitch } from "../schema/recovery.ts";
import { Share } from "../schema/share.ts";
import { Tenant } from "../schema/tenant.ts";
import type { Context } from "./context.ts";
import type { ProfileFace } from "./faces.ts";

@Resolver(() => Group)
export class RecoveryGroupResolver {
  @FieldResolver(() => RecoveryCode, { nullable: true })
  recoveryCode(@Root() { group }: GroupRow, @Ctx() { loaders }: Context) {
    return loaders.recoveryCode(group);
  }

  @FieldResolver(() => [CodeWrap])
  codeWraps(
    @Root() { group }: GroupRow,
    @Arg("first", () => Int, { nullable: true, defaultValue: 100 }) first: number | null,
    @Arg("beforeEpoch", () => Int, { nullable: true }) beforeEpoch: number | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.codeWraps(group, { first, beforeEpoch });
  }
}

@Resolver(() => Tenant)
export class RecoverySwitchResolver {
  @FieldResolver(() => RecoverySwitch, { nullable: true })
  recoverySwitch(@Ctx() { loaders }: Context) {
    return loaders.recoverySwitch("IN_FORCE");
  }

  @FieldResolver(() => AwaitingRecoverySwitch, { nullable: true })
  recoveryAwaiting(@Ctx() { loaders }: Context) {
    return loaders.recoverySwitch("AWAITING");
  }
}

@Resolver(() => Profile)
export class EntrustedProfileResolver {
  @FieldResolver(() => Entrusted, { nullable: true })
  entrusted(@Root() { vault }: ProfileFace, @Ctx() { loaders }: Context) {
    return loaders.entrusted(vault);
  }
}

@Resolver(() => Share)
export class EntrustedShareResolver {
  @FieldResolver(() => Entrusted, { nullable: true })
  entrusted(@Root() { share }: ShareRow, @Ctx() { loaders }: Context) {
    return loaders.entrusted(share);
  }
}
