/** Items and folders on their way into a share, and out of one (PROTOCOL §5.7). */
import { type Core, type Open, opened, vaultOf } from "../core.ts";
import { ConflictError, SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { commitMove } from "../items/commit-move.ts";
import { moveOf } from "../items/move.ts";
import { FOLDER, folderFor, heldVault, ITEM, idsOf, profileVault } from "../items/profile.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import type { Change } from "../sync/deed.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { mostChanges } from "../sync/portions.ts";
import { folderIndex, withContent } from "../vault/folder-index.ts";
import { type HeldVault, profileOf, visitOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import { checkMayWrite } from "./rights.ts";

/** How often what is taken back is put together with what others make of it meanwhile. */
const mostRounds = 10;

/** What is to be moved: what was named, and what is in it. */
export interface Moving {
  readonly from: HeldVault;
  /** As they were named. */
  readonly roots: readonly HeldRecord[];
  readonly all: readonly HeldRecord[];
}

/** Where what is taken back goes: to a profile, by itself that of the share's scope; and to a folder there, by itself the top. */
export interface Destination {
  readonly profile?: ProfileKind;
  readonly folder?: string | null;
}

const profiles: readonly ProfileKind[] = ["PERSONAL", "BUSINESS"];

/** Live items and folders of one profile, by id, with what is in them. Throws NOT_FOUND where they are not all in one. */
export function movingFromProfile(core: Core, ids: readonly string[]): Moving {
  const named = idsOf(ids);
  for (const kind of profiles) {
    const { vault } = profileVault({ core, kind });
    if (named.every((id) => vault.records.has(id))) return movingFrom(vault, named);
  }
  throw new SealgraphError("NOT_FOUND", { part: "record" });
}

/** The same of one vault. */
export function movingFrom(from: HeldVault, ids: readonly string[]): Moving {
  const roots = idsOf(ids).map((id) => {
    const record = from.records.get(id);
    const isShown = record && isMovable(record);
    if (!isShown) throw new SealgraphError("NOT_FOUND", { part: "record" });
    return record;
  });
  return { from, roots, all: [...new Set(roots.flatMap((root) => contentOf(from, root)))] };
}

/** What lives in a vault, and is moved with what it is in. */
export const isMovable = ({ class: its, trashedSince }: HeldRecord): boolean =>
  (its === ITEM || its === FOLDER) && trashedSince === 0;

const contentOf = (vault: HeldVault, record: HeldRecord): HeldRecord[] =>
  record.class === FOLDER ? withContent(vault, record, false) : [record];

/** The changes of a move, and the new ids of what was named, in order. */
export interface Moved {
  readonly made: readonly Change[];
  readonly left: readonly Change[];
  readonly ids: readonly string[];
}

/** Throws LIMIT_EXCEEDED above what one commit takes, NOT_FOUND for what cannot be read. */
export function move(core: Core, open: Open, moving: Moving, to: HeldVault, top: string | null): Moved {
  const { made, left } = moveOf(core, open, moving.from, to, moving.all, top);
  const places = new Map(left.map(({ record }, place) => [record, place]));
  const ids = moving.roots.map(({ record }) => made[places.get(record) ?? 0]?.record ?? "");
  return { made, left, ids };
}

/** Moves items and folders of a profile into a share, in one commit. Gives their new ids. */
export async function addItems(core: Core, share: string, ids: readonly string[]): Promise<string[]> {
  const { open, vault: to } = profileVault({ core, kind: { share } });
  const moving = movingFromProfile(core, ids);
  return carryOver(core, moving.from, to, move(core, open, moving, to, null));
}

/**
 * Moves items and folders of a share into a profile of the user's, in one commit, and gives their new ids. Whoever takes something
 * from others is answered by the server, or has taken nothing: it is not queued. Throws UNREACHABLE, CONFLICT where others changed
 * it over and over, and what `commitNow` throws.
 */
export async function takeBack(
  core: Core,
  share: string,
  ids: readonly string[],
  destination: Destination = {},
): Promise<string[]> {
  const visit = visitOf(opened(core).held, share);
  await fetchNow(core, visit);
  for (let round = 1; ; round++) {
    try {
      return await (visit === null ? moveBack(core, share, ids, destination) : moveHome(core, share, ids, destination));
    } catch (error) {
      if (!(error instanceof ConflictError) || round >= mostRounds) throw error;
    }
  }
}

async function moveBack(core: Core, share: string, ids: readonly string[], destination: Destination) {
  let moved: readonly string[] = [];
  await commitNow(core, (open) => {
    const { vault: from } = heldVault({ core, kind: { share } });
    checkMayWrite(open, from, core.around.now());
    const to = vaultOf(open, profileFor(from, destination));
    const { made, left, ids: those } = draw(core, from, to, ids, destination);
    moved = those;
    const changes = [
      { vault: to.vault, changes: made },
      { vault: from.vault, changes: left },
    ];
    return makeDeed(
      core,
      changes.map((each) => ({ ...each, epochStart: null })),
    );
  });
  return [...moved];
}

/** The same for a guest: two commits, because these are two companies (`commitMove`). */
async function moveHome(core: Core, share: string, ids: readonly string[], destination: Destination) {
  const { vault: from } = profileVault({ core, kind: { share } });
  const { vault: to } = profileVault({ core, kind: profileFor(from, destination) });
  return carryOver(core, from, to, draw(core, from, to, ids, destination));
}

const profileFor = (from: HeldVault, { profile }: Destination): ProfileKind => profile ?? profileOf(from) ?? "BUSINESS";

const draw = (core: Core, from: HeldVault, to: HeldVault, ids: readonly string[], { folder = null }: Destination) =>
  move(core, opened(core), movingFrom(from, ids), to, folderFor(to, folder));

async function carryOver(core: Core, from: HeldVault, to: HeldVault, { made, left, ids }: Moved): Promise<string[]> {
  await commitMove(core, { vault: to.vault, changes: made }, { vault: from.vault, changes: left });
  return [...ids];
}

/** Takes everything back that lives in a share, in as many commits as it needs. Throws as `takeBack`. */
export async function takeAllBack(core: Core, share: string, destination: Destination = {}): Promise<void> {
  for (;;) {
    const portion = nextPortion(heldVault({ core, kind: { share } }).vault);
    if (portion.length === 0) return;
    await takeBack(core, share, portion, destination);
    opened(core);
  }
}

/** As many at the top as one commit takes with what is in them. Throws LIMIT_EXCEEDED where one alone is too much. */
function nextPortion(vault: HeldVault): string[] {
  const index = folderIndex(vault);
  const ids: string[] = [];
  let size = 0;
  for (const record of vault.records.values()) {
    if (!isMovable(record)) continue;
    if (index.folderOf(record) !== null) continue;
    const more = contentOf(vault, record).length;
    if (ids.length > 0 && (size + more) * 2 > mostChanges) break;
    ids.push(record.record);
    size += more;
  }
  return ids;
}
