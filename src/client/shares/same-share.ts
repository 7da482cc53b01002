/** Whether an invitation is into the share that this user knows by its id already (PROTOCOL §4.12). */
import { equalBytes } from "../../crypto/bytes.ts";
import type { ChainHead } from "../../crypto/chain.ts";
import type { VisitEntry } from "../../crypto/client/entry.ts";
import type { Outside } from "../../crypto/outside.ts";
import { SealgraphError } from "../errors.ts";
import { type Chain, linkAt, newestState } from "../vault/chain.ts";

/** What is known of a share: as held, of one that is lost too, and as the account vault notes it. */
export interface KnownVisit {
  readonly chain: Chain | null;
  readonly noted: VisitEntry | null;
}

/** Throws INVITATION_UNFIT where the chain that an invitation leads to does not go on from what is held and noted of the share. */
export function checkSameShare(chain: Chain, { tenant }: Outside, { chain: held, noted }: KnownVisit): void {
  const has = ({ seq, hash }: Pick<ChainHead, "seq" | "hash">) => {
    const link = linkAt(chain, seq);
    return link !== null && equalBytes(link.hash, hash);
  };
  if (held && !has(newestState(held).head)) throw new SealgraphError("INVITATION_UNFIT");
  if (noted && !(equalBytes(noted.tenant, tenant) && has(noted))) throw new SealgraphError("INVITATION_UNFIT");
}

/** What is noted of it from now on: the later of both pinned links, for nobody goes back. */
export const laterPin = (outside: Outside, noted: VisitEntry | null): Outside =>
  noted && noted.seq > outside.seq ? { ...outside, seq: noted.seq, hash: noted.hash } : outside;
