import type { Client, Folders, Item, Items, ProfileKind, Trash, TreeNode } from "sealgraph/client";
import { to } from "../shell/route.ts";

/** Where somebody is in the vault, as the address says: `#/vault/personal/folder/<id>/item/<id>`. */
export interface Place {
  readonly profile: ProfileKind;
  readonly view: View;
  readonly item: string | null;
}

export type View =
  | { readonly is: "ALL" | "FAVORITES" | "CONFLICTS" | "WAITING" | "TRASH" }
  | { readonly is: "FOLDER"; readonly folder: string; readonly share: string | null }
  | { readonly is: "SHARE"; readonly share: string };

const views = { favorites: "FAVORITES", conflicts: "CONFLICTS", waiting: "WAITING", trash: "TRASH" } as const;
type Named = keyof typeof views;
const isNamed = (text: string | undefined): text is Named => text !== undefined && Object.hasOwn(views, text);

/** Whatever the address says, there is a place: what it does not understand is everything of the personal profile. */
export function parsePlace(path: readonly string[]): Place {
  const profile = path[0] === "business" ? "BUSINESS" : "PERSONAL";
  const at = path.indexOf("item");
  const item = at > 0 ? (path[at + 1] ?? null) : null;
  const [kind, id, under, folder] = path.slice(1, at > 0 ? at : undefined);
  if (isNamed(kind)) return { profile, view: { is: views[kind] }, item };
  if (kind === "folder" && id) return { profile, view: { is: "FOLDER", folder: id, share: null }, item };
  if (kind === "share" && id && under === "folder" && folder) {
    return { profile, view: { is: "FOLDER", folder, share: id }, item };
  }
  if (kind === "share" && id) return { profile, view: { is: "SHARE", share: id }, item };
  return { profile, view: { is: "ALL" }, item };
}

export function placePath({ profile, view, item }: Place): string[] {
  const named = Object.entries(views).find(([, is]) => is === view.is)?.[0];
  const share = view.is === "SHARE" || (view.is === "FOLDER" && view.share) ? ["share", String(view.share)] : [];
  const folder = view.is === "FOLDER" ? ["folder", view.folder] : [];
  return [
    "vault",
    profile.toLowerCase(),
    ...(named ? [named] : []),
    ...share,
    ...folder,
    ...(item === null ? [] : ["item", item]),
  ];
}

export const toPlace = (place: Place): string => to(...placePath(place));

/** What items and folders are done with: a profile, or a share. */
export interface VaultVerbs {
  items(): Items;
  folders(): Folders;
  tree(): Promise<TreeNode>;
  trash(): Promise<Trash>;
  emptyTrash(): Promise<number>;
}

/** Throws where the share was taken from the person: call it in what they do, never while something is rendered. */
export const vaultOf = (
  client: Client,
  { profile, share }: { profile: ProfileKind; share: string | null },
): VaultVerbs => (share === null ? client.profile(profile) : client.shares.open(share));

export const itemsFor = (client: Client, item: Pick<Item, "profile" | "share">): Items => vaultOf(client, item).items();
