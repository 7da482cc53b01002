/** Founding a share: its roster, what is moved into it, whom it is for, and that its founder has it, in one commit. */

import { encodeBase64url } from "../../crypto/base64url.ts";
import { shareAnswer } from "../../crypto/client/entry.ts";
import { makeVaultKey } from "../../crypto/client/epoch.ts";
import { wrapKeyFor } from "../../crypto/client/key-wrap.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { sealShareName } from "../../crypto/client/share.ts";
import { makeShareGenesis } from "../../crypto/client/share-link.ts";
import { sealedHash } from "../../crypto/hash.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import { recordClass } from "../../crypto/leaf.ts";
import { shareScope } from "../../crypto/link.ts";
import { deriveXWingPublicKey } from "../../crypto/sodium.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { parseName } from "../account/begin.ts";
import { writeAnswer } from "../account/seal-entry.ts";
import { type Core, type Open, vaultOf } from "../core.ts";
import { refuseInput, SealgraphError } from "../errors.ts";
import type { ProfileKind } from "../events.ts";
import { placed } from "../items/body.ts";
import { FOLDER } from "../items/profile.ts";
import { followPolicies } from "../policy/follow.ts";
import { makeDeed } from "../sync/commit.ts";
import { commitNow } from "../sync/commit-now.ts";
import type { Change, VaultDeed } from "../sync/deed.ts";
import { fetchNow } from "../sync/fetch-now.ts";
import { foundedVault } from "../sync/sign.ts";
import { folderIndex } from "../vault/folder-index.ts";
import { profileOf } from "../vault/held.ts";
import { draftNew, goOn, type ShareDrafting, stateIn } from "./drafting.ts";
import { addAll } from "./manage.ts";
import { type Moving, move, movingFrom, movingFromProfile } from "./moving.ts";
import { placementIn } from "./placement.ts";
import { type Coming, draftAll, inParts, mostInCommit, resolveAll } from "./recipients.ts";
import type { CreateShare } from "./shares.ts";

const mostRounds = 10;
/** Each is one record there and one here; the folder, the placement and the answer go along (PROTOCOL §5.6). */
const mostMoved = 498;

/** Begins to draft a share that nobody will send. */
export const beginDraft = (drafting: ShareDrafting, founding: Founding): void =>
  begin(drafting, founding, makeGenesis(drafting.open, drafting, founding));

/** What is to be founded, as long as it takes to have it taken. */
interface Founding {
  readonly id: Id;
  readonly name: string;
  readonly scope: ProfileKind;
  readonly key: SymmetricKey;
  readonly recipients: readonly Coming[];
}

/** Founds a share and gives its id: with a few of its recipients, and all others right after. */
export async function createShare(core: Core, input: CreateShare): Promise<string> {
  const name = parseName(input.name, "name");
  await fetchNow(core);
  const recipients = await resolveAll(core, input.recipients ?? []);
  const source = sourceOf(core, input);
  const scope = input.scope ?? (source && profileOf(source.content.from)) ?? "BUSINESS";
  const [first = []] = inParts(recipients, mostInCommit);
  for (let round = 0; round < mostRounds; round++) {
    await followPolicies(core);
    // Another genesis is another share's: nobody signs two of one id.
    const founding: Founding = { id: makeId(core.around.now()), name, scope, key: makeVaultKey(), recipients: first };
    if (!(await found(core, input, founding))) continue;
    await readOnce(core);
    const share = formatUuid(founding.id);
    await addAll(core, share, recipients.slice(first.length));
    return share;
  }
  throw new SealgraphError("BUSY");
}

/** Only of what a cursor names the server says that it is lost: so a share that was founded here is read like any other. */
async function readOnce(core: Core): Promise<void> {
  try {
    await fetchNow(core);
  } catch (error) {
    if (!(error instanceof SealgraphError)) throw error;
  }
}

/** The first link, and what goes beside it. */
interface Genesis {
  readonly link: MadeLink;
  readonly name: Uint8Array;
  readonly wrap: Uint8Array;
}

