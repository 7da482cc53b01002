/** A deed in the rosters of a company, signed link by link: each on top of what those before it lead to. */
import { encodeBase64url } from "../../crypto/base64url.ts";
import type { MadeLink } from "../../crypto/client/link-draft.ts";
import { makeTenantLink, type Signer, type TenantAct } from "../../crypto/client/tenant-link.ts";
import type { VaultHead } from "../../crypto/cut.ts";
import { membersOf, type RosterState } from "../../crypto/roster-state.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { allowed } from "../allowed.ts";
import { SealgraphError, ServerCaught } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { writeLink } from "../transport/commit-operations.ts";
import type { ChangeRostersWire, NewAddressWire, PersonTextWire } from "../transport/company-operations.ts";

/** What was signed so far, and what it leads to. */
export interface Drafting {
  readonly signer: Signer;
  tenant: RosterState;
  /** By id: those that are known, and those that are founded by it. */
  readonly groups: Map<string, RosterState>;
  /** By id: groups that nothing is signed in, and why. */
  readonly frozen: ReadonlyMap<string, Evidence | null>;
  readonly links: MadeLink[];
  readonly persons: PersonTextWire[];
  readonly names: NonNullable<ChangeRostersWire["names"]>[number][];
  readonly epochs: NonNullable<ChangeRostersWire["epochs"]>[number][];
  readonly wraps: NonNullable<ChangeRostersWire["wraps"]>[number][];
  readonly policies: NonNullable<ChangeRostersWire["policies"]>[number][];
  /** Public keys of recovery codes that are set by it. */
  readonly codes: NonNullable<ChangeRostersWire["codes"]>[number][];
  /** Public keys of staff whom links name. */
  readonly staffKeys: NonNullable<ChangeRostersWire["staffKeys"]>[number][];
  /** Why a break-glass is asked for. */
  readonly reasons: NonNullable<ChangeRostersWire["reasons"]>[number][];
  /** The code for an address that a change of person gives. */
  newAddress?: NewAddressWire | null;
}

/** Wraps that one deed may bring: who is left out is pending, and given a wrap like somebody who came later. */
export const mostWraps = 500;

export const newDrafting = (
  signer: Signer,
  tenant: RosterState,
  groups: Map<string, RosterState>,
  frozen: Drafting["frozen"] = new Map(),
): Drafting => ({
  signer,
  tenant,
  groups,
  frozen,
  links: [],
  persons: [],
  names: [],
  epochs: [],
  wraps: [],
  policies: [],
  codes: [],
  staffKeys: [],
  reasons: [],
});

/** What is sent of it. */
export const wireOf = ({
  links,
  persons,
  names,
  epochs,
  wraps,
  policies,
  codes,
  staffKeys,
  reasons,
  newAddress,
}: Drafting): Omit<ChangeRostersWire, "clientMutationId"> => ({
  links: links.map(({ signed }) => writeLink(signed)),
  persons,
  names,
  epochs,
  wraps,
  policies,
  ...(codes.length > 0 && { codes }),
  ...(staffKeys.length > 0 && { staffKeys }),
  ...(reasons.length > 0 && { reasons }),
  ...(newAddress && { newAddress }),
});

/** Adds a link of the tenant's roster. Throws FORBIDDEN where the roster gives no right to it. */
export function draftInTenant(
  drafting: Drafting,
  act: TenantAct,
  more: {
    readonly text?: Omit<PersonTextWire, "seq">;
    readonly heads?: readonly VaultHead[];
    /** The public key of staff whom the link names. */
    readonly staffKey?: Uint8Array;
    /** Of a break-glass. */
    readonly reason?: string;
  } = {},
): void {
  const link = allowed(() => makeTenantLink(drafting.tenant, drafting.signer, act, more.heads));
  drafting.links.push(link);
  drafting.tenant = link.state;
  const { seq } = link.state.head;
  if (more.text) drafting.persons.push({ ...more.text, seq });
  if (more.staffKey) drafting.staffKeys.push({ seq, publicKey: encodeBase64url(more.staffKey) });
  if (more.reason !== undefined) drafting.reasons.push({ seq, reason: more.reason });
}

/** The group as it stands after what was drafted. Throws NOT_FOUND, SERVER_CAUGHT where it is frozen. */
export function groupOf({ groups, frozen }: Drafting, group: string): RosterState {
  const caught = frozen.get(group);
  if (caught) throw new ServerCaught(caught.check, caught.id);
  const state = groups.get(group);
  if (state === undefined) throw new SealgraphError("NOT_FOUND", { part: "group" });
  return state;
}

/** Somebody of a roster. Throws NOT_FOUND. */
export function memberOf(state: RosterState, user: string) {
  const member = membersOf(state).find((each) => formatUuid(each.user) === user);
  if (member === undefined) throw new SealgraphError("NOT_FOUND", { part: "user" });
  return member;
}

/** Adds a link of a group that was signed on how it stands then. */
export function goOn(drafting: Drafting, group: string, link: MadeLink): void {
  drafting.links.push(link);
  drafting.groups.set(group, link.state);
}
