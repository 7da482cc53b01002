/** Abandoning heads that nobody can bring to a restored server any more (PROTOCOL §5.8). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import { bounds } from "../../crypto/bounds.ts";
import { treeOf } from "../../crypto/bucket-tree.ts";
import { equalBytes } from "../../crypto/bytes.ts";
import type { Rung } from "../../crypto/descent.ts";
import { ProtocolError, SealError } from "../../crypto/errors.ts";
import type { SignedManifest } from "../../crypto/manifest.ts";
import { formatUuid, makeId } from "../../crypto/uuid.ts";
import { patiently } from "../account/patiently.ts";
import { call } from "../account/session.ts";
import { type Core, inTurn, type Open, opened, vaultOf } from "../core.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import { type CommitWire, commitOperation } from "../transport/commit-operations.ts";
import type { OwnClass } from "../transport/page.ts";
import type { MissingHeadAnswer } from "../transport/restoring-operations.ts";
import type { HeldVault } from "../vault/held.ts";
import { knownHeads } from "../vault/known-heads.ts";
import { linksOf, type Staged } from "../vault/staged.ts";
import { verifyVault } from "../vault/verify.ts";
import { fetchAll } from "./fetch.ts";
import { bringWhatIsHeld } from "./restore.ts";
import { signHead } from "./sign.ts";
import { stageWhole } from "./stage-all.ts";

/** How often others may offer or write in between. */
const mostRounds = 5;

/** A head that the server has not, and that this device cannot bring. */
export interface LostHead {
  readonly revision: number;
  /** Who offered it, and when; null where it is only known here. */
  readonly device: string | null;
  readonly offeredAt: Date | null;
  /** Whether it is the one that is held here. */
  readonly own: boolean;
}

/** What `resetVault` would abandon. */
export interface ResetPreview {
  readonly vault: string;
  readonly class: OwnClass;
  /** Whether the server says that it was restored and waits for what is missing. */
  readonly restoring: boolean;
  /** What the server has; with `held` it says how much is at stake. */
  readonly revision: number;
  readonly held: number;
  /** The highest first; empty: there is nothing to reset. */
  readonly lost: readonly LostHead[];
}

/** What is lost, and the vault as the server has it: it holds by itself, whatever was known here. */
interface Look {
  readonly preview: ResetPreview;
  readonly there: HeldVault;
  readonly abandoned: readonly Rung[];
}

/** Brings what this device has, and says what of a vault is lost then. Throws what `call` throws, and ServerCaught. */
export const previewReset = (core: Core, kind: OwnClass): Promise<ResetPreview> =>
  inTurn(core, async () => {
    await fetchAll(core);
    return (await look(core, opened(core), kind)).preview;
  });

/**
 * Abandons, for all devices, what `previewReset` shows: by a manifest on the head that the server has. What this device
 * held then becomes items of their own. With `agreed`, what a person saw and said yes to, nothing else is abandoned: BUSY where
 * more is lost by now. Throws NOTHING_TO_RESET, LIMIT_EXCEEDED, BUSY, VAULT_RESTORING while others are faster; ServerCaught
 * where what the server has does not hold.
 */
export const resetVault = (core: Core, kind: OwnClass, agreed?: ResetPreview): Promise<ResetPreview> =>
  inTurn(core, async () => {
    await fetchAll(core);
    for (let round = 0; round < mostRounds; round++) {
      const seen = await look(core, opened(core), kind);
      if (seen.abandoned.length === 0) throw new SealgraphError("NOTHING_TO_RESET");
      if (agreed && !isAgreed(seen.preview, agreed)) throw new SealgraphError("BUSY");
      const isDone = await abandon(core, opened(core), seen);
      await fetchAll(core);
      if (isDone) return seen.preview;
    }
    throw new SealgraphError("BUSY");
  });

/** Whether each head that is lost is one of those that were seen. */
const isAgreed = (now: ResetPreview, agreed: ResetPreview): boolean =>
  now.lost.every(({ revision, device }) =>
    agreed.lost.some((seen) => seen.revision === revision && seen.device === device),
  );

async function look(core: Core, open: Open, kind: OwnClass): Promise<Look> {
  const known = vaultOf(open, kind);
  const answer = await bringWhatIsHeld(core, open, known);
  const there = await verifyThere(core, open, known);
  const own = known.head && (await isApart(core, open, known, there)) ? rungOf(known.head) : null;
  const missing = answer.missing.filter(({ hash }) => !isNamed(there, hash));
  const noted = notedApart(open, there);
  const abandoned = distinct([...(own ? [own] : []), ...missing, ...noted]).sort((a, b) => b.revision - a.revision);
  return {
    there,
    abandoned,
    preview: {
      vault: known.vault,
      class: kind,
      restoring: answer.restoring,
      revision: there.head?.manifest.revision ?? 0,
      held: known.head?.manifest.revision ?? 0,
      lost: abandoned.map((rung) => lostHead(rung, missing, own)),
    },
  };
}

