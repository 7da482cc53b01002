import { asHash, asSigningPublicKey, asXWingPublicKey, type Hash } from "../../crypto/keys.ts";
import { operation, rosterKind } from "../../crypto/link.ts";
import { rotationContext } from "../../crypto/rotation-context.ts";
import { parseUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import { parseId, type VaultId } from "../../ids.ts";
import type { ProofInput } from "../account-code/proof.ts";
import { bounds } from "../bounds.ts";
import type { SignedLinkInput, VaultCommitInput } from "../commit/input.ts";
import { type Commit, type ParsedLink, parseCommit, parseSignedLink } from "../commit/parse.ts";
import { proving } from "../invalid.ts";
import { checkAccountKeys, type NewAccountKeys } from "../session/account-keys.ts";

export interface RotateAccountInput extends ProofInput {
  readonly wrapGeneration: number;
  readonly keyGeneration: number;
  readonly keys: NewAccountKeys;
  readonly links: readonly SignedLinkInput[];
  readonly accountVault: VaultCommitInput;
  readonly profiles: readonly ProfileHeadInput[];
  readonly clientMutationId: string;
}

export interface ProfileHeadInput {
  readonly vault: string;
  readonly revision: number;
  readonly hash?: Uint8Array | null;
}

export interface ProfileHead {
  readonly vault: VaultId;
  readonly revision: number;
  readonly hash: Hash | null;
}

/** New account keys whose shape holds. */
export interface Rotation {
  readonly context: Hash;
  readonly tenantLink: ParsedLink;
  /** Of the account vault, with its two links. */
  readonly commit: Commit;
  readonly profiles: readonly ProfileHead[];
}

/** Takes new account keys apart, without a costly check (PROTOCOL §3.10). Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseRotation(input: RotateAccountInput): Rotation {
  const { keys, accountVault, clientMutationId, wrapGeneration, keyGeneration } = input;
  checkAccountKeys(keys);
  if (input.links.length !== 3) throw refused("links are three.");
  if (input.profiles.length > bounds.vaultsPerCommit) throw refused("profiles are too many.");
  const [tenantLink, ...links] = input.links.map(parseSignedLink) as [ParsedLink, ...ParsedLink[]];
  checkOperations(tenantLink, links, accountVault.vault);
  const profiles = input.profiles.map(parseProfileHead);
  const context = proving(() =>
    rotationContext({
      wrapGeneration,
      keyGeneration,
      parameters: keys.parameters,
      loginKey: asSigningPublicKey(keys.loginKey),
      rootWrap: keys.rootKey,
      signingSeed: keys.signingSeed,
      xwingSeed: keys.encryptionSeed,
      xwingKey: asXWingPublicKey(keys.encryptionKey),
      vaultKey: keys.accountVaultKey,
      links: [tenantLink, ...links].map(({ hash }) => hash),
      heads: profiles.flatMap(({ vault, revision, hash }) =>
        hash ? [{ vault: parseUuid(vault), revision, hash }] : [],
      ),
    }),
  );
  const commit = parseCommit({ clientMutationId, links: input.links.slice(1), vaults: [accountVault] }, [context]);
  checkEntries(commit);
  return { context, tenantLink, commit, profiles };
}

function checkOperations({ link }: ParsedLink, [keys, epoch]: readonly ParsedLink[], accountVault: string): void {
  const right =
    link.kind === rosterKind.TENANT &&
    link.operation === operation.OWN_KEYS &&
    keys?.link.operation === operation.OWN_KEYS &&
    epoch?.link.operation === operation.NEW_EPOCH;
  if (!right) throw unproven("NOT_ALLOWED");
  if (keys.roster !== accountVault || epoch.roster !== accountVault) throw unproven("WRONG_ROSTER");
}

function parseProfileHead({ vault, revision, hash }: ProfileHeadInput): ProfileHead {
  if (revision < 0 || (revision === 0) !== (hash == null))
    throw refused("A head has a revision and a hash, or neither.");
  return { vault: parseId<VaultId>(vault, "vault"), revision, hash: hash == null ? null : asHash(hash) };
}

/** The account entry is sealed again, over the one that is there, and one is added: the former keys. */
function checkEntries({ vaults: [vault] }: Commit): void {
  const changes = vault?.changes ?? [];
  const added = changes.filter((change) => change.sealing && change.expectedLeaf === null);
  const again = changes.filter((change) => change.sealing && change.expectedLeaf !== null);
  if (changes.length !== 2 || added.length !== 1 || again.length !== 1) {
    throw refused("accountVault seals one record again and adds one.");
  }
}

const refused = (message: string): Failure => new Failure("BAD_USER_INPUT", message);
const unproven = (reason: string): Failure => new Failure("INVALID_PROOF", undefined, { reason });
