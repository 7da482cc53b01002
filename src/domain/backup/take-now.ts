import { Failure } from "../../errors.ts";
import type { VaultId } from "../../ids.ts";
import type { Request } from "../context.ts";
import type { BackupRow } from "./list.ts";

export type BackupSkip = "UNCHANGED" | "NOT_ENTRUSTED" | "POLICY" | "PLAN" | "DAMAGED" | "OTHER_CHAIN" | "RESTORING";

export async function takeBackups(
  _request: Request,
  _input: { readonly user: string },
): Promise<{ taken: BackupRow[]; skipped: { vault: VaultId; reason: BackupSkip }[]; more: boolean }> {
  throw new Failure("FORBIDDEN");
}
