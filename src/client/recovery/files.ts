/** Files that recoveries leave and backups are kept in, for whoever has no account and no server (PROTOCOL §8.4, §8.5). */
import { concat } from "../../crypto/bytes.ts";
import {
  openRecoveredFile as openFrames,
  parseFileCode,
  RecoveredFileError,
} from "../../crypto/client/recovered-file.ts";
import { ProtocolError } from "../../crypto/errors.ts";
import { SealgraphError } from "../errors.ts";
import { openBackupFile as openFile } from "./case/open-file.ts";
import type { BackupFileView } from "./cases.ts";

export { checkBackupFile } from "./case/open-file.ts";

/**
 * Opens a backup's file by the recovery code, or its parts. The company is to be compared by a person: `company.genesis`. By the
 * keys of an account it is `client.recovery.openFile`. A code that is a function is asked for once the file is verified. Throws BackupFileRefused, BACKUP_REFUSED, BACKUP_SEALED, RECOVERY_CODE_REFUSED.
 */
export const openBackupFile = (
  source: AsyncIterable<Uint8Array>,
  { code }: { readonly code: string | readonly string[] | (() => Promise<string | readonly string[]>) },
): Promise<BackupFileView> => openFile(source, { code });

/**
 * What stands in a file of recovered items: an export, that `readImport` takes. A code that is a function is asked for once the file has
 * begun as one of its kind. RECOVERED_FILE_REFUSED with `reason`: `WRONG_GROUP`
 * where the code is mistyped, else that of the file.
 */
export async function openRecoveredFile(
  code: string | (() => Promise<string>),
  source: AsyncIterable<Uint8Array>,
): Promise<string> {
  const codeOf = async () => parseFileCode(typeof code === "function" ? await code() : code);
  try {
    const portions: Uint8Array[] = [];
    for await (const portion of openFrames(codeOf, source)) portions.push(portion);
    return new TextDecoder("utf-8", { fatal: true }).decode(concat(...portions));
  } catch (error) {
    if (error instanceof RecoveredFileError)
      throw new SealgraphError("RECOVERED_FILE_REFUSED", { reason: error.reason });
    if (error instanceof ProtocolError) throw new SealgraphError("RECOVERED_FILE_REFUSED", { reason: "WRONG_GROUP" });
    throw error;
  }
}
