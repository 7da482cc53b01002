import { concat } from "../../crypto/bytes.ts";
import { asSignature, type Id } from "../../crypto/keys.ts";
import { checkRecoveryPurpose, openRecoveryRequest, type RecoveryRequest } from "../../crypto/recovery-request.ts";
import { formatUuid } from "../../crypto/uuid.ts";
import { Failure } from "../../errors.ts";
import type { BackupId, RecoveryId, RosterId, UserId, VaultId } from "../../ids.ts";
import { bounds } from "../bounds.ts";
import { parseLength, parseText, proving } from "../invalid.ts";

export interface OpenRecoveryInput {
  readonly request: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly purpose: string;
}

/** A request whose signatures hold, by the keys that it names. */
export interface AskedRecovery {
  readonly request: RecoveryRequest;
  readonly recovery: RecoveryId;
  readonly group: RosterId;
  readonly user: UserId;
  readonly author: UserId;
  readonly backups: readonly {
    readonly backup: BackupId;
    readonly vault: VaultId;
    readonly revision: number;
    readonly manifest: Uint8Array;
  }[];
  readonly bytes: Uint8Array;
  readonly signatures: Uint8Array;
  readonly purpose: string;
}

/** Throws `BAD_USER_INPUT`, `INVALID_PROOF`. */
export function parseRequest(input: OpenRecoveryInput): AskedRecovery {
  const purpose = parseText(input.purpose, "purpose", 1, bounds.purpose);
  if (input.signatures.length < 1 || input.signatures.length > 2) {
    throw new Failure("BAD_USER_INPUT", "A request has one signature or two.");
  }
  const signatures = input.signatures.map((each) => asSignature(parseLength(each, "signatures", 64)));
  const { request, bytes } = proving(() => {
    const opened = openRecoveryRequest(input.request, signatures);
    checkRecoveryPurpose(opened.request, purpose);
    return opened;
  });
  const { seq } = request;
  const counts = [seq, ...request.backups.map(({ revision }) => revision)];
  if (counts.some((count) => count > bounds.count)) throw new Failure("BAD_USER_INPUT", "A position is too large.");
  return {
    request,
    recovery: idOf<RecoveryId>(request.recovery),
    group: idOf<RosterId>(request.group),
    user: idOf<UserId>(request.user),
    author: idOf<UserId>(request.author.user),
    backups: request.backups.map(({ backup, vault, revision, manifest }) => ({
      backup: idOf<BackupId>(backup),
      vault: idOf<VaultId>(vault),
      revision,
      manifest,
    })),
    bytes,
    signatures: concat(...signatures),
    purpose,
  };
}

const idOf = <T extends string>(id: Id): T => formatUuid(id) as string as T;
