import { equalBytes } from "../../crypto/bytes.ts";
import { publicKeyHash } from "../../crypto/hash.ts";
import { asPersonSalt, asXWingPublicKey } from "../../crypto/keys.ts";
import { profileClass, rosterKind } from "../../crypto/link.ts";
import { personCommitment } from "../../crypto/person.ts";
import { applyGenesis, applyLink, checkSameKeys, checkTenantHead } from "../../crypto/roster.ts";
import { findMember, type RosterState } from "../../crypto/roster-state.ts";
import { role } from "../../crypto/state-entries.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { type DeviceId, parseId, type TenantId, type UserId, type VaultId } from "../../ids.ts";
import type { Locale } from "../../words/index.ts";
import { noBuckets } from "../commit/buckets.ts";
import { checkVaultCommit, type VaultEffect } from "../commit/check.ts";
import type { VaultClass } from "../commit/ground.ts";
import type { SignedLinkInput, VaultCommitInput } from "../commit/input.ts";
import { type ParsedLink, parseSignedLink, parseVaultCommit } from "../commit/parse.ts";
import { isJoin, type JoinLink } from "../company/join.ts";
import { parseLength, parseText, proving } from "../invalid.ts";
import { checkAccountKeys, type NewAccountKeys } from "./account-keys.ts";

export interface NewAccountInput {
  readonly user: string;
  readonly name: string;
  readonly personSalt: Uint8Array;
  readonly device: { readonly device: string; readonly name: string; readonly publicKey: Uint8Array };
  readonly keys: NewAccountKeys;
  readonly links: readonly SignedLinkInput[];
  readonly accountVault: VaultCommitInput;
  readonly locale?: Locale | null | undefined;
}

export interface NewRoster {
  readonly link: ParsedLink;
  readonly state: RosterState;
}

/** A tenant that somebody joins, as it is held, locked. */
export interface Joined {
  readonly state: RosterState;
}

/** A whole account, made on the client and checked here: nothing is left but to write it down. */
export interface NewAccount {
  readonly user: UserId;
  readonly tenant: TenantId;
  readonly name: string;
  readonly personSalt: Uint8Array;
  readonly locale: Locale;
  readonly device: { readonly device: DeviceId; readonly name: string; readonly publicKey: Uint8Array };
  readonly keys: NewAccountKeys;
  readonly signingKey: Uint8Array;
  readonly role: "ADMINISTRATOR" | "USER";
  readonly primary: boolean;
  readonly tenantRoster: NewRoster;
  readonly vaults: readonly (NewRoster & { readonly vault: VaultId; readonly class: VaultClass })[];
  readonly effect: VaultEffect;
}

const classes = [
  [profileClass.ACCOUNT, "ACCOUNT"],
  [profileClass.PERSONAL, "PERSONAL"],
  [profileClass.BUSINESS, "BUSINESS"],
] as const;

/** The link of a new account by which it joins a tenant that is there; null where it founds one. Throws `INVALID_PROOF`. */
export function joinOf(input: NewAccountInput): JoinLink | null {
  const [first] = input.links;
  const parsed = first && parseSignedLink(first);
  return parsed && isJoin(parsed) ? parsed : null;
}

/**
 * Takes a new account apart and holds it against itself (PROTOCOL §4): four geneses by one key, or a join and three, the
 * person bound to the proven address, the account vault's first manifest. Throws `BAD_USER_INPUT`, `INVALID_PROOF`.
 *
 * @param joined the tenant of an invitation; null where the account founds a tenant of its own.
 */
export function parseNewAccount(input: NewAccountInput, address: string, joined: Joined | null): NewAccount {
  checkAccountKeys(input.keys);
  const user = parseId<UserId>(input.user, "user");
  // Any other would tell a real user from an invented one. PROTOCOL §3.3.
  if (user[14] !== "4") throw new Failure("BAD_USER_INPUT", "user is a random UUID, of version 4.");
  const device = {
    device: parseId<DeviceId>(input.device.device, "device"),
    name: parseText(input.device.name, "device.name", 1, 100),
    publicKey: parseLength(input.device.publicKey, "device.publicKey", 32),
  };
  const name = parseText(input.name, "name", 1, 100);
  const personSalt = parseLength(input.personSalt, "personSalt", 32);
  if (input.links.length !== 1 + classes.length)
    throw new Failure("BAD_USER_INPUT", "links are a tenant's genesis or a join, and three geneses.");

  const rosters = input.links.map(parseSignedLink).map((link, place) => ({
    link,
    state: proving(() => (joined && place === 0 ? applyLink(joined.state, link.signed) : applyGenesis(link.signed))),
  }));
  const [tenantRoster, ...profiles] = rosters as [NewRoster, ...NewRoster[]];
  const founder = findMember(tenantRoster.state, parseUuid(user));
  const person = personCommitment(asPersonSalt(personSalt), address, name);
  const holds =
    tenantRoster.state.kind === rosterKind.TENANT &&
    founder?.person &&
    equalBytes(founder.person, person) &&
    equalBytes(founder.xwingKeyHash, publicKeyHash(asXWingPublicKey(input.keys.encryptionKey)));
  if (!founder || !holds) throw refused("WRONG_KEYS");

  const vaults = profiles.map((roster, place) => {
    const [code, name] = classes[place] as (typeof classes)[number];
    if (roster.state.kind !== rosterKind.PROFILE || roster.state.class !== code) throw refused("WRONG_ROSTER");
    proving(() => {
      checkSameKeys(tenantRoster.state, roster.state);
      checkTenantHead(roster.state, tenantRoster.state.head);
    });
    return { ...roster, vault: roster.link.roster, class: name };
  });
  return {
    user,
    tenant: tenantRoster.link.roster as string as TenantId,
    name,
    personSalt,
    locale: input.locale ?? "en",
    device,
    keys: input.keys,
    signingKey: founder.signingKey,
    role: founder.role === role.ADMINISTRATOR ? "ADMINISTRATOR" : "USER",
    primary: founder.primary,
    tenantRoster,
    vaults,
    effect: checkFirstCommit(input.accountVault, tenantRoster.state, vaults[0] as NewRoster, user, device.device),
  };
}

function checkFirstCommit(
  input: VaultCommitInput,
  tenant: RosterState,
  account: NewRoster,
  user: UserId,
  device: DeviceId,
): VaultEffect {
  const commit = parseVaultCommit(input);
  if (commit.vault !== account.link.roster) throw refused("WRONG_ROSTER");
  const outcome = checkVaultCommit(
    {
      vault: commit.vault,
      owner: user,
      class: "ACCOUNT",
      count: 0,
      head: null,
      hashes: new Map(),
      roster: account.state,
      tenantLinks: new Map([[tenant.head.seq, tenant.head]]),
      records: new Map(),
      buckets: noBuckets,
      behind: false,
      disabled: false,
      due: false,
      entrusting: null,
      sharing: null,
      tenant: null,
    },
    commit,
    [],
    { device: parseUuid(device), disablePersonalProfile: false },
  );
  if ("kind" in outcome) throw refused("BROKEN_CHAIN");
  return outcome;
}

const refused = (reason: string): Failure => new Failure("INVALID_PROOF", undefined, { reason });
