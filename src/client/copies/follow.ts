/** What the devices of whoever made a linked copy do by themselves (PROTOCOL §5.9). */
import { equalOrNull } from "../../crypto/bytes.ts";
import type { LinkedCopyEntry } from "../../crypto/client/entry.ts";
import { writeCopy } from "../account/seal-entry.ts";
import { type Core, inTurn, isFormer, type Open, vaultOf } from "../core.ts";
import { ConflictError } from "../errors.ts";
import { encodeBody, sealedAgain } from "../items/body.ts";
import { refusalFrom } from "../queue/outcome.ts";
import { changesOf } from "../queue/queue.ts";
import { announceDiffs } from "../sync/announce.ts";
import { carryOut, forgetSent, makeDeed } from "../sync/commit.ts";
import type { VaultDeed } from "../sync/deed.ts";
import { isUnknown } from "../sync/is-unknown.ts";
import { settle } from "../sync/settle.ts";
import { lookAt, type Step } from "./look.ts";

/** For so long, in milliseconds, a copy that could not follow is not tried again with what merely comes in. */
const interval = 600_000;

/**
 * Has copies that are behind follow, each in a commit of its own, and does nothing where all is as it is noted. What cannot be done now is
 * trouble and no failure: the next sync goes on; that another device was faster is neither.
 *
 * @param patient leaves alone what failed a short while ago.
 */
export async function followCopies(core: Core, { patient = false } = {}): Promise<void> {
  if (dueCopies(core, patient).length === 0) return;
  await inTurn(core, async () => {
    if ((await why(() => settle(core))) !== null) return;
    for (const copy of dueCopies(core, patient)) {
      const { open } = core;
      const error = await why(() => followOne(core, copy));
      if (error === null) continue;
      if (open) failuresOf(open).set(copy, core.around.now());
      core.events.emit("trouble", error);
      if (isUnknown(error)) return;
    }
  });
}

/** Copies about which there is something to do. */
function dueCopies(core: Core, patient: boolean): string[] {
  const { open } = core;
  if (open === null || open.held.pins === null || core.device.session === null || isFormer(open)) return [];
  const since = (copy: string) => core.around.now() - (failuresOf(open).get(copy) ?? 0);
  return [...open.held.pins.copies]
    .filter(([copy, { entry }]) => !(patient && since(copy) < interval) && lookAt(core, open, entry).step !== null)
    .map(([copy]) => copy);
}

function failuresOf(open: Open): Map<string, number> {
  open.copiesFailed ??= new Map();
  return open.copiesFailed;
}

async function followOne(core: Core, copy: string): Promise<void> {
  const { open } = core;
  const noted = open?.held.pins?.copies.get(copy);
  if (!open || !noted) return;
  const { step } = lookAt(core, open, noted.entry);
  // A change of the copy that was refused, and is kept here, is a person's to settle first.
  if (step === null || changesOf(open.queue, step.share.vault, copy).length > 0) return;
  await telling(core, step.share.vault, copy, async () => {
    await carryOut(core, makeDeed(core, deedsOf(open, noted.entry, step)), null);
    await forgetSent(core, open);
  });
}

/** Does `work`, and tells of a copy that stands otherwise afterwards. */
export async function telling(core: Core, share: string, copy: string, work: () => Promise<unknown>): Promise<void> {
  const find = () => core.open?.held.vaults.get(share)?.records.get(copy) ?? null;
  const before = find();
  await work();
  const [after, vault] = [find(), core.open?.held.vaults.get(share)];
  if (core.open && vault && !equalOrNull(before?.leaf ?? null, after?.leaf ?? null)) {
    announceDiffs(core, core.open, [{ vault, before, after }]);
  }
}

/** The copy as it is to be, and that it is so, in one commit. */
export function deedsOf(open: Open, entry: LinkedCopyEntry, { copy, share, source, body }: Step): VaultDeed[] {
  const account = vaultOf(open, "ACCOUNT");
  const copyVersion = body ? copy.version + 1 : copy.version;
  const noted = writeCopy(open, account, { ...entry, copyVersion, sourceVersion: source.version });
  const sealed = body && sealedAgain(open, share, copy, encodeBody(body));
  return [
    ...(sealed ? [{ vault: share.vault, changes: [sealed], epochStart: null }] : []),
    { vault: account.vault, changes: [noted], epochStart: null },
  ];
}

/** Why something could not be done; null: it is done, or another device was faster. */
async function why(work: () => Promise<void>) {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof ConflictError ? null : refusalFrom(error);
  }
}
