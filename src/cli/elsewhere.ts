import type { Client, Item } from "../client/index.ts";
import { choose, type Named, type Names } from "./choose.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure, isNotFound } from "./failure.ts";
import { namesOfShares, titleOfShare, type VaultOptions } from "./vaults.ts";

type Placed = Named & Pick<Item, "profile" | "share">;

/**
 * Says where something is that was looked for in one place and is in another alone.
 *
 * @param find looks among these for what was meant
 * @param everywhere gives all that lives anywhere
 */
export async function orElsewhere<T extends Placed>(
  client: Client,
  { names, reference, where }: { readonly names: Names<T>; readonly reference: string; readonly where: VaultOptions },
  find: () => T,
  everywhere: () => Promise<readonly T[]>,
): Promise<T> {
  try {
    return find();
  } catch (error) {
    if (!isNotFound(error) || (where.profile === undefined && where.share === undefined && !where.own)) throw error;
    const other = among(names, reference, await everywhere());
    throw other === null ? error : await isThere(client, names.what, other);
  }
}

function among<T extends Placed>(names: Names<T>, reference: string, all: readonly T[]): T | null {
  try {
    return choose({ ...names, whole: true }, reference, all);
  } catch (error) {
    if (error instanceof CommandFailure) return null;
    throw error;
  }
}

async function isThere(client: Client, what: string, { profile, share }: Placed): Promise<CommandFailure> {
  const place =
    share === null
      ? `your ${profile.toLowerCase()} profile`
      : `the share ${titleOfShare({ id: share, name: (await namesOfShares(client)).get(share) ?? null })}`;
  const way =
    share === null
      ? `sealgraph ${what} move takes it elsewhere, sealgraph ${what} add --profile makes another.`
      : "It is taken back first, by whoever may: sealgraph share take-back";
  return new CommandFailure(exitCode.NOT_FOUND, "NOT_FOUND", `This ${what} is in ${place}.`, way);
}

/** Throws INVALID_INPUT where these are of both profiles: a share is filled from one at a time. */
export function refuseBothProfiles(things: readonly Pick<Item, "profile">[]): void {
  if (new Set(things.map(({ profile }) => profile)).size < 2) return;
  throw new CommandFailure(
    exitCode.USAGE,
    "INVALID_INPUT",
    "These are of both profiles; what goes into a share at once is of one.",
    "Those of one profile first, then the others: sealgraph share put",
  );
}
