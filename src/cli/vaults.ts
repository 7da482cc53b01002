import type { Client, Item, ProfileKind, ProfileView, Share } from "../client/index.ts";
import { choose } from "./choose.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, isNotFound } from "./failure.ts";
import { counted, printable } from "./output.ts";

export const profileKinds = ["PERSONAL", "BUSINESS"] as const satisfies readonly ProfileKind[];

/** Where items and folders are: a profile, or a share that was accepted. */
export type Vault = Pick<ProfileView, "items" | "folders" | "tree" | "trash" | "emptyTrash">;

/** What a command was told of where to look. Neither: everywhere. */
export interface VaultOptions {
  readonly profile?: ProfileKind;
  /** By name or id. */
  readonly share?: string;
  /** Both profiles, and no share. */
  readonly own?: boolean;
}

/** Profiles that a command works on: the named one, or both. */
export const profilesOf = (client: Client, profile: ProfileKind | undefined): ProfileView[] =>
  (profile ? [profile] : profileKinds).map((kind) => client.profile(kind));

/**
 * Where a command looks: in the profile or the share that was named, else in both profiles and all shares whose key is here.
 * Throws NOT_FOUND, AMBIGUOUS for a share, KEY_PENDING at its use.
 */
export async function vaultsOf(client: Client, { profile, share, own }: VaultOptions): Promise<Vault[]> {
  if (share !== undefined) return [client.shares.open((await findShare(client, share)).id)];
  if (own || profile !== undefined) return profilesOf(client, profile);
  const shares = (await client.shares.list()).filter((share) => share.key !== "PENDING" && !hasRunOut(share));
  return [...profilesOf(client, undefined), ...shares.map(({ id }) => client.shares.open(id))];
}

/** Whether the user's time in it is over. */
const hasRunOut = ({ permission, rights, key }: Share): boolean =>
  permission === null && rights.length > 0 && key !== "UNVERIFIED";

/** Of options with a default: the share, if one was named, else the profile. */
export const newIn = ({ profile, share }: VaultOptions & { readonly profile: ProfileKind }): VaultOptions =>
  share === undefined ? { profile } : { share };

/** Where something new is made. Throws as `vaultsOf`. */
export const vaultFor = async (client: Client, options: VaultOptions & { readonly profile: ProfileKind }) =>
  options.share === undefined
    ? client.profile(options.profile)
    : client.shares.open((await findShare(client, options.share)).id);

/** Where this one is. */
export const vaultWith = (client: Client, { profile, share }: Pick<Item, "profile" | "share">): Vault =>
  share === null ? client.profile(profile) : client.shares.open(share);

/** What a share is called, as a terminal may show it. */
export const titleOfShare = ({ name, id }: Pick<Share, "name" | "id">): string =>
  name === null ? `(no name yet) ${id}` : printable(name);

/** By id; null: it cannot be read yet. */
export type ShareNames = ReadonlyMap<string, string | null>;

/** What the user's shares are called. */
export const namesOfShares = async (client: Client): Promise<ShareNames> =>
  new Map((await client.shares.list()).map(({ id, name }) => [id, name]));

/** The share that a person means among these, by name or id. Throws NOT_FOUND, AMBIGUOUS. */
export const chooseShare = <T extends Share>(reference: string, among: readonly T[]): T =>
  choose(
    { what: "share", of: ({ name }) => (name === null ? [] : [name]), shown: titleOfShare, whole: true },
    reference,
    among,
  );

/** The only one that is named so; null else. */
export function whichOf<T extends Share>(reference: string, among: readonly T[]): T | null {
  try {
    return chooseShare(reference, among);
  } catch (error) {
    if (error instanceof CommandFailure) return null;
    throw error;
  }
}

/** A share that was accepted, by name or id. Throws NOT_FOUND, and says what the user is to do about one that they do not have yet; AMBIGUOUS. */
export async function findShare(client: Client, reference: string): Promise<Share> {
  const own = await client.shares.list();
  try {
    return chooseShare(reference, own);
  } catch (error) {
    throw isNotFound(error) ? ((await notYetHad(client, reference, own)) ?? error) : error;
  }
}

async function notYetHad(client: Client, reference: string, own: readonly Share[]): Promise<CommandFailure | null> {
  // Without the server nobody knows what is offered.
  const offered = whichOf(reference, await client.shares.offers().catch(() => []));
  if (offered)
    return notYet(`${titleOfShare(offered)} is offered to you, and not accepted yet.`, `accept ${offered.id}`);
  const declined = whichOf(reference, await client.shares.declined());
  if (declined) return notYet(`You have declined ${titleOfShare(declined)}.`, `accept ${declined.id}`);
  const nameless = own.filter(({ name }) => name === null).length;
  if (nameless === 0) return null;
  return notYet(
    "There is no share of this name here.",
    `list shows ${counted(nameless, "share")} by id alone, whose key, and with it the name, waits to be handed over.`,
  );
}

const notYet = (message: string, command: string) =>
  new CommandFailure(exitCode.NOT_FOUND, "NOT_FOUND", message, `sealgraph share ${command}`);
