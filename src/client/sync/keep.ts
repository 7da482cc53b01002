/** Writing down what was verified. What a crash keeps from being written comes again from the server. */
import { encodeSignedManifest } from "../../crypto/manifest.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import type { Core, Open } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { type Entry, encodeEntries } from "../store/entries.ts";
import type { Chain } from "../vault/chain.ts";
import { type Held, type HeldVault, type ShareUpdate, trailOf, type VaultUpdate } from "../vault/held.ts";
import type { Taken } from "./take.ts";

/** The log is written anew when it is this many times as large as when it was last, and larger than `smallest` bytes. */
const growth = 3;
const smallest = 4_000_000;

/** Writes down what taking pages changed. What is not kept comes again from the server. */
export function keepTaken(
  core: Core,
  open: Open,
  { tenant, moved, groups, shares, visited, updates, caught, abandoned }: Taken,
): Promise<void> {
  // What stands there of another tenant goes on nowhere.
  if (moved) open.storeBehind = true;
  const entries: Entry[] = [...linkEntries(tenant.before, tenant.after)];
  for (const { before, after } of groups) entries.push(...linkEntries(before, after));
  for (const update of shares) entries.push(...shareEntries(update));
  for (const update of updates) entries.push(...updateEntries(update));
  if (visited) entries.push({ type: "VISIT_CURSOR", share: parseUuid(visited.share), cursor: visited.cursor });
  for (const evidence of caught) {
    entries.push({ type: "EVIDENCE", evidence });
    if (evidence.vault !== null) entries.push(frozenEntry(open.held, evidence.vault));
  }
  for (const evidence of abandoned) entries.push({ type: "EVIDENCE", evidence });
  return keep(core, open, entries);
}

/** Writes down what a commit changed. */
export function keepUpdates(
  core: Core,
  open: Open,
  updates: readonly VaultUpdate[],
  shares: readonly ShareUpdate[] = [],
): Promise<void> {
  return keep(core, open, [
    ...shares.flatMap((update) => [...shareEntries(update)]),
    ...updates.flatMap((update) => [...updateEntries(update)]),
  ]);
}

/** Writes entries, and what makes them whole; now and then the whole log anew. */
export async function keep(core: Core, open: Open, entries: readonly Entry[]): Promise<void> {
  const { held, frames } = open;
  try {
    if (!open.storeBehind) await frames.append(encodeEntries([...entries, doneEntry(held)]));
    if (open.storeBehind || (frames.size > smallest && frames.size > growth * frames.compactSize)) {
      await frames.rewrite(encodeEntries(allEntries(held)));
      open.storeBehind = false;
    }
  } catch (error) {
    if (error instanceof SealgraphError) core.events.emit("trouble", error);
    else throw error;
  }
}

/** Whether a vault is frozen now, for which evidence, and by which key it is read. */
export function frozenEntry({ frozen, frozenKeys }: Held, vault: string): Entry {
  const [evidence, key] = [frozen.get(vault) ?? null, frozenKeys.get(vault) ?? null];
  return { type: "FROZEN", vault: parseUuid(vault), evidence, key };
}

function* updateEntries({ before, vault, whole, put, removed, seen, reset }: VaultUpdate): Generator<Entry> {
  // Of a share they stand with its roster, which moves without its vault as well.
  if (vault.class !== "SHARE") yield* linkEntries(before?.chain ?? null, vault.chain);
  for (const [epoch, previousKey] of vault.epochKeys) {
    if (!before?.epochKeys.has(epoch)) yield { type: "EPOCH_KEY", vault: vault.id, epoch, previousKey };
  }
  if (whole && before) yield { type: "CLEARED", vault: vault.id };
  if (removed.length > 0) yield { type: "REMOVED", vault: vault.id, records: removed.map(parseUuid) };
  if (put.length > 0) yield { type: "RECORDS", vault: vault.id, records: put };
  // The head's own stands in the entry of the head.
  const trail = seen.filter(({ revision }) => revision !== vault.head?.manifest.revision);
  if (trail.length > 0) yield { type: "TRAIL", vault: vault.id, manifests: trail };
  yield headEntry(vault);
  if (reset) yield { type: "FROZEN", vault: vault.id, evidence: null, key: null };
}

/** What is new of a share. What a lost one has is known until it is shown again. */
function* shareEntries({ before, after }: Pick<ShareUpdate, "before" | "after">): Generator<Entry> {
  const { id, chain, keys, name, lost, last, visit } = after;
  if (visit && visit !== before?.visit) {
    const { tenant, genesis, seq, hash } = visit;
    yield { type: "VISIT", share: id, tenant, genesis, seq, hash };
  }
  yield* linkEntries(before?.chain ?? null, chain);
  for (const [epoch, key] of keys) if (!before?.keys.has(epoch)) yield { type: "SHARE_KEY", share: id, epoch, key };
  if (name && name !== before?.name) yield { type: "SHARE_NAME", share: id, ...name };
  if (last && last !== before?.last) {
    const { head, ladder } = last;
    yield { type: "SHARE_LAST", share: id, signed: encodeSignedManifest(head.bytes, head.signature), ladder };
  }
  if (lost !== (before?.lost ?? false)) yield { type: "SHARE_LOST", share: id, lost };
}

function* linkEntries(before: Chain | null, after: Chain): Generator<Entry> {
  const [first] = after.states;
  if (first === undefined) return;
  for (const signed of after.links.slice(before?.links.length ?? 0)) {
    yield { type: "LINK", roster: first.head.id, signed };
  }
}

function headEntry({ id, class: its, head, ladder }: HeldVault): Entry {
  const signed = head && encodeSignedManifest(head.bytes, head.signature);
  return { type: "HEAD", vault: id, class: its, signed, ladder: ladder ?? [] };
}

const doneEntry = ({ cursor, synced }: Held): Entry => ({ type: "DONE", cursor, synced });

/** Everything that is held, as a fresh log. */
export function* allEntries(held: Held): Generator<Entry> {
  yield { type: "BEGIN" };
  if (held.tenant) yield* linkEntries(null, held.tenant);
  for (const chain of held.groups.values()) yield* linkEntries(null, chain);
  for (const after of held.shares.values()) yield* shareEntries({ before: null, after });
  for (const vault of held.vaults.values()) {
    const seen = [...trailOf(held, vault.vault).values()];
    const put = [...vault.records.values()];
    yield* updateEntries({ before: undefined, vault, whole: true, put, removed: [], seen });
  }
  for (const [share, cursor] of held.visitCursors) yield { type: "VISIT_CURSOR", share: parseUuid(share), cursor };
  for (const { place, document } of held.policies.values()) yield { type: "POLICIES", place, document };
  for (const evidence of held.evidence) yield { type: "EVIDENCE", evidence };
  for (const vault of held.frozen.keys()) yield frozenEntry(held, vault);
  yield doneEntry(held);
}
