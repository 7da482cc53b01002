/** Bringing a server that was restored from an old copy what it lacks (PROTOCOL §5.8). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { Hash } from "../../crypto/keys.ts";
import { manifestHash, parseManifest, skipRevision } from "../../crypto/manifest.ts";
import { entrustedOf } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { call } from "../account/session.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import type { ManifestAnswer } from "../transport/page.ts";
import {
  type OfferedHeadWire,
  offerHeadsOperation,
  type RestoringVaultAnswer,
  type UploadedRecordWire,
  type UploadVaultWire,
  uploadVaultOperation,
} from "../transport/restoring-operations.ts";
import { newestState } from "../vault/chain.ts";
import { type HeldVault, trailOf, visitOf } from "../vault/held.ts";
import type { HeldRecord } from "../vault/record.ts";
import type { Staged, StagedVault } from "../vault/staged.ts";
import { stageWhole } from "./stage-all.ts";

/**
 * Offers the heads that this device holds of vaults that are restoring, and uploads those of which it has the highest.
 * What is held is never changed by it. Throws what `call` throws. To be called in turn.
 */
export async function healServer(core: Core): Promise<void> {
  const open = opened(core);
  if (open.restoring.size === 0) return;
  // Of another company's share its own people bring what is missing.
  const own = [...open.restoring].filter((vault) => visitOf(open.held, vault) === null);
  if (own.length === 0) return;
  const heads = own.map((vault) => headWire(vault, open.held.vaults.get(vault)));
  let there: Staged | null = null;
  for (const answer of await call(core, offerHeadsOperation, { input: { heads } })) {
    note(open, answer);
    const vault = open.held.vaults.get(answer.vault);
    const mine = vault?.head?.manifest.revision ?? 0;
    if (!vault || !answer.restoring || mine <= answer.revision || mine < answer.highest) continue;
    // Compared with what is held, and not believed.
    there ??= await stageWhole(core, { known: [] });
    await bring(core, open, vault, answer, there);
  }
}

/** Offers the head that is held of one vault, and uploads it even where others hold a higher one. To be called in turn. */
export async function bringWhatIsHeld(core: Core, open: Open, vault: HeldVault): Promise<RestoringVaultAnswer> {
  const [answer] = await call(core, offerHeadsOperation, { input: { heads: [headWire(vault.vault, vault)] } });
  if (answer?.vault !== vault.vault) throw new SealgraphError("MALFORMED_ANSWER", { field: "vaults" });
  note(open, answer);
  const isAhead = (vault.head?.manifest.revision ?? 0) > answer.revision;
  if (!answer.restoring || !isAhead || open.held.frozen.has(vault.vault)) return answer;
  return (await bring(core, open, vault, answer, await stageWhole(core, { known: [] }))) ?? answer;
}

async function bring(
  core: Core,
  open: Open,
  vault: HeldVault,
  answer: RestoringVaultAnswer,
  there: Staged,
): Promise<RestoringVaultAnswer | null> {
  const input = uploadOf(open, vault, answer, there);
  if (input === null) return null;
  try {
    const { vault: after } = await call(core, uploadVaultOperation, { input });
    note(open, after);
    noteUnwrapped(open, vault, input);
    return after;
  } catch (error) {
    // Of a user or a company that is suspended: what is held stays, and is brought when it is taken again.
    if (error instanceof SealgraphError && error.code === "READ_ONLY") return null;
    throw error;
  }
}

function headWire(vault: string, held: HeldVault | undefined): OfferedHeadWire {
  const head = held?.head ?? null;
  return { vault, revision: head?.manifest.revision ?? 0, hash: head && encodeBase64url(head.hash) };
}

