import { Failure } from "../../errors.ts";
import type { UserId, VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import type { Connection } from "../page.ts";

/** A backup, as administrators are shown it. */
export interface BackupRow {
  id: string;
  vault: VaultId;
  kind: "PROFILE" | "SHARE";
  owners: UserId[];
  number: number;
  takenAt: Date;
  revision: number;
  manifestHash: Uint8Array;
  epoch: number;
  group: string;
  groupEpoch: number;
  records: number;
  bytes: number;
  addedBytes: number;
  openable: boolean;
  keptUntil: Date | null;
}

export async function readBackups(
  _request: Request,
  _args: { readonly user: string | null; readonly first: number; readonly after?: string | null },
): Promise<Connection<BackupRow>> {
  throw new Failure("FORBIDDEN");
}