/** False: the company's roster moved while it was sent, so all of it has to be signed anew. */
async function found(core: Core, input: CreateShare, founding: Founding): Promise<boolean> {
  const share = formatUuid(founding.id);
  let genesis: Genesis | null = null;
  let rounds = 0;
  const draft = async (drafting: ShareDrafting) => {
    // The account vault notes this very genesis: another one goes with another entry.
    if (genesis === null || rounds++ > 0) throw new FoundAnew();
    begin(drafting, founding, genesis);
    await draftAll(drafting, founding.recipients);
  };
  const make = (open: Open) => {
    const drafting = draftNew(core, share);
    genesis = makeGenesis(open, drafting, founding);
    begin(drafting, founding, genesis);
    open.keyRing.set(share, 1, founding.key);
    return makeDeed(core, deedsOf(core, open, input, founding, drafting));
  };
  try {
    await commitNow(core, make, new Map([[share, draft]]));
    return true;
  } catch (error) {
    if (error instanceof FoundAnew) return false;
    throw error;
  }
}

class FoundAnew extends SealgraphError {
  constructor() {
    super("BUSY");
  }
}

function makeGenesis({ own, keys, user }: Open, { basis, signer }: ShareDrafting, founding: Founding): Genesis {
  const { id, key, scope } = founding;
  const name = sealShareName(key, { share: id, epoch: 1 }, founding.name);
  const wrap = wrapKeyFor(deriveXWingPublicKey(keys.xwingSeed), { roster: id, epoch: 1, user }, key);
  const link = makeShareGenesis(basis.tenant, {
    share: id,
    scope: shareScope[scope],
    founder: { user, signing: own.signing, xwingKeyHash: own.xwingKeyHash },
    key,
    wrap,
    name: sealedHash(name),
    time: signer.time,
  });
  return { link, name, wrap };
}

function begin(drafting: ShareDrafting, { key }: Founding, { link, name, wrap }: Genesis): void {
  const recipient = formatUuid(drafting.open.user);
  goOn(drafting, link);
  drafting.keys.set(1, key);
  drafting.name = { epoch: 1, envelope: name };
  drafting.wraps.set(recipient, { recipient, epoch: 1, groupEpoch: null, wrap: encodeBase64url(wrap) });
}

/** The share with what is moved into it, where that was, that the founder has it, and where it stands in their tree. */
function deedsOf(
  core: Core,
  open: Open,
  input: CreateShare,
  { id, scope }: Founding,
  drafting: ShareDrafting,
): VaultDeed[] {
  const share = formatUuid(id);
  const account = vaultOf(open, "ACCOUNT");
  const { genesis } = stateIn(drafting);
  const answer = shareAnswer.ACCEPTED;
  const noted = writeAnswer(open, account, { share: id, genesis, answer });
  const moving = sourceOf(core, input);
  if ((moving?.content.all.length ?? 0) > mostMoved) {
    throw new SealgraphError("LIMIT_EXCEEDED", { limit: "RECORDS_PER_COMMIT", maximum: mostMoved });
  }
  const moved = moving && move(core, open, moving.content, foundedVault(drafting), null);
  const inSource = [...(moved?.left ?? []), ...(moving?.emptied ?? [])];
  const deeds: VaultDeed[] = [
    { vault: share, changes: moved?.made ?? [], epochStart: null },
    { vault: account.vault, changes: [noted], epochStart: null },
  ];
  const isOfScope = moving !== null && profileOf(moving.content.from) === scope;
  const at = isOfScope ? moving.at : null;
  const place = moving && placementIn(core, open, scope, share, at);
  if (moving && isOfScope && place) deeds.push({ ...place, changes: [...inSource, ...place.changes] });
  else if (moving) deeds.push({ vault: moving.content.from.vault, changes: inSource, epochStart: null });
  return deeds;
}

/** What is moved into it: items, or what is in a folder, whose place the share takes. */
interface Source {
  readonly content: Moving;
  /** What becomes of the folder itself. */
  readonly emptied: readonly Change[];
  /** Where it was; null: at the top. */
  readonly at: string | null;
}

/** Null where nothing is moved. Throws NOT_FOUND, INVALID_INPUT. */
export function sourceOf(core: Core, { items = [], folder }: CreateShare): Source | null {
  if (folder === undefined) {
    if (items.length === 0) return null;
    const content = movingFromProfile(core, items);
    return { content, emptied: [], at: null };
  }
  if (items.length > 0) refuseInput("items");
  const { from, roots } = movingFromProfile(core, [folder]);
  const [record] = roots;
  if (record?.class !== FOLDER) throw new SealgraphError("NOT_FOUND", { part: "folder" });
  const inside = [...from.records.values()].filter(
    (each) => each.folder === folder && each.trashedSince === 0 && each.class !== recordClass.PLACEMENT,
  );
  const content = movingFrom(
    from,
    inside.map((each) => each.record),
  );
  const emptied = [placed(record, { trashedSince: core.around.now() })];
  return { content, emptied, at: folderIndex(from).folderOf(record) };
}
