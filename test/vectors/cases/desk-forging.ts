/** Links of a company with desks that may be anything, and are signed all the same. */
import { signLink } from "../../../src/crypto/client/sign.ts";
import { type Link, operation, rosterKind } from "../../../src/crypto/link.ts";
import { enact } from "../../../src/crypto/operations.ts";
import { findInvitation, findMember, findStaff, stateRoot } from "../../../src/crypto/roster-state.ts";
import { invitationOf } from "./desk-world.ts";
import { time } from "./fixed.ts";
import { rewritten } from "./forging.ts";
import { type Followed, last, type Person } from "./share-world.ts";

export type Deed = { readonly operation: number; readonly subject: unknown } & Partial<
  Omit<Link, "operation" | "subject">
>;
export type Refusal = readonly [name: string, error: string, links: readonly Uint8Array[]];

export const chainOf = ({ links }: Followed) => ({ links });
export const refused = (...list: readonly Refusal[]) =>
  list.map(([name, error, links]) => ({ name, given: { links }, error }));

interface Means {
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** The seq that is named as what gives the right. */
  readonly right?: number;
  readonly signers?: readonly Person["signing"][];
}

/** A link that goes on from a company; its state is what it leads to, or, where nothing allows it, what was. */
export function forced(
  company: Followed,
  who: Person,
  deed: Deed,
  { at, right, signers = [who.signing] }: Means = {},
): Uint8Array[] {
  const state = last(company);
  const seq = right ?? (findMember(state, who.user) ?? findStaff(state, who.user))?.seq ?? 0;
  const draft = {
    kind: rosterKind.TENANT,
    roster: state.head.id,
    seq: state.head.seq + 1,
    previous: state.head.hash,
    epoch: 0,
    commitment: null,
    wraps: null,
    cut: null,
    tenantHead: null,
    author: { user: who.user, key: who.signing.publicKey, seq },
    time: at ?? time + company.links.length,
    ...deed,
  } as Link;
  return [...company.links, signLink({ ...draft, state: rootOr(draft, company) } as Link, ...signers).signed];
}

/** By an invitation that stands, signed by both. */
export function forcedJoin(company: Followed, who: Person, name: string, at?: number): Uint8Array[] {
  const invitation = invitationOf(name);
  const subject = {
    key: invitation.publicKey,
    user: who.user,
    signingKey: who.signing.publicKey,
    xwingKeyHash: who.xwingKeyHash,
  };
  const right = findInvitation(last(company), invitation.publicKey)?.seq ?? 0;
  return forced(
    company,
    who,
    { operation: operation.JOIN, subject },
    { ...(at !== undefined && { at }), right, signers: [who.signing, invitation] },
  );
}

function rootOr(draft: Link, company: Followed) {
  try {
    return stateRoot(enact(last(company), draft, null));
  } catch {
    return stateRoot(last(company));
  }
}

/** The company's last link with a position replaced, signed again as it stands. */
export function changed(
  { links }: Followed,
  position: number,
  value: unknown,
  ...signers: Person["signing"][]
): Uint8Array[] {
  const good = links[links.length - 1] as Uint8Array;
  return [...links.slice(0, -1), rewritten(good, position, value, ...signers)];
}
