/** Who is in the company no more, and can still be deleted: that the roster says, what they were called travels beside it. */
import { equalBytes } from "../../crypto/bytes.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { findMember, isAdministrator } from "../../crypto/roster-state.ts";
import { readSignedLink } from "../../crypto/signed-link.ts";
import { formatUuid, parseUuid } from "../../crypto/uuid.ts";
import { call } from "../account/session.ts";
import { type Core, isInPortal, opened } from "../core.ts";
import { type FormerMemberAnswer, listFormerMembersOperation } from "../transport/company-operations.ts";
import { type Chain, newestState } from "../vault/chain.ts";
import { tenantOf } from "./act.ts";
import { opens } from "./people.ts";

export interface FormerPerson {
  readonly user: string;
  /** As of then. Null where what the server says does not open what was signed. */
  readonly address: string | null;
  readonly name: string | null;
  /** The link by which they were removed, or left; and when, as its author said. */
  readonly seq: number;
  readonly removedAt: Date;
}

/** The last to go first. Throws WRONG_SURFACE, FORBIDDEN, and what `call` throws. */
export const listFormer = async (core: Core): Promise<FormerPerson[]> => formerBy(core, await fetchFormer(core));

/** The same, as far as this session is told: nobody but administrators is, in the portal. */
export const listFormerIfTold = (core: Core): Promise<FormerPerson[]> =>
  isToldOfFormer(core) ? listFormer(core) : Promise.resolve([]);

export const isToldOfFormer = (core: Core): boolean =>
  isInPortal(core) && isAdministrator(findMember(tenantOf(core), opened(core).user));

/** Of those whom the server names, the ones that the roster says are gone. */
export function formerBy(core: Core, texts: readonly FormerMemberAnswer[]): FormerPerson[] {
  const { tenant } = opened(core).held;
  if (tenant === null) return [];
  return texts.flatMap((text) => formerOf(tenant, text) ?? []).sort((a, b) => b.seq - a.seq);
}

/**
 * Null for somebody whom no link of the roster put out, or who is back: nobody deletes a user on the server's word.
 */
function formerOf(chain: Chain, text: FormerMemberAnswer): FormerPerson | null {
  const { links, states } = chain;
  const { user, removedSeq: seq } = text;
  const [signed, before] = [links[seq], states[seq - 1]];
  if (signed === undefined || before === undefined) return null;
  const { link } = readSignedLink(signed);
  if (link.kind !== rosterKind.TENANT) return null;
  if (link.operation !== operation.REMOVE && link.operation !== operation.LEAVE) return null;
  const id = parseUuid(user);
  if (!equalBytes(link.subject.user, id) || findMember(newestState(chain), id)) return null;
  const known = opens(findMember(before, id)?.person ?? null, text);
  return {
    user: formatUuid(id),
    address: known ? text.address : null,
    name: known ? text.name : null,
    seq,
    removedAt: new Date(link.time),
  };
}

/** As the server says it. */
export async function fetchFormer(core: Core): Promise<FormerMemberAnswer[]> {
  const all: FormerMemberAnswer[] = [];
  for (let after: string | null = null; ; ) {
    const { members, next }: { members: readonly FormerMemberAnswer[]; next: string | null } = await call(
      core,
      listFormerMembersOperation,
      { after },
    );
    all.push(...members);
    if (next === null) return all;
    after = next;
  }
}
