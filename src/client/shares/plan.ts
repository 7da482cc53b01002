/** What an act would do, without doing it. */

import { makeVaultKey } from "../../crypto/client/epoch.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { type Operation, operation } from "../../crypto/link.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { type Core, inTurn, opened } from "../core.ts";
import { fetchAll } from "../sync/fetch.ts";
import { checkOwns } from "./close.ts";
import { beginDraft, sourceOf } from "./create.ts";
import { beginsEpoch, draftDue } from "./draft-due.ts";
import { type DraftShare, draftIn, draftNew, type ShareDrafting, stateIn } from "./drafting.ts";
import { prepareInvitation } from "./guests/guests.ts";
import { openShare } from "./keys.ts";
import { newRole } from "./manage.ts";
import { draftAll, resolveAll } from "./recipients.ts";
import { wholeRemoval } from "./remove.ts";
import type { ShareAct, SharePlan } from "./shares.ts";
import { wrappableFor } from "./wraps.ts";

const names = new Map<number, string>(Object.entries(operation).map(([name, number]) => [number, name]));

/** Signs as the act would, on what is newest, and says what came of it. Nothing is sent. */
export function planAct(core: Core, act: ShareAct): Promise<SharePlan> {
  return inTurn(core, async () => {
    await fetchAll(core);
    if (act.act === "CREATE") return planCreate(core, act.input);
    await openShare(core, act.share);
    const drafting = await draftIn(core, act.share);
    await (await draftOf(core, act))(drafting);
    const newKey = drafting.links.length > 0 && beginsEpoch(drafting);
    if (newKey) await draftDue(drafting);
    const isMoved = act.act === "CLOSE";
    const toChange = act.act === "REMOVE" ? countItems(core, act.share) : 0;
    return planOf(drafting, newKey, isMoved ? countAll(core, act.share) : 0, toChange);
  });
}

async function draftOf(core: Core, act: Exclude<ShareAct, { act: "CREATE" }>): Promise<DraftShare> {
  switch (act.act) {
    case "ADD": {
      const all = await resolveAll(core, act.recipients);
      return (drafting) => draftAll(drafting, all);
    }
    case "INVITE":
      return prepareInvitation(core, act.share, act.guest).draft;
    case "REMOVE":
      return wholeRemoval(core, act.share, act.recipient);
    case "SET_PERMISSION":
      return newRole(act.recipient, act.permission);
    case "CLOSE":
      return () => checkOwns(core, act.share);
  }
}

async function planCreate(core: Core, input: Extract<ShareAct, { act: "CREATE" }>["input"]): Promise<SharePlan> {
  const recipients = await resolveAll(core, input.recipients ?? []);
  const source = sourceOf(core, input);
  const id = makeId(core.around.now());
  const drafting = draftNew(core, formatUuid(id));
  beginDraft(drafting, { id, name: input.name, scope: input.scope ?? "BUSINESS", key: makeVaultKey(), recipients });
  await draftAll(drafting, recipients);
  return planOf(drafting, true, source?.content.all.length ?? 0, 0);
}

function planOf(drafting: ShareDrafting, newKey: boolean, moved: number, toChange: number): SharePlan {
  const wrapsFor = [...drafting.wraps.keys()];
  const given = new Set(wrapsFor);
  const isNew = newKey || drafting.wraps.size > 0;
  const owed = isNew ? wrappableFor(drafting.open, stateIn(drafting)).map(({ id }) => formatUuid(id)) : [];
  return {
    links: drafting.links.map(({ signed }) => names.get(readSignedLink(signed).link.operation as Operation) ?? "LINK"),
    newKey,
    wrapsFor,
    waiting: newKey ? owed.filter((id) => !given.has(id)) : [],
    moved,
    toChange,
  };
}

const countAll = (core: Core, share: string): number =>
  [...(opened(core).held.vaults.get(share)?.records.values() ?? [])].filter((each) => each.trashedSince === 0).length;

const countItems = (core: Core, share: string): number =>
  [...(opened(core).held.vaults.get(share)?.records.values() ?? [])].filter((each) => each.class === recordClass.ITEM)
    .length;
