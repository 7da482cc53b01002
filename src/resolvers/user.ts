import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver } from "type-graphql";
import { readAccountCode } from "../domain/account-code/read.ts";
import { listOwnDevices } from "../domain/device/device.ts";
import { readAccountKeys } from "../domain/session/account-keys.ts";
import { setLocale } from "../domain/user/set-locale.ts";
import { readTenant, readViewer } from "../domain/user/viewer.ts";
import { AccountCode } from "../schema/account-code.ts";
import { DeviceConnection } from "../schema/device.ts";
import { Profile, ProfileKind } from "../schema/profile.ts";
import { Tenant } from "../schema/tenant.ts";
import { AccountKeys, SetLocaleInput, SetLocalePayload, User } from "../schema/user.ts";
import type { Context } from "./context.ts";
import { deviceFace, profileFace, tenantFace, userFace } from "./faces.ts";
import { mapConnection } from "./map-connection.ts";

@Resolver(() => User)
export class UserResolver {
  @Query(() => User)
  async viewer(@Ctx() { request }: Context) {
    return userFace(await readViewer(request));
  }

  @Mutation(() => SetLocalePayload)
  async setLocale(@Arg("input", () => SetLocaleInput) input: SetLocaleInput, @Ctx() { request }: Context) {
    return { viewer: userFace(await setLocale(request, input)) };
  }

  @FieldResolver(() => Tenant)
  async tenant(@Ctx() { request }: Context) {
    return tenantFace(await readTenant(request));
  }

  @FieldResolver(() => [Profile])
  async profiles(@Ctx() { loaders }: Context) {
    return (await loaders.profiles()).map(profileFace);
  }

  @FieldResolver(() => Profile)
  async profile(@Arg("kind", () => ProfileKind) kind: ProfileKind, @Ctx() { loaders }: Context) {
    const profile = (await loaders.profiles()).find((each) => each.kind === kind);
    return profile && profileFace(profile);
  }

  @FieldResolver(() => DeviceConnection)
  async devices(
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return mapConnection(await listOwnDevices(request, { first: first ?? 50, after }), deviceFace);
  }

  @FieldResolver(() => AccountKeys)
  accountKeys(@Ctx() { request }: Context) {
    return readAccountKeys(request);
  }

  @FieldResolver(() => AccountCode)
  accountCode(@Ctx() { request }: Context) {
    return readAccountCode(request);
  }
}
