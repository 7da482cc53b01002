/** What a server would show of a bare account's vault: what was signed, with whatever a test twists before it is signed. */

import { type Chain, extendChain } from "../../src/client/vault/chain.ts";
import { adopt, emptyHeld, type HeldVault, type VaultUpdate } from "../../src/client/vault/held.ts";
import { holdRecord } from "../../src/client/vault/record.ts";
import type { StagedRecord, StagedVault } from "../../src/client/vault/staged.ts";
import { verifyVault } from "../../src/client/vault/verify.ts";
import type { AccountKeys } from "../../src/crypto/client/account-keys.ts";
import { asSignature } from "../../src/crypto/keys.ts";
import { parseManifest } from "../../src/crypto/manifest.ts";
import { encodeSignedLink } from "../../src/crypto/signed-link.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import type { SignedLinkInput } from "../../src/domain/commit/input.ts";
import { type BareAccount, type BareChange, type BareVault, draft, makeBareAccount } from "./bare-client.ts";

/** An account, and the chains of its rosters: tenant, account vault, personal and business profile. */
export interface ShownAccount {
  readonly account: BareAccount;
  readonly keys: AccountKeys;
  readonly tenant: Chain;
  readonly signed: { readonly [Name in "TENANT" | "ACCOUNT" | "PERSONAL" | "BUSINESS"]: Uint8Array };
}

export function makeShownAccount(): ShownAccount {
  const { account, input, keys } = makeBareAccount("ada@example.com");
  const [TENANT, ACCOUNT, PERSONAL, BUSINESS] = input.links.map(signedOf) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return { account, keys, tenant: chainOf(TENANT), signed: { TENANT, ACCOUNT, PERSONAL, BUSINESS } };
}

const signedOf = ({ link, signatures }: SignedLinkInput): Uint8Array =>
  encodeSignedLink(link, signatures.map(asSignature));

export const linksOf = (...signed: Uint8Array[]) => signed.map((each, seq) => ({ seq, signed: each }));
export const chainOf = (...signed: Uint8Array[]): Chain => extendChain(null, linksOf(...signed));

/** A commit as it would be shown; what was committed before is taken as known. */
export function shownCommit(
  { account }: Pick<ShownAccount, "account">,
  vault: BareVault,
  its: StagedVault["class"],
  changes: readonly BareChange[],
  twist?: Parameters<typeof draft>[3],
): { staged: StagedVault; apply(): void } {
  const { input, apply } = draft(account, vault, changes, twist);
  const { revision } = parseManifest(input.manifest);
  const records = new Map<string, StagedRecord>(
    changes.map(({ input: change, fields }) => [
      change.record,
      {
        revision,
        held:
          fields &&
          holdRecord(change.record, fields.record, revision, {
            ...fields,
            body: change.body as Uint8Array,
            key: change.key as Uint8Array,
          }),
      },
    ]),
  );
  const head = { revision, manifest: input.manifest, signature: input.signature };
  const staged = {
    vault: formatUuid(vault.id),
    class: its,
    restoring: false,
    head,
    revision,
    path: new Map([[revision, head]]),
    epochKeys: new Map(),
    records,
  };
  return { staged, apply };
}

/** Takes what was verified, as a device does. */
export function taken(update: VaultUpdate): HeldVault {
  adopt(emptyHeld(), update);
  return update.vault;
}

export const honestly = { whole: false, fromKnown: true, afresh: new Set<string>() };
export { verifyVault };
