/** One deed, as an application has the SDK do it. */
import type { Client, RecipientInput } from "../../../../src/client/index.ts";
import { login } from "../../../support/sharing.ts";
import type { Deed } from "./model.ts";
import type { World } from "./world.ts";

/** Gives the item, or the share, that it is about in the end. Throws what the SDK throws. */
export async function carryOut(world: World, deed: Deed, { shares }: Client): Promise<string> {
  const { portal, model } = world;
  const recipient = (to: string): RecipientInput => (to in model.groups ? { group: to } : { user: to });
  const items = (share: string) => shares.open(share).items();
  switch (deed.kind) {
    case "join":
      await portal.company.groups.add(deed.group, deed.to);
      return "";
    case "quit":
      await portal.company.groups.remove(deed.group, deed.to);
      return "";
    case "create": {
      const recipients = [{ ...recipient(deed.to), permission: deed.role }];
      return (await shares.create({ name: "Named", recipients })).id;
    }
    case "add": {
      const expiresAt = deed.until === null ? null : new Date(deed.until);
      await shares.add(deed.share, [{ ...recipient(deed.to), permission: deed.role, expiresAt }]);
      return "";
    }
    case "remove":
      await shares.remove(deed.share, deed.to);
      return "";
    case "role":
      await shares.setPermission(deed.share, deed.to, deed.role);
      return "";
    case "expiry":
      await shares.setExpiry(deed.share, deed.to, deed.until === null ? null : new Date(deed.until));
      return "";
    case "rename":
      await shares.rename(deed.share, deed.title);
      return "";
    case "write":
      return (await items(deed.share).add(login(deed.title))).id;
    case "edit":
      return (await items(deed.share).edit(deed.item, { title: deed.title })).id;
    case "trash":
      await items(deed.share).trash(deed.item);
      return deed.item;
    case "takeBack":
      await shares.takeBack(deed.share, [deed.item]);
      return deed.item;
    case "accept":
      await shares.accept(deed.share);
      return "";
    case "decline":
      await shares.decline(deed.share);
      return "";
    case "leave":
      await shares.leave(deed.share);
      return "";
    case "close":
      await shares.close(deed.share);
      return "";
  }
}
