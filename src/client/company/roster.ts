/** The company's roster as its members verified it: for people who want to see for themselves. */
import { toHex } from "../../crypto/bytes.ts";
import { type Operation, operation } from "../../crypto/link.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { type Core, opened } from "../core.ts";
import { SealgraphError } from "../errors.ts";
import { newestState } from "../vault/chain.ts";

export interface RosterLink {
  readonly seq: number;
  readonly hash: string;
  readonly operation: keyof typeof operation;
  readonly author: string;
  /** Whom it is about; null where it is about nobody. */
  readonly user: string | null;
  /** As its author said. */
  readonly time: Date;
}

export interface RosterView {
  readonly roster: string;
  readonly genesis: string;
  readonly seq: number;
  /** Hash of the newest link: two people who see the same here see the same company. */
  readonly head: string;
  readonly links: readonly RosterLink[];
}

const names = new Map(Object.entries(operation).map(([name, number]) => [number, name as keyof typeof operation]));

/** Every link that this device has verified, in order. */
export function rosterOf(core: Core): RosterView {
  const { tenant } = opened(core).held;
  if (tenant === null) throw new SealgraphError("NOT_FOUND", { part: "tenant" });
  const { head, genesis } = newestState(tenant);
  const links = tenant.links.map((signed): RosterLink => {
    const { link, hash } = readSignedLink(signed);
    const about = link.subject as { readonly user?: Uint8Array } | null;
    return {
      seq: link.seq,
      hash: toHex(hash),
      operation: names.get(link.operation as Operation) ?? "GENESIS",
      author: formatUuid(link.author.user),
      user: about?.user ? formatUuid(about.user as never) : null,
      time: new Date(link.time),
    };
  });
  return { roster: formatUuid(head.id), genesis: toHex(genesis), seq: head.seq, head: toHex(head.hash), links };
}
