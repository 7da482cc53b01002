import { encodeBase64url } from "../../crypto/base64url.ts";
import type { Hash } from "../../crypto/keys.ts";
import { openSignedLink } from "../../crypto/signed-link.ts";
import { fieldOf, readBoolean, readCount, readHash, readList, readOneOf, readUuid } from "./answer.ts";
import type { Operation } from "./http.ts";
import { type RosterAnswer, readRoster, readVault, rosterFields, type VaultAnswer, vaultFields } from "./page.ts";

/** A `RecordChangeInput`, as it is sent and as it is kept until there is an answer. */
export interface RecordChangeWire {
  readonly record: string;
  readonly expectedLeaf: string | null;
  readonly purge?: true;
  readonly class?: number;
  readonly version?: number;
  readonly trashedAt?: string | null;
  readonly folder?: string | null;
  readonly schema?: number;
  readonly epoch?: number;
  readonly body?: string;
  readonly key?: string;
}

export interface VaultCommitWire {
  readonly vault: string;
  readonly manifest: string;
  readonly signature: string;
  readonly changes: readonly RecordChangeWire[];
  readonly epochKey?: { readonly epoch: number; readonly previousKey: string };
  /** Of a share: its sealed name, and wraps of its key. */
  readonly name?: string;
  readonly wraps?: readonly ShareWrapWire[];
  /** Where a link entrusts the key in force: the wrap for the recovery group (PROTOCOL §4.14). */
  readonly recoveryWrap?: string;
}

/** The key of a share's epoch for one recipient: a group where there is a `groupEpoch`. */
export interface ShareWrapWire {
  readonly recipient: string;
  readonly epoch: number;
  readonly groupEpoch: number | null;
  readonly wrap: string;
}

export interface SignedLinkWire {
  readonly link: string;
  readonly signatures: readonly string[];
}

/** A signed link as it travels. */
export function writeLink(signed: Uint8Array): SignedLinkWire {
  const { bytes, signatures } = openSignedLink(signed);
  return { link: encodeBase64url(bytes), signatures: signatures.map(encodeBase64url) };
}

export interface CommitWire {
  readonly clientMutationId: string;
  readonly links: readonly SignedLinkWire[];
  readonly vaults: readonly VaultCommitWire[];
}

export interface HeadAnswer {
  readonly vault: string;
  readonly revision: number;
  readonly hash: Hash;
}

export const sharePolicies = ["DISABLE_SHARING", "SHARE_RECIPIENT_DOMAINS"] as const;
export const shareLimits = [
  "MEMBERS_PER_SHARE",
  "GROUPS_PER_SHARE",
  "GUESTS_PER_SHARE",
  "SHARES_PER_FOUNDER",
  "SHARES_PER_GROUP",
  "LINKS_PER_SHARE",
] as const;
const policies = ["DISABLE_PERSONAL_PROFILE", "ORGANISATION_BACKUP", ...sharePolicies] as const;
const limits = ["RECORDS_PER_VAULT", ...shareLimits] as const;

/** All that may happen to a correct client's commit. */
export type CommitAnswer =
  | { readonly type: "Committed"; readonly heads: readonly HeadAnswer[] }
  | {
      readonly type: "StaleHead";
      readonly missing: readonly VaultAnswer[];
      readonly rosters: readonly RosterAnswer[];
      readonly complete: boolean;
    }
  | { readonly type: "Conflict"; readonly records: readonly { readonly vault: string; readonly record: string }[] }
  | { readonly type: "StaleKeyEpoch"; readonly vault: string; readonly epoch: number; readonly due: boolean }
  | { readonly type: "PolicyDenied"; readonly policy: (typeof policies)[number] }
  | { readonly type: "LimitExceeded"; readonly limit: (typeof limits)[number]; readonly maximum: number };

/** The answers that commits and changes of password share. */
export const commitFragment = `fragment StaleHeadFields on StaleHead { missing { ${vaultFields} } rosters { ${rosterFields} } complete } fragment ConflictFields on Conflict { records { vault record } } fragment StaleKeyEpochFields on StaleKeyEpoch { vault epoch due }`;

export const commitOperation: Operation<{ input: CommitWire }, CommitAnswer> = {
  name: "Commit",
  document: `mutation Commit($input: CommitInput!) { commit(input: $input) { __typename ... on Committed { heads { vault revision hash } } ...StaleHeadFields ...ConflictFields ...StaleKeyEpochFields ... on PolicyDenied { policy } ... on LimitExceeded { limit maximum } } } ${commitFragment}`,
  read: (data) => readCommitAnswer(fieldOf(data, "commit")),
};

const types = ["Committed", "StaleHead", "Conflict", "StaleKeyEpoch", "PolicyDenied", "LimitExceeded"] as const;

/** Reads a member of the union `CommitResult`. */
export function readCommitAnswer(value: unknown): CommitAnswer {
  const type = readOneOf(value, "__typename", types);
  switch (type) {
    case "Committed":
      return { type, heads: readList(value, "heads", readHead) };
    case "StaleHead":
      return {
        type,
        missing: readList(value, "missing", readVault),
        rosters: readList(value, "rosters", readRoster),
        complete: readBoolean(value, "complete"),
      };
    case "Conflict":
      return {
        type,
        records: readList(value, "records", (record) => ({
          vault: readUuid(record, "vault"),
          record: readUuid(record, "record"),
        })),
      };
    case "StaleKeyEpoch":
      return {
        type,
        vault: readUuid(value, "vault"),
        epoch: readCount(value, "epoch"),
        due: readBoolean(value, "due"),
      };
    case "PolicyDenied":
      return { type, policy: readOneOf(value, "policy", policies) };
    case "LimitExceeded":
      return {
        type,
        limit: readOneOf(value, "limit", limits),
        maximum: readCount(value, "maximum"),
      };
  }
}

function readHead(value: unknown): HeadAnswer {
  return { vault: readUuid(value, "vault"), revision: readCount(value, "revision"), hash: readHash(value, "hash") };
}
