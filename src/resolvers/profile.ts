import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { listTrashed } from "../domain/record/list.ts";
import type { RecordId } from "../ids.ts";
import { Profile } from "../schema/profile.ts";
import { Folder, FolderConnection, Item, ItemConnection, RecordConnection } from "../schema/record.ts";
import { Roster } from "../schema/roster.ts";
import { Uuid } from "../schema/scalars.ts";
import { Manifest } from "../schema/vault.ts";
import type { Context } from "./context.ts";
import { type ProfileFace, recordFace } from "./faces.ts";
import { mapConnection } from "./map-connection.ts";

@Resolver(() => Profile)
export class ProfileResolver {
  @FieldResolver(() => Manifest, { nullable: true })
  head(@Root() { vault }: ProfileFace, @Ctx() { loaders }: Context) {
    return loaders.head(vault);
  }

  @FieldResolver(() => Roster)
  roster(@Root() { vault }: ProfileFace, @Ctx() { loaders }: Context) {
    return loaders.roster(vault);
  }

  @FieldResolver(() => FolderConnection)
  async folders(
    @Root() { vault }: ProfileFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Arg("all", () => Boolean, { nullable: true, defaultValue: false }) all: boolean | null,
    @Ctx() { loaders }: Context,
  ) {
    return mapConnection(
      await loaders.records({ vault, folder: all ? "ALL" : "TOP" }, 1, { first: first ?? 50, after }),
      recordFace,
    );
  }

  @FieldResolver(() => ItemConnection)
  async items(
    @Root() { vault }: ProfileFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Arg("all", () => Boolean, { nullable: true, defaultValue: false }) all: boolean | null,
    @Ctx() { loaders }: Context,
  ) {
    return mapConnection(
      await loaders.records({ vault, folder: all ? "ALL" : "TOP" }, 2, { first: first ?? 50, after }),
      recordFace,
    );
  }

  @FieldResolver(() => Folder, { nullable: true })
  async folder(
    @Root() { vault }: ProfileFace,
    @Arg("record", () => Uuid) record: RecordId,
    @Ctx() { loaders }: Context,
  ) {
    const row = await loaders.record({ vault, record });
    return row?.class === 1 ? recordFace(row) : null;
  }

  @FieldResolver(() => Item, { nullable: true })
  async item(@Root() { vault }: ProfileFace, @Arg("record", () => Uuid) record: RecordId, @Ctx() { loaders }: Context) {
    const row = await loaders.record({ vault, record });
    return row?.class === 2 ? recordFace(row) : null;
  }

  @FieldResolver(() => RecordConnection)
  async trash(
    @Root() { vault }: ProfileFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { request }: Context,
  ) {
    return mapConnection(await listTrashed(request, vault, { first: first ?? 50, after }), recordFace);
  }
}
