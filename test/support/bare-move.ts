import { randomBytes } from "node:crypto";
import { makeVaultKey } from "../../src/crypto/client/epoch.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { makeJoin, makeMove, makeTenantLink, type Signer } from "../../src/crypto/client/tenant-link.ts";
import type { VaultHead } from "../../src/crypto/cut.ts";
import { asPersonSalt, type Id, type SigningPair } from "../../src/crypto/keys.ts";
import { operation, type ProfileClass, profileClass } from "../../src/crypto/link.ts";
import type { Manifest } from "../../src/crypto/manifest.ts";
import { personCommitment } from "../../src/crypto/person.ts";
import type { RosterState } from "../../src/crypto/roster-state.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import type { MoveAccountInput } from "../../src/domain/moving/move-account.ts";
import { type BareAccount, type BareVault, draft, linkInput } from "./bare-client.ts";
import type { BareInvited } from "./bare-company.ts";
import { headOf } from "./rotation.ts";

type Kind = keyof BareAccount["vaults"];

/** What a test may have otherwise, before anything is signed. */
export interface Twist {
  readonly cut?: readonly VaultHead[];
  readonly going?: readonly Kind[];
  readonly business?: "NONE" | ProfileClass;
  readonly departs?: boolean;
  readonly signing?: SigningPair;
  readonly user?: Id;
  readonly name?: string;
  readonly tenant?: Id;
  readonly manifest?: (manifest: Manifest) => Manifest;
}

/** Where an account goes: to a tenant of one, or to a company by an invitation, as its roster stands. */
export type Destination = "OWN" | { readonly state: RosterState; readonly invited: BareInvited };

/** An account in another tenant, as it stands once the server has taken `input`. */
export interface BareMoved {
  readonly input: MoveAccountInput;
  readonly after: BareAccount;
  readonly tenant: RosterState;
  /** The roster of the company that is left, after that. */
  readonly left: RosterState | null;
}

/** Makes what `moveAccount` takes. @param from the roster of the company that is left; null from a tenant of one. */
export function prepareMove(
  account: BareAccount,
  from: RosterState | null,
  to: Destination,
  twist: Twist = {},
): BareMoved {
  const time = Date.now();
  const { departs = from !== null, going = from ? ["ACCOUNT", "PERSONAL"] : ["ACCOUNT", "PERSONAL", "BUSINESS"] } =
    twist;
  const by: Signer = { user: twist.user ?? account.user, signing: twist.signing ?? account.signing, time };
  const { arrival, name, salt } = arrive(account, by, to, twist);
  const tenantHead = arrival.state.head;
  const { BUSINESS } = account.vaults;
  const heads = twist.cut ?? [headOf(BUSINESS)].flatMap((head) => head ?? []);
  const departure = departs
    ? makeTenantLink(
        from ?? account.tenantState,
        { ...by, user: account.user, signing: account.signing },
        { operation: operation.LEAVE, subject: { user: account.user } },
        heads,
      )
    : null;
  const there = { ...account, tenant: tenantHead };
  const moved = going.map((kind) =>
    goAlong(there, account.vaults[kind], { ...by, user: account.user, signing: account.signing }, twist),
  );
  const begun = from && twist.business !== "NONE" ? begin(account, by, arrival, twist.business) : null;
  const along = Object.fromEntries(going.map((kind, place) => [kind, moved[place]?.next]));
  return {
    tenant: arrival.state,
    left: departure?.state ?? null,
    after: {
      ...there,
      tenantState: arrival.state,
      vaults: { ...account.vaults, ...(begun && { BUSINESS: begun.vault }), ...along },
    },
    input: {
      departure: departure && linkInput(departure.signed),
      arrival: linkInput(arrival.signed),
      name: twist.name ?? name,
      personSalt: salt,
      business: begun && linkInput(begun.link.signed),
      commit: {
        clientMutationId: `move ${randomBytes(4).toString("hex")}`,
        links: moved.map(({ link }) => linkInput(link.signed)),
        vaults: moved.map(({ input }) => input),
      },
    },
  };
}

function arrive({ address, xwingKeyHash }: BareAccount, by: Signer, to: Destination, { tenant }: Twist) {
  if (to !== "OWN") {
    const { pair, name, salt } = to.invited;
    return { arrival: makeJoin(to.state, { ...by, invitation: pair, xwingKeyHash }), name, salt };
  }
  const [name, salt] = ["Bob Martin", asPersonSalt(randomBytes(32))];
  const { user, signing, time } = by;
  const person = personCommitment(salt, address, name);
  const founder = { user, signing, xwingKeyHash };
  return { arrival: makeTenantGenesis({ tenant: tenant ?? makeId(time), founder, person, time }), name, salt };
}

function goAlong(there: BareAccount, vault: BareVault, by: Signer, { manifest }: Twist) {
  const link = makeMove(vault.roster, by, there.tenant);
  const next: BareVault = { ...vault, roster: link.state, leaves: new Map(vault.leaves) };
  const drafted = draft(there, next, [], manifest);
  drafted.apply();
  return { link, next, input: drafted.input };
}

function begin({ xwingKeyHash }: BareAccount, by: Signer, { state }: MadeLink, its: Twist["business"]) {
  const [id, key] = [makeId(by.time), makeVaultKey()];
  const founder = { user: by.user, signing: by.signing, xwingKeyHash };
  const link = makeProfileGenesis({
    vault: id,
    class: typeof its === "number" ? its : profileClass.BUSINESS,
    founder,
    vaultKey: key,
    tenantHead: state.head,
    time: by.time,
  });
  const vault: BareVault = { id, key, roster: link.state, ladder: null, leaves: new Map() };
  return { link, vault };
}
