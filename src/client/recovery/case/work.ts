/** Backups that were opened, as an application looks at them: of a recovery, or from a file. */
import { itemsOfBackup, type RecoveredItem, type RecoveredPlace, secretOfBackup } from "../../backup/items.ts";
import type { OpenedBackup } from "../../backup/open.ts";
import { SealgraphError } from "../../errors.ts";
import { byTitle } from "../../items/view.ts";
import type { JsonObject } from "../../json.ts";
import type { OnCaseProgress, OpenedWork, RecoveredItems, UnreadBackup } from "../cases.ts";

/** What came of opening backups: each holds, or is refused by itself. */
export interface LoadedWork {
  readonly backups: readonly { readonly backup: string; readonly opened: OpenedBackup }[];
  readonly refused: readonly UnreadBackup[];
}

/** An item that was picked, with the whole of its body. */
export interface PickedItem extends RecoveredItem {
  readonly body: JsonObject;
}

/** What is opened once, and then looked at. */
export interface Work extends OpenedWork {
  /** These, in their order, none twice. NOT_FOUND. */
  pick(items: readonly RecoveredPlace[]): Promise<PickedItem[]>;
  /** Lets go of all that was opened. */
  forget(): void;
}

/** Loads when it is first asked for something; again where that failed. */
export function workOf(load: (onProgress: OnCaseProgress) => Promise<LoadedWork>): Work {
  let loading: Promise<LoadedWork> | null = null;
  const loaded = (onProgress: OnCaseProgress = () => {}): Promise<LoadedWork> => {
    const mine = loading ?? load(onProgress);
    loading = mine;
    mine.catch(() => {
      if (loading === mine) loading = null;
    });
    return mine;
  };
  const show = async (item: RecoveredPlace) => {
    for (const { backup, opened } of (await loaded()).backups) {
      const secret = secretOfBackup(opened, backup, item);
      if (secret) return secret;
    }
    throw new SealgraphError("NOT_FOUND", { part: "item" });
  };
  return {
    items: async ({ onProgress } = {}) => viewWork(await loaded(onProgress)),
    show,
    pick: async (items) => {
      const once = new Map(items.map((item) => [`${item.from.vault} ${item.id}`, item]));
      const picked: PickedItem[] = [];
      for (const item of once.values()) picked.push(await show(item));
      return picked;
    },
    forget: () => {
      loading = null;
    },
  };
}

function viewWork({ backups, refused }: LoadedWork): RecoveredItems {
  return {
    items: backups.flatMap(({ backup, opened }) => itemsOfBackup(opened, backup)).sort(byTitle),
    unread: backups.flatMap(({ opened: { verified, damaged } }) =>
      damaged.map(({ record, reason }) => ({ vault: verified.vault.vault, record, reason })),
    ),
    refused,
    last: Object.fromEntries(
      backups.flatMap(({ opened: { verified } }) =>
        verified.vault.class === "SHARE" ? [] : [[verified.vault.vault, verified.last] as const],
      ),
    ),
  };
}