/** A link that entrusts a profile's key is brought without the wrap that it names, which nobody has: its next epoch is entrusted. */
function noteUnwrapped(open: Open, { vault, class: its, chain }: HeldVault, { links }: UploadVaultWire): void {
  const state = newestState(chain);
  const entrusted = entrustedOf(state);
  if (its !== "BUSINESS" || !entrusted || entrusted.seq < chain.links.length - links.length) return;
  open.unwrapped = { vault, epoch: state.epoch?.epoch ?? 0 };
  delete open.tendedRecovery;
}

function note({ restoring }: Open, answer: RestoringVaultAnswer): void {
  if (!answer.restoring) restoring.delete(answer.vault);
}

/** What the server lacks of a vault; null where this device cannot show how its head descends from the server's. */
function uploadOf(
  open: Open,
  vault: HeldVault,
  { revision: base, hash }: RestoringVaultAnswer,
  there: Staged,
): UploadVaultWire | null {
  const staged = there.vaults.get(vault.vault);
  const manifests = descentTo(open, vault, base, hash);
  // It went on meanwhile: the next round sees it.
  if (!manifests || !staged || staged.revision !== base) return null;
  const links = vault.chain.links.slice(there.rosters.get(vault.vault)?.links.length ?? 0).map(readSignedLink);
  return {
    vault: vault.vault,
    base,
    links: links.map(({ bytes, signatures }) => ({
      link: encodeBase64url(bytes),
      signatures: signatures.map(encodeBase64url),
    })),
    manifests: manifests.map(({ manifest, signature }) => ({
      manifest: encodeBase64url(manifest),
      signature: encodeBase64url(signature),
    })),
    epochKeys: [...vault.epochKeys]
      .filter(([epoch]) => !staged.epochKeys.has(epoch))
      .sort(([a], [b]) => a - b)
      .map(([epoch, previousKey]) => ({ epoch, previousKey: encodeBase64url(previousKey) })),
    records: [...vault.records.values()].filter((record) => differs(staged, record)).map(writeRecord),
    gone: [...staged.records].flatMap(([record, { held }]) => (held && !vault.records.has(record) ? [record] : [])),
  };
}

function differs(staged: StagedVault, { record, leaf }: HeldRecord): boolean {
  const held = staged.records.get(record)?.held;
  return !held || !equalBytes(held.leaf, leaf);
}

const writeRecord = (record: HeldRecord): UploadedRecordWire => ({
  record: record.record,
  class: record.class,
  version: record.version,
  trashedAt: record.trashedSince === 0 ? null : new Date(record.trashedSince).toISOString(),
  folder: record.folder,
  schema: record.schema,
  epoch: record.epoch,
  body: encodeBase64url(record.body),
  key: encodeBase64url(record.key),
  previousLeaf: record.previousLeaf && encodeBase64url(record.previousLeaf),
});

/** The head's manifest and those below it that lead down to the server's, as far as they are kept; null where they do not. */
function descentTo(open: Open, vault: HeldVault, base: number, hash: Uint8Array | null): ManifestAnswer[] | null {
  const trail = trailOf(open.held, vault.vault);
  const named = new Map<number, Hash>();
  const path: ManifestAnswer[] = [];
  const top = vault.head?.manifest.revision ?? 0;
  if (vault.head) named.set(top, vault.head.hash);
  for (const revision of [...trail.keys()].filter((each) => each > base && each <= top).sort((a, b) => b - a)) {
    const each = trail.get(revision) as ManifestAnswer;
    const wanted = named.get(revision);
    if (!wanted || !equalBytes(wanted, manifestHash(each.manifest))) continue;
    const { previous, skip } = parseManifest(each.manifest);
    if (previous) named.set(revision - 1, previous);
    if (skip) named.set(skipRevision(revision), skip);
    path.push(each);
  }
  const brought = new Set(path.map(({ revision }) => revision));
  for (let at = top; at > base; at = skipRevision(at)) if (!brought.has(at)) return null;
  const reached = named.get(base);
  return hash === null || (reached && equalBytes(reached, hash)) ? path : null;
}
