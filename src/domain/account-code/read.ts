import type { Request } from "../context.ts";
import { ask } from "../transaction.ts";
import { type AccountCodeRow, findAccountCode } from "./rows.ts";

/** What may be known of a code: never the code, nor what it proves itself by. */
export interface AccountCode {
  readonly exists: boolean;
  readonly generation: number;
  readonly createdAt: Date | null;
}

export const shownCode = (row: AccountCodeRow | undefined): AccountCode => ({
  exists: row !== undefined && row.createdAt !== null,
  generation: row?.generation ?? 0,
  createdAt: row?.createdAt ?? null,
});

/** The caller's own. */
export async function readAccountCode(request: Request): Promise<AccountCode> {
  const { answers } = await ask(request, findAccountCode());
  return shownCode(answers[0][0]);
}