/** The vault as the server has it, held against nothing but its roster as it is known. Throws ServerCaught. */
async function verifyThere(core: Core, open: Open, known: HeldVault): Promise<HeldVault> {
  const staged = await stageWhole(core, { known: [] });
  const headless = { ...known, head: null, ladder: null, records: new Map(), tree: treeOf([]) };
  try {
    return verifyStagedVault(open, headless, staged);
  } catch (error) {
    if (error instanceof ProtocolError) throw new ServerCaught(error.code, null);
    if (error instanceof SealError) throw new ServerCaught("WRONG_KEYS", null);
    throw error;
  }
}

/** Its records are those of `known`: they count in the tree alone. */
function verifyStagedVault(open: Open, known: HeldVault, staged: Staged): HeldVault {
  const each = staged.vaults.get(known.vault);
  const { tenant } = open.held;
  if (!each || !tenant) throw new SealgraphError("NOT_FOUND", { part: "vault" });
  return verifyVault(known, each, linksOf(staged, known.vault), tenant, staged).vault;
}

/** Whether what is held is not on the chain that the server has. */
async function isApart(core: Core, open: Open, known: HeldVault, there: HeldVault): Promise<boolean> {
  if (known.head === null) return false;
  const [mine, its] = [known.head.manifest.revision, there.head?.manifest.revision ?? 0];
  if (its <= mine) return !(there.head && equalBytes(there.head.hash, known.head.hash));
  try {
    verifyStagedVault(open, known, await stageWhole(core, { known: knownHeads(open) }));
    return false;
  } catch (error) {
    if (error instanceof ProtocolError) return true;
    throw error;
  }
}

/** Heads that devices noted (PROTOCOL §3.6) and that are not on the chain: they would speak against it for ever. */
function notedApart({ held }: Open, there: HeldVault): Rung[] {
  const noted = [...(held.pins?.heads.values() ?? [])].flatMap(({ entry }) => entry.heads);
  return noted.flatMap(({ stream, position: revision, hash }) => {
    if (!equalBytes(stream, there.id) || isNamed(there, hash)) return [];
    const rung = there.ladder?.find((each) => each.revision === revision);
    const apart = revision > (there.head?.manifest.revision ?? 0) || (rung && !equalBytes(rung.hash, hash));
    return apart ? [{ revision, hash }] : [];
  });
}

const isNamed = ({ head }: HeldVault, hash: Uint8Array): boolean =>
  head?.manifest.reset?.some((entry) => equalBytes(entry.hash, hash)) ?? false;

const rungOf = ({ manifest: { revision }, hash }: SignedManifest): Rung => ({ revision, hash });

const distinct = (rungs: readonly Rung[]): Rung[] =>
  rungs
    .filter(({ hash }, place) => rungs.findIndex((each) => equalBytes(each.hash, hash)) === place)
    .map(({ revision, hash }) => ({ revision, hash }));

function lostHead({ revision, hash }: Rung, missing: readonly MissingHeadAnswer[], own: Rung | null): LostHead {
  const offer = missing.find((each) => equalBytes(each.hash, hash));
  return {
    revision,
    device: offer?.device ?? null,
    offeredAt: offer ? new Date(offer.offeredAt) : null,
    own: own !== null && equalBytes(own.hash, hash),
  };
}

/** Whether it is done; false: others were faster. */
async function abandon(core: Core, open: Open, { there, abandoned }: Look): Promise<boolean> {
  const head = signReset(open, there, abandoned, core.around.now());
  const input: CommitWire = {
    clientMutationId: formatUuid(makeId(core.around.now())),
    links: [],
    vaults: [
      {
        vault: there.vault,
        manifest: encodeBase64url(head.bytes),
        signature: encodeBase64url(head.signature),
        changes: [],
      },
    ],
  };
  try {
    const answer = await patiently(core.around, () => call(core, commitOperation, { input }));
    if (answer.type !== "Committed") return false;
    if (answer.heads.some(({ vault, hash }) => vault === there.vault && equalBytes(hash, head.hash))) return true;
    throw new ServerCaught("MISMATCH", null);
  } catch (error) {
    // A device offered another head meanwhile.
    if (error instanceof SealgraphError && error.code === "VAULT_RESTORING") return false;
    throw error;
  }
}

function signReset(open: Open, there: HeldVault, abandoned: readonly Rung[], now: number): SignedManifest {
  const { tenant } = open.held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  try {
    return signHead(open, tenant, there, now, abandoned);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === "TOO_LARGE")
      throw new SealgraphError("LIMIT_EXCEEDED", { limit: "RESETS", maximum: bounds.reset });
    throw new SealgraphError("REFUSED", { reason: error.code });
  }
}
