/** What is signed in the roster of a share, link by link, on the newest that is known (PROTOCOL §4.11). */
import { encodeBase64url } from "../../crypto/base64url.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import type { ShareBasis, ShareSigner } from "../../crypto/client/share-link.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import type { Id, SymmetricKey } from "../../crypto/keys.ts";
import type { Outside } from "../../crypto/outside.ts";
import type { RosterState } from "../../crypto/roster-state.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { allowed as unlessRefused } from "../allowed.ts";
import { type Core, type Open, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { marksOf } from "../sync/marks.ts";
import type { ShareWrapWire } from "../transport/commit-operations.ts";
import type { PersonTextWire } from "../transport/company-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { type HeldShare, type SealedName, visitOf } from "../vault/held.ts";
import { checkGroupsReach } from "../vault/noted.ts";
import { isDeclined } from "./declined.ts";
import { recipientsOver } from "./over.ts";
import { baseOf, noRight } from "./rights.ts";

/** What was signed so far, and what it leads to. */
export interface ShareDrafting {
  readonly core: Core;
  readonly open: Open;
  readonly share: string;
  readonly id: Id;
  /** Null before the genesis of one that is founded. */
  state: RosterState | null;
  readonly basis: ShareBasis;
  /** How all that it rests on stood when it was begun. */
  readonly rests: string;
  readonly signer: ShareSigner;
  /** Of the vault; null before its first commit. */
  readonly head: VaultHead | null;
  /** Whose time is over. */
  readonly over: ReadonlySet<string>;
  readonly links: MadeLink[];
  /** By recipient. */
  readonly wraps: Map<string, ShareWrapWire>;
  /** Keys by epoch, as far as they are here: those of epochs that it begins included. */
  readonly keys: Map<number, SymmetricKey>;
  name: SealedName | null;
  /** Whom the invitations among the links are for. */
  readonly persons: PersonTextWire[];
  /** For whoever is a guest in it: by what its roster is read. Then nothing is signed by `basis`. */
  readonly outside: Outside | null;
  /** Of an epoch that it begins: the key before, sealed. */
  epochKey: { readonly epoch: number; readonly previousKey: Uint8Array } | null;
  /** The wrap for the recovery group that a link of it names: it goes with a commit (PROTOCOL §4.14). */
  recoveryWrap: Uint8Array | null;
}

/** Has links signed; called again, on what is newest then, where others were faster. */
export type DraftShare = (drafting: ShareDrafting) => Promise<void> | void;

/** Begins to draft in a share that is held. Throws NOT_FOUND, ACCESS_LOST, VAULT_FROZEN and SERVER_CAUGHT, also for a group of it. */
export async function draftIn(
  core: Core,
  share: string,
  more: Partial<Pick<ShareDrafting, "head">> = {},
): Promise<ShareDrafting> {
  const isVisited = visitOf(opened(core).held, share) !== null;
  // Whose time is over, a guest takes nobody out for.
  const over = isVisited ? new Set<string>() : await recipientsOver(core, share);
  const open = opened(core);
  const held = open.held.shares.get(share);
  if (held === undefined) throw new SealgraphError("NOT_FOUND", { part: "share" });
  if (held.lost && !isDeclined(open.held.pins, held)) throw new SealgraphError("ACCESS_LOST");
  if (open.held.frozen.has(share)) throw new SealgraphError("VAULT_FROZEN");
  if (!isVisited) checkGroupsReach(open.held, newestState(held.chain));
  const vault = open.held.vaults.get(share);
  const head = vault?.head ? { vault: held.id, revision: vault.head.manifest.revision, hash: vault.head.hash } : null;
  return { ...emptyDrafting(core, open, share, held), head, over, ...more };
}

/** Begins to draft, as an administrator, in a share that is not held. */
export function draftElsewhere(core: Core, share: string, chain: Chain, head: VaultHead): ShareDrafting {
  const drafting = emptyDrafting(core, opened(core), share, { chain, keys: new Map(), visit: null });
  return { ...drafting, head, signer: { ...drafting.signer, asAdministrator: true } };
}

/** Begins to draft a share that is to be founded. */
export const draftNew = (core: Core, share: string): ShareDrafting => emptyDrafting(core, opened(core), share, null);

function emptyDrafting(
  core: Core,
  open: Open,
  share: string,
  held: Pick<HeldShare, "chain" | "keys" | "visit"> | null,
): ShareDrafting {
  const base = baseOf(open);
  return {
    core,
    open,
    share,
    id: parseUuid(share),
    state: held && newestState(held.chain),
    rests: marksOf(open, [share]),
    basis: { tenant: newestState(base.tenant), groupAt: base.groupAt },
    signer: { user: open.user, signing: open.own.signing, time: core.around.now() },
    head: null,
    over: new Set(),
    links: [],
    wraps: new Map(),
    keys: new Map(held?.keys),
    name: null,
    persons: [],
    outside: held?.visit ?? null,
    epochKey: null,
    recoveryWrap: null,
  };
}

/** The share as it stands after what was drafted. */
export function stateIn({ state }: ShareDrafting): RosterState {
  if (state === null) throw new SealgraphError("NOT_FOUND", { part: "share" });
  return state;
}

export function goOn(drafting: ShareDrafting, link: MadeLink): void {
  drafting.links.push(link);
  drafting.state = link.state;
}

/** Wraps as they are sent, and the name. */
export const wireOfShare = ({ wraps, name, recoveryWrap }: ShareDrafting) => ({
  wraps: [...wraps.values()],
  ...(name && { name: encodeBase64url(name.envelope) }),
  ...(recoveryWrap && { recoveryWrap: encodeBase64url(recoveryWrap) }),
});

/** What nobody would take is not sent. Throws FORBIDDEN. */
export const allowed = <T>(make: () => T): T => unlessRefused(make, noRight);
