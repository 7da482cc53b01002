import { importBounds } from "./bounds.ts";
import { pathOf } from "./folder-path.ts";
import { isJsonObject, type JsonObject, listIn, memberOf, textIn } from "./json.ts";
import { read1passwordItem } from "./onepassword-item.ts";
import type { Source, Unread } from "./reader.ts";
import { EntrySkipped, ImportRefused } from "./refusals.ts";

interface Vault {
  readonly names: readonly string[];
  readonly items: readonly unknown[];
}

/** What stands in a 1PUX as `export.data`. Of several vaults each becomes a folder. Throws `ImportRefused`. */
export function read1puxData(file: unknown): Source {
  const vaults = vaultsIn(file);
  const count = vaults.reduce((total, { items }) => total + items.length, 0);
  if (count > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  const unread = function* (): Generator<Unread> {
    let position = 0;
    for (const { names, items } of vaults) {
      const folder = vaults.length > 1 ? pathOf(names).path : [];
      for (const item of items) {
        const at = ++position;
        yield { position: at, read: () => read1passwordItem(objectOf(item), at, folder) };
      }
    }
  };
  const folders = vaults.length > 1 ? vaults.map(({ names }) => pathOf(names).path) : [];
  return { unit: "entry", folders, organisation: false, unread: unread() };
}

/** Throws WRONG_SHAPE. */
function vaultsIn(file: unknown): readonly Vault[] {
  try {
    if (!isJsonObject(file) || memberOf(file, "accounts") === undefined) throw new EntrySkipped("WRONG_TYPE");
    const accounts = listIn(file, "accounts").map(objectOf);
    return accounts.flatMap((account) =>
      listIn(account, "vaults").map((each) => {
        const vault = objectOf(each);
        const name = nameIn(vault, "name");
        const names = accounts.length > 1 ? [nameIn(account, "accountName"), name] : [name];
        return { names, items: listIn(vault, "items") };
      }),
    );
  } catch (error) {
    if (error instanceof EntrySkipped) throw new ImportRefused("WRONG_SHAPE");
    throw error;
  }
}

const nameIn = (object: JsonObject, name: string): string => textIn(objectOf(memberOf(object, "attrs") ?? {}), name);

function objectOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new EntrySkipped("WRONG_TYPE");
  return value;
}
