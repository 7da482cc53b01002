import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { Profile } from "../schema/profile.ts";
import {
  Folder,
  FolderConnection,
  Item,
  ItemConnection,
  RecordVersionConnection,
  SealedRecord,
} from "../schema/record.ts";
import type { Context } from "./context.ts";
import { profileFace, type RecordFace, recordFace } from "./faces.ts";
import { mapConnection } from "./map-connection.ts";

@Resolver(() => SealedRecord)
export class RecordResolver {
  @FieldResolver(() => Profile)
  async profile(@Root() { vault }: RecordFace, @Ctx() { loaders }: Context) {
    const profile = (await loaders.profiles()).find((each) => each.vault === vault);
    return profile && profileFace(profile);
  }
}

/** Null at the top, and where the folder is missing. */
async function folderOf({ vault, folderId }: RecordFace, { loaders }: Context) {
  const row = folderId && (await loaders.record({ vault, record: folderId }));
  return row && row.class === 1 ? recordFace(row) : null;
}

@Resolver(() => Folder)
export class FolderResolver {
  @FieldResolver(() => Folder, { nullable: true })
  folder(@Root() root: RecordFace, @Ctx() context: Context) {
    return folderOf(root, context);
  }

  @FieldResolver(() => FolderConnection)
  async folders(
    @Root() { vault, record }: RecordFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return mapConnection(
      await loaders.records({ vault, folder: record }, 1, { first: first ?? 50, after }),
      recordFace,
    );
  }

  @FieldResolver(() => ItemConnection)
  async items(
    @Root() { vault, record }: RecordFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return mapConnection(
      await loaders.records({ vault, folder: record }, 2, { first: first ?? 50, after }),
      recordFace,
    );
  }
}

@Resolver(() => Item)
export class ItemResolver {
  @FieldResolver(() => Folder, { nullable: true })
  folder(@Root() root: RecordFace, @Ctx() context: Context) {
    return folderOf(root, context);
  }

  @FieldResolver(() => RecordVersionConnection)
  versions(
    @Root() { vault, record }: RecordFace,
    @Arg("first", () => Int, { nullable: true, defaultValue: 20 }) first: number | null,
    @Arg("after", () => String, { nullable: true }) after: string | null,
    @Ctx() { loaders }: Context,
  ) {
    return loaders.versions({ vault, record }, { first: first ?? 20, after });
  }
}
